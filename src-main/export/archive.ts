import { zipSync } from 'fflate'
import { AppError } from '../../src-shared/errors.ts'
import type { StoreDoor } from '../store/door.ts'
import { exportReports } from '../store/reports.ts'

/** ZIP cannot tell times before 1980; the true one stands in the report. */
export const archiveTime = new Date(1980, 0, 1)

/**
 * A finished export as one ZIP, its files hashed again on the way out. Throws AppError `job.missing` for an id that no
 * export kept in this store has, `store.damaged`, and `image.missing` where a file of it is gone.
 */
export async function exportArchive(store: Pick<StoreDoor, 'database' | 'blobs'>, exportId: string): Promise<Uint8Array> {
  const report = exportReports(store.database()).find((known) => known.inStore && known.exportId === exportId)
  if (report === undefined) throw new AppError('job.missing')
  const files: Record<string, Uint8Array> = {}
  for (const { path, sha256 } of report.files) files[path] = await store.blobs().read(sha256)
  // PNG does not shrink further.
  return zipSync(files, { level: 0, mtime: archiveTime })
}
