import { describe, expect, it } from 'vitest'
import { readAndSign } from '../../test/support/reading.ts'
import { startOwned } from '../../test/support/workstation.ts'
import type { Analysis, Lab, TongueMeasures } from '../../src-shared/domain/analysis.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { ensureCase } from './cases.ts'
import { insertImage } from './images.ts'
import { ensurePatient, ensureVisit } from './patients.ts'
import { insertRun } from './predictions.ts'

const at = '2031-05-01T08:00:00.000Z'

/** Visits of one patient, each a tongue with this much coating, and a visit of another. */
async function visits() {
  const station = await startOwned()
  const { store } = station.services
  const add = async (pseudonym: string, date: string, coatingCoverage: number): Promise<CaseId> => {
    const original = await store.blobs().put(Buffer.from(`${pseudonym} ${date}`))
    return store.write((db) => {
      const visitId = ensureVisit(db, ensurePatient(db, pseudonym, at).patientId, date, at)
      const info = { kind: 'photo' as const, widthPx: 400, heightPx: 400, format: 'jpeg' as const, spacing: null, pixels: { mode: 'colour' as const } }
      const imageId = insertImage(db, { visitId, ...original, role: 'main', likeness: '0'.repeat(64), info, importId: null, at })
      const { caseId } = ensureCase(db, visitId, 'tongue', at)
      const tongue: TongueMeasures = { coatingCoverage, body: { lab: [60, 30, 12] as Lab }, coating: { lab: null }, calibrated: false, calibration: null, signs: null }
      const analysis: Analysis = {
        sha256: original.sha256, ok: true, kind: 'photo', task: 'tcmtd', widthPx: 400, heightPx: 400, quality: {},
        model: { id: 'tcmtd', version: '1', sha256: original.sha256, provider: 'cpu', demonstration: true },
        labels: [], maps: {}, segmentation: { areaFraction: 0.4, polygon: [] }, tongue, timingsMs: { decode: 1, preprocess: 1, infer: 1, segment: 1, total: 4 },
      }
      insertRun(db, { caseId, imageId, analysis, at })
      return caseId
    })
  }
  const cases = [await add('P-1', '2030-03-01', 0.3), await add('P-1', '2030-01-01', 0.1), await add('P-1', '2030-02-01', 0.2), await add('P-2', '2030-01-15', 0.9)] as const
  const trend = async (caseId: CaseId): Promise<readonly number[]> => (await station.send('case.trend', { caseId })).map(({ tongue }) => tongue.coatingCoverage)
  return { station, cases, trend }
}

describe('the measures of earlier visits', () => {
  it('are those that were signed, of this patient and before this visit, oldest first', async () => {
    const { station, cases, trend } = await visits()
    const [newest, oldest, middle, other] = cases
    expect(await trend(newest)).toEqual([])
    for (const caseId of [oldest, middle, other]) await readAndSign(station, caseId, { answers: {} })
    expect(await trend(newest)).toEqual([0.1, 0.2])
    expect(await trend(middle)).toEqual([0.1])
    expect(await trend(oldest)).toEqual([])
    expect(await trend(other)).toEqual([])
  })

  it('are nobody\'s to see while the case is read blind', async () => {
    const { station, cases, trend } = await visits()
    await readAndSign(station, cases[1], { answers: {} })
    const { read } = await station.send('case.open', { caseId: cases[0] })
    expect(await trend(cases[0])).toEqual([])
    await station.send('read.reveal', { readId: read.readId })
    expect(await trend(cases[0])).toEqual([0.1])
  })

  it('are not asked for of a case that is not there', async () => {
    const { station } = await visits()
    await expect(station.send('case.trend', { caseId: '0e0f8f0e-0000-4000-8000-000000000000' })).rejects.toThrow('case.missing')
  })
})
