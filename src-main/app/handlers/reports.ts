import packageFile from '../../../package.json' with { type: 'json' }
import { AppError } from '../../../src-shared/errors.ts'
import { readsSecond } from '../../store/disputes.ts'
import { projectKey } from '../../store/patients.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** Reports and results of signed cases: made here, fetched through the report door. */
export function reportHandlers({ audited, clock, engine, reports, store }: Services): Pick<Handlers, 'report.make' | 'results.make'> {
  return {
    'report.make': async ({ caseId, language }, caller) => {
      // Who reads a case a second time must not learn what the first reader says.
      if (readsSecond(store.database(), caseId, caller.userId)) throw new AppError('read.notSigned')
      const release = store.hold()
      try {
        // Loaded with the first report: the font library costs every start half a second otherwise.
        const { makeReport } = await import('../../report/makeReport.ts')
        const report = await makeReport({ store, engine, now: clock.nowIso }, { caseId, language })
        const { fileName, bytes, sha256, pages, version, recordSha256, readId } = report
        // Nothing can leave that the audit does not know of.
        audited.run('report.make', caller, () => ({
          value: null,
          object: caseId,
          beforeSha256: recordSha256,
          afterSha256: sha256,
          detail: { read: readId, version, pages, language },
        }))
        return { reportId: reports.keep(report), fileName, bytes: bytes.length, sha256, pages, version, recordSha256 }
      } finally {
        release()
      }
    },
    'results.make': async ({ caseId, language, identity }, caller) => {
      if (readsSecond(store.database(), caseId, caller.userId)) throw new AppError('read.notSigned')
      const release = store.hold()
      try {
        const { makeResults } = await import('../../results/makeResults.ts')
        const results = await makeResults({ store, engine, now: clock.nowIso }, { caseId, language, identity, softwareVersion: packageFile.version, projectKey: store.write((db) => projectKey(db)) })
        const { readId, ...made } = results
        audited.run('results.make', caller, () => ({
          value: null,
          object: caseId,
          beforeSha256: made.recordSha256,
          afterSha256: made.sha256,
          detail: { read: readId, version: made.version, files: made.files.length, language, identity },
        }))
        return { ...made, reportId: reports.keep(results), bytes: made.bytes.length }
      } finally {
        release()
      }
    },
  }
}
