import { cpSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { fillJudgedReads, type JudgedModel } from '../../../test/support/judgedReads.ts'
import { startOwned } from '../../../test/support/workstation.ts'
import type { ModelPerformance } from '../../../src-shared/contract/performance.ts'
import { labelSetsFor } from '../../../src-shared/labels.ts'

const shipped = path.resolve(import.meta.dirname, '../../../test/fixtures/models')
const manifest = JSON.parse(readFileSync(path.join(shipped, 'chestxray14/manifest.json'), 'utf8')) as {
  version: string
  file: { sha256: string }
  labels: readonly string[]
}
const film: JudgedModel = { id: 'chestxray14', version: manifest.version, sha256: manifest.file.sha256, labels: manifest.labels }

async function start(model: JudgedModel, count: number, modelsFolder = shipped) {
  const station = await startOwned({ modelsFolder })
  fillJudgedReads(station.services, model, count)
  const ask = (): Promise<readonly ModelPerformance[]> => station.send('model.performance', { modelId: model.id })
  const change = (sql: string): void => station.services.store.write((db) => void db.prepare(sql).run())
  return { ...station, ask, change }
}

describe('how good a model is', () => {
  it('is measured against the blind answers; unsure ones and later ones are left out', async () => {
    const { ask, change } = await start(film, 220)
    const [found, ...others] = await ask()
    expect(others).toEqual([])
    expect(found).toMatchObject({ modelId: 'chestxray14', task: 'chestxray14', demonstration: true, reported: {}, cases: 220, patients: 220, bundledCases: 0 })
    expect(found?.labels.map(({ label }) => label)).toEqual(film.labels)
    for (const { positives, negatives, auc } of found?.labels ?? []) {
      // Every eleventh case is unsure.
      expect(positives + negatives).toBe(200)
      expect(auc?.value).toBeGreaterThan(0.4)
    }
    // What was answered after the reveal is no reference, whatever it says.
    change(`UPDATE answers SET state = 'present'`)
    expect((await ask())[0]?.labels).toEqual(found?.labels)
    change(`UPDATE answers SET blind_state = NULL WHERE label = 'effusion'`)
    expect((await ask())[0]?.labels[1]).toMatchObject({ label: 'effusion', positives: 0, negatives: 0, auc: null, roc: [], sensitivity: null })
  })

  it('counts the newest signed version only, no sample, no open read, and says what a bundle has held', async () => {
    const { ask, change } = await start(film, 30)
    const read = (index: number): string => `f0000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
    change(`UPDATE reads SET phase = 'revealed' WHERE read_id = '${read(1)}'`)
    change(`UPDATE cases SET pseudonym = 'SAMPLE-2' WHERE pseudonym = 'P-00002'`)
    change(`INSERT INTO reads (read_id, case_id, version, reader_id, phase, run_id, signed_at)
      SELECT 'amended', case_id, 2, reader_id, 'signed', run_id, signed_at FROM reads WHERE read_id = '${read(3)}'`)
    change(`INSERT INTO exports (export_id, format, report, created_at) VALUES ('x', 'bundle', '{}', '')`)
    change(`INSERT INTO bundle_cases SELECT 'x', c.case_id, v.patient_id, '' FROM cases c JOIN visits v ON v.visit_id = c.visit_id WHERE c.pseudonym = 'P-00004'`)
    const [found] = await ask()
    expect(found).toMatchObject({ cases: 28, bundledCases: 1 })
    // A second reader differs on one label of case 5, and nobody has decided.
    change(`INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase, signed_at)
      SELECT 'second', case_id, 'second', 1, reader_id, 'signed', signed_at FROM reads WHERE read_id = '${read(5)}'`)
    change(`INSERT INTO answers (read_id, label_set, label, state) SELECT 'second', label_set, label, iif(state = 'present', 'absent', 'present')
      FROM answers WHERE read_id = '${read(5)}' AND label = 'effusion'`)
    change(`UPDATE cases SET disputed = 1 WHERE pseudonym = 'P-00005'`)
    const counts = (await ask())[0]?.labels.map(({ positives, negatives }) => positives + negatives)
    expect(counts).toEqual(film.labels.map((label) => 28 - 1 - 3 - (label === 'effusion' ? 1 : 0)))
    // The amended version answers nothing; cases 0, 11 and 22 are unsure.
    expect((found?.labels[0]?.positives ?? 0) + (found?.labels[0]?.negatives ?? 0)).toBe(28 - 1 - 3)
  })

  it('keeps versions apart, and knows one that is not here any more by its runs', async () => {
    const models = path.join(temporaryFolder(), 'models')
    cpSync(shipped, models, { recursive: true })
    const { ask, change } = await start({ ...film, version: '0.0.9', sha256: 'other' }, 40, models)
    change(`UPDATE reads SET signed_at = '2032'`)
    expect((await ask()).map(({ version, reported, cases }) => [version, reported === null, cases])).toEqual([['0.0.9', true, 40], [film.version, false, 0]])
    rmSync(path.join(models, 'chestxray14'), { recursive: true })
    expect((await ask()).map(({ version, labels }) => [version, labels.length])).toEqual([['0.0.9', film.labels.length]])
  })

  it('is refused for a model nobody knows, and for one that scores no labels', async () => {
    const station = await startOwned({ modelsFolder: shipped })
    for (const modelId of ['nowhere', 'tongue-segmentation']) {
      await expect(station.send('model.performance', { modelId })).rejects.toMatchObject({ code: 'model.versionMissing' })
    }
    expect(await station.send('model.performance', { modelId: 'tcmtd' })).toMatchObject([{ cases: 0, task: 'tongue' }])
  })

  it('counts every one of a thousand signed cases with fourteen labels', { timeout: 120_000 }, async () => {
    const labels = labelSetsFor('chestxray14').flatMap((set) => set.labels.map(({ key }) => key))
    const { ask } = await start({ ...film, version: '9.9.9', labels }, 1000)
    const [found] = await ask()
    expect(found?.cases).toBe(1000)
  })
})
