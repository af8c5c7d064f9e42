import { randomUUID } from 'node:crypto'
import type { ReportId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'

/** What a person takes away as one file. */
interface Finished {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** A window fetches its report at once; a few more are kept for windows that were slow. */
const mostKept = 8

/**
 * Finished reports and results on their way out. In memory only: a report must not lie readable beside the encrypted store, and the
 * signed read makes the same one again.
 */
export class FinishedReports {
  readonly #reports = new Map<string, Finished>()

  keep(report: Finished): ReportId {
    const reportId = randomUUID() as string as ReportId
    this.#reports.set(reportId, report)
    const [oldest] = this.#reports.keys()
    if (this.#reports.size > mostKept && oldest !== undefined) this.#reports.delete(oldest)
    return reportId
  }

  /** Throws AppError `report.missing`. */
  get(reportId: string): Finished {
    const report = this.#reports.get(reportId)
    if (report === undefined) throw new AppError('report.missing')
    return report
  }

  /** Whoever signs in next gets nothing that was made for somebody else. */
  clear(): void {
    this.#reports.clear()
  }
}
