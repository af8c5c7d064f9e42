import type { Services } from '../../src-main/app/services.ts'
import { caseFacts, ensureCase } from '../../src-main/store/cases.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { seedCase, seedRefusal } from './seedCase.ts'

/** A tongue case whose picture a gate refused: it can be read to its signature without an engine. */
export async function seedTongueCase(services: Services): Promise<CaseId> {
  const seeded = await seedCase(services)
  const { caseId } = services.store.write((db) => {
    db.prepare(`UPDATE images SET kind = 'photo' WHERE image_id = ?`).run(seeded.imageId)
    return ensureCase(db, caseFacts(db, seeded.caseId).visitId, 'tongue', '2031-05-01T08:00:00.000Z')
  })
  seedRefusal(services, { ...seeded, caseId })
  return caseId
}

/** An answer for each of some items. */
export const answersOf = (answers: Readonly<Record<string, number | null>>): readonly unknown[] => Object.entries(answers).map(([item, score]) => ({ item, score }))
