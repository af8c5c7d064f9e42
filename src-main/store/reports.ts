import type { ExportReport, ImportReport } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** Reports name the rejected files, so they live in the encrypted store and nowhere else. */
export function saveImportReport(db: WriteDb, jobId: JobId, report: ImportReport, at: string): void {
  db.prepare(
    `INSERT INTO import_reports (job_id, report, created_at) VALUES (?, ?, ?)
     ON CONFLICT (job_id) DO UPDATE SET report = excluded.report`,
  ).run(jobId, JSON.stringify(report), at)
}

export function importReport(db: ReadDb, jobId: JobId): ImportReport | undefined {
  const text = db.prepare('SELECT report FROM import_reports WHERE job_id = ?').pluck().get(jobId) as string | undefined
  if (text === undefined) return undefined
  // Reports of earlier versions know nothing of duplicates and of what was passed over.
  return { duplicates: [], ignored: 0, notListed: 0, notListedFiles: [], ...(JSON.parse(text) as Omit<ImportReport, 'duplicates' | 'ignored' | 'notListed' | 'notListedFiles'>) }
}

export function saveExportReport(db: WriteDb, report: ExportReport): void {
  db.prepare('INSERT INTO exports (export_id, format, report, created_at) VALUES (?, ?, ?, ?)').run(
    report.exportId,
    report.format,
    JSON.stringify(report),
    report.createdAt,
  )
}

/** Newest first. */
export function exportReports(db: ReadDb): readonly ExportReport[] {
  const texts = db.prepare('SELECT report FROM exports ORDER BY sequence DESC').pluck().all() as readonly string[]
  return texts.map((text) => JSON.parse(text) as ExportReport)
}
