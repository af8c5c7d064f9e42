import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDispatch } from '../../src-main/app/dispatch.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { createServices } from '../../src-main/app/services.ts'
import { createWork } from '../../src-main/app/work.ts'
import { inputFiles } from '../../src-main/headless/inputFiles.ts'
import type { User } from '../../src-main/store/users.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'

/**
 * A real host that imports a folder and says how far it is after each file, until it is killed or done.
 *
 *   node importer.ts --store FOLDER --key HEX --pictures FOLDER
 */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    pictures: { type: 'string', default: '' },
  },
})

const services = createServices({ storeFolder: values.store, modelsFolder: values.store, host: 'loopback' })
await services.store.open(Buffer.from(values.key, 'hex'))
const owner = services.store.database().prepare<[], User>('SELECT user_id AS userId, name, role FROM users').get()
if (owner === undefined) throw new Error('The store has no owner')
services.session.begin(owner)
const dispatch = createDispatch({
  handlers: createHandlers(services, createWork(services, 'whenAsked')),
  caller: () => services.access.caller(),
  report: (error, name) => services.log.incident(error, name),
})

/** Straight into the pipe: what the reader has got, the program has promised. */
const say = (line: string): void => void writeSync(1, `${line}\n`)

services.events.subscribe((event) => {
  if (event.kind === 'job.changed' && event.job.kind === 'import' && event.job.done > 0) say(`done ${event.job.done}`)
})
const intakeIds = inputFiles([values.pictures]).map((file) => services.intake.add(file))
const { jobId } = unwrap<{ jobId: JobId }>(await dispatch('import.start', { intakeIds, task: null, patients: { kind: 'none' } }))
await services.jobs.settled(jobId)
await services.close()
