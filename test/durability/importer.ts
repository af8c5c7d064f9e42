import { parseArgs } from 'node:util'
import { inputFiles } from '../../src-main/headless/inputFiles.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { say, startHost } from './host.ts'

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

const { services, dispatch } = await startHost(values.store, values.key)

services.events.subscribe((event) => {
  if (event.kind === 'job.changed' && event.job.kind === 'import' && event.job.done > 0) say(`done ${event.job.done}`)
})
const intakeIds = inputFiles([values.pictures]).map((file) => services.intake.add(file))
const { jobId } = unwrap<{ jobId: JobId }>(await dispatch('import.start', { intakeIds, task: null, patients: { kind: 'none' } }))
await services.jobs.settled(jobId)
await services.close()
