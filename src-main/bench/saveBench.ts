import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import type { Analysis } from '../../src-shared/domain/analysis.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { createDispatch, type Dispatch } from '../app/dispatch.ts'
import { createHandlers } from '../app/handlers.ts'
import { createServices, type Services } from '../app/services.ts'
import { sha256Of } from '../store/blobs.ts'
import { ensureCase } from '../store/cases.ts'
import type { WriteDb } from '../store/database.ts'
import { insertImage } from '../store/images.ts'
import { ensurePatient, ensureVisit } from '../store/patients.ts'
import { insertRun } from '../store/predictions.ts'
import type { Bench } from './benchResult.ts'
import { medianOf } from './median.ts'

const at = '2031-05-01T08:00:00.000Z'
const labels = labelSetsFor('chestxray14').flatMap((set) => set.labels.map(({ key }) => key))
const states = ['present', 'absent', 'unsure'] as const

/**
 * One label saved at the contract, from the raw call to the answer read back from the disk: parsed, permitted, written
 * with its audit row in one synchronous transaction, in a store of 2,000 analysed cases, on a revealed read. Baseline:
 * the label's row alone in one synchronous transaction of the same store.
 */
export const saveBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const dispatch = createDispatch({
      handlers: createHandlers(services),
      caller: () => services.access.caller(),
      report: (error, name) => services.log.incident(error, name),
    })
    await services.access.createOwner('Bench', randomUUID())
    const caseIds = fill(services, quick ? 200 : 2000)
    const saves = quick ? 30 : 300
    tell(`bench: ${saves} saves in a store of ${caseIds.length} cases`)
    const value = medianOf(await timeSaves(dispatch, caseIds, saves))
    const baseline = medianOf(timeBareWrites(services, saves))
    return [{ name: 'save.median', value, unit: 'ms', baseline, ratio: baseline / value }]
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function timeSaves(dispatch: Dispatch, caseIds: readonly CaseId[], saves: number): Promise<readonly number[]> {
  const call = async <O>(name: string, input: unknown): Promise<O> => unwrap<O>(await dispatch(name, input))
  const times: number[] = []
  for (let index = 0; index < saves; index += 1) {
    const caseId = caseIds[(index * 37) % caseIds.length]
    const opened = await call<CaseView>('case.open', { caseId })
    const { read } = opened.read.phase === 'blind' ? await call<CaseView>('read.reveal', { readId: opened.read.readId }) : opened
    const edits = [{ kind: 'answer', labelSet: 'chestxray14', label: labels[index % labels.length], state: states[index % states.length] }]
    const start = performance.now()
    await call<SaveReceipt>('read.save', { readId: read.readId, baseRevision: read.revision, edits })
    times.push(performance.now() - start)
  }
  return times
}

function timeBareWrites({ store }: Services, writes: number): readonly number[] {
  const readIds = store.database().prepare<[], string>('SELECT read_id FROM reads').pluck().all()
  return Array.from({ length: writes }, (_, index) => {
    const start = performance.now()
    store.write((db) =>
      db
        .prepare(
          `INSERT INTO answers (read_id, label_set, label, state) VALUES (?, 'chestxray14', ?, 'present')
           ON CONFLICT DO UPDATE SET state = iif(state = 'present', 'absent', 'present')`,
        )
        .run(readIds[index % readIds.length], labels[index % labels.length]),
    )
    return performance.now() - start
  })
}

/** Cases of as many patients, each with a run of fourteen scores and maps, as an analysis leaves them. */
function fill({ store }: Services, cases: number): readonly CaseId[] {
  return store.write((db) => Array.from({ length: cases }, (_, index) => addCase(db, index)))
}

function addCase(db: WriteDb, index: number): CaseId {
  const pseudonym = `P-${String(index).padStart(5, '0')}`
  const sha256 = sha256Of(Buffer.from(pseudonym))
  const visitId = ensureVisit(db, ensurePatient(db, pseudonym, at).patientId, '2031-04-30', at)
  const pixels = { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false } as const
  const info = { kind: 'film', widthPx: 1024, heightPx: 1024, format: 'png', spacing: null, pixels } as const
  const imageId = insertImage(db, { visitId, sha256, bytes: 400_000, role: 'main', likeness: '0'.repeat(16), info, at })
  const { caseId } = ensureCase(db, visitId, 'chestxray14', at)
  insertRun(db, { caseId, imageId, analysis: analysisOf(sha256, index), at })
  return caseId
}

function analysisOf(sha256: string, index: number): Analysis {
  const score = (label: number): number => ((index * 7 + label * 13) % 97) / 97
  const grid = Array.from({ length: 196 }, (_, cell) => ((index + cell * 31) % 101) / 101)
  return {
    sha256,
    ok: true,
    kind: 'film',
    task: 'chestxray14',
    widthPx: 1024,
    heightPx: 1024,
    quality: { sharpness: 12.5 },
    model: { id: 'chestxray14', version: '1', sha256: sha256Of(Buffer.from('weights')), provider: 'cpu', demonstration: false },
    labels: labels.map((name, label) => ({ name, score: score(label), threshold: 0.5, call: score(label) >= 0.5 ? 'present' : 'absent' })),
    maps: Object.fromEntries(labels.map((name) => [name, { rows: 14, columns: 14, grid }])),
    segmentation: null,
    tongue: null,
    timingsMs: { decode: 10, preprocess: 5, infer: 40, segment: 0, total: 55 },
  }
}
