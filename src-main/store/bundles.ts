import type { Task } from '../../src-shared/domain/case.ts'
import type { CaseId, ExportId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** A case as it went into a training bundle. */
export interface BundledCase {
  readonly caseId: CaseId
  readonly patientId: string
  readonly recordSha256: string
}

/** Remembers for good what a bundle held. */
export function saveBundleCases(db: WriteDb, exportId: ExportId, cases: Iterable<BundledCase>): void {
  const insert = db.prepare('INSERT INTO bundle_cases (export_id, case_id, patient_id, record_sha256) VALUES (?, ?, ?, ?)')
  for (const { caseId, patientId, recordSha256 } of cases) insert.run(exportId, caseId, patientId, recordSha256)
}

/** Patients that any bundle has ever held, as they are called now and as they were called then. */
export function bundledPatients(db: ReadDb): ReadonlySet<string> {
  const ids = db
    .prepare<[], string>(
      `SELECT patient_id FROM bundle_cases
        UNION SELECT v.patient_id FROM bundle_cases b JOIN cases c ON c.case_id = b.case_id JOIN visits v ON v.visit_id = c.visit_id`,
    )
    .pluck()
    .all()
  return new Set(ids)
}

export interface LastBundle {
  readonly exportId: ExportId
  /** Case -> the record it was signed under then. */
  readonly records: ReadonlyMap<CaseId, string>
}

/** The newest bundle of a task, or null. */
export function lastBundle(db: ReadDb, task: Task): LastBundle | null {
  const exportId = db
    .prepare<[string], ExportId>(
      `SELECT e.export_id FROM exports e JOIN bundle_cases b ON b.export_id = e.export_id JOIN cases c ON c.case_id = b.case_id
        WHERE c.task = ? ORDER BY e.sequence DESC LIMIT 1`,
    )
    .pluck()
    .get(task)
  if (exportId === undefined) return null
  const rows = db
    .prepare<[string], { caseId: CaseId; record: string }>('SELECT case_id AS caseId, record_sha256 AS record FROM bundle_cases WHERE export_id = ?')
    .all(exportId)
  return { exportId, records: new Map(rows.map(({ caseId, record }) => [caseId, record])) }
}
