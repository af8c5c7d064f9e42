import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { allRows } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { seedCase, seedRun } from '../../test/support/seedCase.ts'
import { startOwned } from '../../test/support/workstation.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { ensureCase } from './cases.ts'
import { imageById, insertImage } from './images.ts'
import { ensurePatient, moveVisit } from './patients.ts'

const at = '2031-05-01T08:00:00.000Z'

/** Six visits of one patient, dates in disorder and one without, and one of another patient. */
async function visitsOfTwo() {
  const station = await startOwned()
  const { services } = station
  const dates = ['2024-03-01', '2022-01-01', null, '2025-09-09', '2024-03-01', '2023-07-07', '2020-01-01']
  const caseIds: CaseId[] = []
  const imageIds: string[] = []
  for (const index of dates.keys()) {
    const seeded = await seedCase(services, `P-${index}`)
    seedRun(services, seeded)
    caseIds.push(seeded.caseId)
    imageIds.push(seeded.imageId)
  }
  services.store.write((db) => {
    for (const [index, date] of dates.entries()) {
      const visitId = db.prepare('SELECT visit_id FROM cases WHERE case_id = ?').pluck().get(caseIds[index]) as never
      if (index < 6) moveVisit(db, visitId, ensurePatient(db, 'P-0', at))
      db.prepare('UPDATE visits SET visit_date = ?, created_at = ? WHERE visit_id = ?').run(date, '2024-03-02T08:00:00.000Z', visitId)
    }
  })
  const beside = async (index: number): Promise<readonly number[]> =>
    (await station.send('case.beside', { caseId: caseIds[index] })).map(({ image }) => imageIds.indexOf(image.imageId))
  return { ...station, caseIds, imageIds, beside }
}

describe('pictures that can stand beside a case', () => {
  it('are its own and those of earlier visits of the same patient, the newest first', async () => {
    const { beside } = await visitsOfTwo()
    // The visit without a date goes by the day of its import; of one day the later case comes first.
    expect(await beside(3)).toEqual([3, 2, 4, 0, 5, 1])
    expect(await beside(4)).toEqual([4, 0, 5, 1])
    expect(await beside(0)).toEqual([0, 5, 1])
    expect(await beside(1)).toEqual([1])
    expect(await beside(6)).toEqual([6])
  })

  it('come with the dates and numbers of their cases and with nothing that anybody or any model has said', async () => {
    const { services, send, caseIds, ...station } = await visitsOfTwo()
    await readAndSign({ services, send, ...station }, caseIds[5] as CaseId, { answers: { effusion: 'present' } })
    const reads = () => services.store.database().prepare('SELECT count(*) FROM reads').pluck().get()
    const before = reads()
    const found = await send('case.beside', { caseId: caseIds[0] })
    expect(found.map(({ caseNumber, visitDate }) => [caseNumber, visitDate])).toEqual([[1, '2024-03-01'], [6, '2023-07-07'], [2, '2022-01-01']])
    expect(Object.keys(found[0] ?? {}).toSorted()).toEqual(['caseId', 'caseNumber', 'image', 'importedAt', 'visitDate'])
    expect(JSON.stringify(found)).not.toMatch(/score|threshold|maps|answers|marks|effusion/iu)
    expect(reads()).toBe(before)
  })

  it('hang with the lateral film behind the frontal one, whichever came first', async () => {
    const station = await visitsOfTwo()
    const { send, services, caseIds, imageIds } = station
    const [caseId, lateral] = [caseIds[6], imageById(services.store.database(), imageIds[6] ?? '')]
    if (caseId === undefined || lateral === undefined) throw new Error('no film')
    const lie = (viewPosition: string) => ({ patientOrientation: null, viewPosition })
    services.store.write((db) => {
      db.prepare("UPDATE images SET info = json_set(info, '$.lie', json(?)) WHERE image_id = ?").run(JSON.stringify(lie(' ll ')), lateral.imageId)
      const visitId = db.prepare('SELECT visit_id FROM cases WHERE case_id = ?').pluck().get(caseId) as never
      insertImage(db, { ...lateral, visitId, sha256: '1'.repeat(64), likeness: '1'.repeat(64), info: { ...lateral, lie: lie('PA') }, importId: null, at: '2040-01-01T00:00:00.000Z' })
    })
    const { images } = await send('case.open', { caseId })
    expect(images.map(({ lie: said }) => said?.viewPosition)).toEqual(['PA', ' ll '])
    expect((await allRows(station)).find((row) => row.caseId === caseId)?.thumbnailImageId).toBe(images[0]?.imageId)
  })

  it('are of the kind the case is read from, each once though two tasks read it', async () => {
    const { services, send, caseIds, imageIds, beside } = await visitsOfTwo()
    services.store.write((db) => {
      const visitOf = (index: number) => db.prepare('SELECT visit_id FROM cases WHERE case_id = ?').pluck().get(caseIds[index]) as never
      ensureCase(db, visitOf(1), 'chestxray11', at)
      const film = imageById(db, imageIds[1] ?? '')
      if (film !== undefined) insertImage(db, { ...film, visitId: visitOf(5), sha256: '0'.repeat(64), likeness: '0'.repeat(64), info: { ...film, kind: 'photo' }, importId: null, at })
    })
    expect(await beside(0)).toEqual([0, 5, 1])
    const named = await send('case.beside', { caseId: caseIds[0] })
    expect(named.at(-1)?.caseId).toBe(caseIds[1])
    await expect(send('case.beside', { caseId: randomUUID() })).rejects.toThrow('case.missing')
  })
})
