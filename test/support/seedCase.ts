import { randomUUID } from 'node:crypto'
import type { Services } from '../../src-main/app/services.ts'
import { sha256Of } from '../../src-main/store/blobs.ts'
import { ensureCase, refuseAnalysis } from '../../src-main/store/cases.ts'
import { insertImage } from '../../src-main/store/images.ts'
import { ensurePatient, ensureVisit } from '../../src-main/store/patients.ts'
import { insertRun } from '../../src-main/store/predictions.ts'
import type { Analysis } from '../../src-shared/domain/analysis.ts'
import type { CaseId, ImageId } from '../../src-shared/domain/ids.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'

export interface SeededCase {
  readonly caseId: CaseId
  readonly imageId: ImageId
  readonly sha256: string
}

const at = '2031-05-01T08:00:00.000Z'

/** What a seeded film is made of: by default bytes that are no picture, and the same likeness for every film. */
interface SeededFilm {
  readonly bytes?: Uint8Array
  readonly likeness?: string
}

/** A film with its original in the store, as an import leaves it: no analysis yet. */
export async function seedCase({ store }: Services, pseudonym = `P-${randomUUID()}`, film: SeededFilm = {}): Promise<SeededCase> {
  const original = await store.blobs().put(film.bytes ?? Buffer.from(`film of ${pseudonym}`))
  return store.write((db) => {
    const patient = ensurePatient(db, pseudonym, at)
    const visitId = ensureVisit(db, patient.patientId, '2031-04-30', at)
    const imageId = insertImage(db, {
      visitId,
      ...original,
      role: 'main',
      likeness: film.likeness ?? '0'.repeat(64),
      info: {
        kind: 'film', widthPx: 512, heightPx: 512, format: 'png', spacing: null,
        pixels: { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false },
      },
      importId: null,
      at,
    })
    return { caseId: ensureCase(db, visitId, 'chestxray14', at).caseId, imageId, sha256: original.sha256 }
  })
}

/** Gives the case a run: the first label is called present, all others absent. */
export function seedRun({ store }: Services, { caseId, imageId, sha256 }: SeededCase): Analysis {
  const names = labelSetsFor('chestxray14').flatMap(({ labels }) => labels.map(({ key }) => key))
  const analysis: Analysis = {
    sha256,
    ok: true,
    kind: 'film',
    task: 'chestxray14',
    widthPx: 512,
    heightPx: 512,
    quality: { sharpness: 12.5 },
    model: { id: 'chestxray14', version: '1', sha256: sha256Of(Buffer.from('weights')), provider: 'cpu', demonstration: false },
    labels: names.map((name, index) => ({
      name, score: index === 0 ? 0.9 : 0.1, threshold: 0.5, call: index === 0 ? 'present' as const : 'absent' as const,
    })),
    maps: {},
    segmentation: null,
    tongue: null,
    timingsMs: { decode: 1, preprocess: 1, infer: 1, segment: 0, total: 3 },
  }
  store.write((db) => insertRun(db, { caseId, imageId, analysis, at }))
  return analysis
}

/** A gate refused the picture. */
export function seedRefusal({ store }: Services, { caseId }: SeededCase): void {
  store.write((db) => refuseAnalysis(db, caseId, { code: 'quality.blurred', detail: { sharpness: 2 } }, { sharpness: 2 }))
}
