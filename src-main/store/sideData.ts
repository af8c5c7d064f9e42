import type { SideColumn, SideData } from '../../src-shared/contract/bench.ts'
import type { ImageId, VisitId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

export type { SideColumn }

export const maximumSideColumns = 60
export const maximumSideText = 500

/** Keeps what a table says of a picture; a later table replaces it. Answers whether anything changed. */
export function keepSideData(db: WriteDb, imageId: ImageId, columns: readonly SideColumn[]): boolean {
  const { changes } = db
    .prepare(
      `INSERT INTO side_data (image_id, columns) VALUES (?, ?)
       ON CONFLICT (image_id) DO UPDATE SET columns = excluded.columns WHERE columns <> excluded.columns`,
    )
    .run(imageId, JSON.stringify(columns))
  return changes > 0
}

/** Whether this is what is kept of the picture already. */
export const hasSideData = (db: ReadDb, imageId: ImageId, columns: readonly SideColumn[]): boolean =>
  db.prepare('SELECT 1 FROM side_data WHERE image_id = ? AND columns = ?').get(imageId, JSON.stringify(columns)) !== undefined

/** Of each picture of a visit that a table spoke of, in the order of import. */
export function sideDataOf(db: ReadDb, visitId: VisitId): readonly SideData[] {
  const rows = db
    .prepare(
      `SELECT s.image_id AS imageId, s.columns FROM side_data s JOIN images i ON i.image_id = s.image_id
        WHERE i.visit_id = ? ORDER BY i.imported_at, i.image_id`,
    )
    .all(visitId) as readonly { imageId: ImageId; columns: string }[]
  return rows.map(({ imageId, columns }) => ({ imageId, columns: JSON.parse(columns) as readonly SideColumn[] }))
}
