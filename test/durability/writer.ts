import { parseArgs } from 'node:util'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { editsOf } from './edits.ts'
import { say, startHost } from './host.ts'

/**
 * A real host that saves labels as fast as it can and says so after each acknowledgement, until it is killed.
 *
 *   node writer.ts --store FOLDER --key HEX --cases ID,ID --saves N
 */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    cases: { type: 'string', default: '' },
    saves: { type: 'string', default: '1000000' },
  },
})

const { services, dispatch } = await startHost(values.store, values.key)
const send = async <T>(name: string, input: unknown): Promise<T> => unwrap<T>(await dispatch(name, input))

const reads = await Promise.all(values.cases.split(',').map(async (caseId) => (await send<CaseView>('case.open', { caseId })).read))
const revisions = reads.map(({ revision }) => revision)
say('ready')
for (let save = 0; save < Number(values.saves); save += 1) {
  const index = save % reads.length
  const baseRevision = revisions[index] ?? 0
  const edits = editsOf(baseRevision + 1)
  const reply = await dispatch('read.save', { readId: reads[index]?.readId, baseRevision, edits })
  if (!reply.ok) {
    say(`refused ${reply.error.code}`)
    break
  }
  const { revision } = unwrap<SaveReceipt>(reply)
  revisions[index] = revision
  say(`saved ${index} ${revision}`)
}
await services.close()
