import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDispatch } from '../../src-main/app/dispatch.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { createServices } from '../../src-main/app/services.ts'
import { createWork } from '../../src-main/app/work.ts'
import type { User } from '../../src-main/store/users.ts'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { editsOf } from './edits.ts'

/**
 * A real host that saves labels as fast as it can and says so after each acknowledgement, until it is killed. The
 * store's key is handed over, so that a life costs milliseconds and not a password hash.
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

const services = createServices({ storeFolder: values.store, modelsFolder: values.store, host: 'loopback' })
await services.store.open(Buffer.from(values.key, 'hex'))
const owner = services.store.database().prepare<[], User>('SELECT user_id AS userId, name, role FROM users').get()
if (owner === undefined) throw new Error('The store has no owner')
services.session.begin(owner)
const dispatch = createDispatch({
  // No analyses beside the saves: an engine's start would be most of a life.
  handlers: createHandlers(services, createWork(services, 'whenAsked')),
  caller: () => services.access.caller(),
  report: (error, name) => services.log.incident(error, name),
})
const send = async <T>(name: string, input: unknown): Promise<T> => unwrap<T>(await dispatch(name, input))

/** One line per acknowledgement, straight into the pipe: what the reader has got, the program has promised. */
const say = (line: string): void => void writeSync(1, `${line}\n`)

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
