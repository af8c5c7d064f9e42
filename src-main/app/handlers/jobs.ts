import { AppError } from '../../../src-shared/errors.ts'
import { exportReports, importReport } from '../../store/reports.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import type { Work } from '../work.ts'

type JobCalls = 'import.start' | 'samples.open' | 'import.report' | 'job.list' | 'job.cancel' | 'export.start' | 'export.list'

/** Imports and exports run as jobs; each records its own work, in the transactions it makes. */
export function jobHandlers({ jobs, store }: Services, work: Work): Pick<Handlers, JobCalls> {
  return {
    'import.start': async (input, caller) => ({ jobId: await work.startImport(input, caller) }),
    'samples.open': async (_, caller) => ({ jobId: await work.startSamples(caller) }),
    'import.report': ({ jobId }) => {
      const report = importReport(store.database(), jobId)
      if (report === undefined) throw new AppError('job.missing')
      return report
    },
    'job.list': () => jobs.list(),
    'job.cancel': ({ jobId }) => {
      jobs.cancel(jobId)
      return null
    },
    'export.start': (input, caller) => ({ jobId: work.startExport(input, caller) }),
    'export.list': () => exportReports(store.database()),
  }
}
