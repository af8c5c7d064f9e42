import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { createServices, type Services } from '../app/services.ts'
import { benchCalls, type BenchCall } from './benchCall.ts'
import type { Bench } from './benchResult.ts'
import { benchLabels, fillStore } from './filledStore.ts'
import { medianOf } from './median.ts'

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
    const call = await benchCalls(services)
    const caseIds = fillStore(services, quick ? 200 : 2000)
    const saves = quick ? 30 : 300
    tell(`bench: ${saves} saves in a store of ${caseIds.length} cases`)
    const value = medianOf(await timeSaves(call, caseIds, saves))
    const baseline = medianOf(timeBareWrites(services, saves))
    return [{ name: 'save.median', value, unit: 'ms', baseline, ratio: baseline / value }]
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function timeSaves(call: BenchCall, caseIds: readonly CaseId[], saves: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let index = 0; index < saves; index += 1) {
    const caseId = caseIds[(index * 37) % caseIds.length]
    const opened = await call<CaseView>('case.open', { caseId })
    const { read } = opened.read.phase === 'blind' ? await call<CaseView>('read.reveal', { readId: opened.read.readId }) : opened
    const edits = [{ kind: 'answer', labelSet: 'chestxray14', label: benchLabels[index % benchLabels.length], state: states[index % states.length] }]
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
        .run(readIds[index % readIds.length], benchLabels[index % benchLabels.length]),
    )
    return performance.now() - start
  })
}
