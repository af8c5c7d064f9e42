import type { SavedView, WorklistView, WorklistViews } from '../../src-shared/contract/views.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** The place of how the list was left. */
const leftPlace = 0

interface ViewRow {
  readonly place: number
  readonly name: string
  readonly body: string
}

/** The views of one person. */
export function viewsOf(db: ReadDb, userId: UserId): WorklistViews {
  const rows = db.prepare<[string], ViewRow>('SELECT place, name, body FROM worklist_views WHERE user_id = ? ORDER BY place').all(userId)
  const views = rows.map(({ place, name, body }): SavedView => ({ place, name, ...(JSON.parse(body) as WorklistView) }))
  const left = views.find(({ place }) => place === leftPlace)
  return {
    last: left === undefined ? null : { filter: left.filter, columns: left.columns },
    saved: views.filter(({ place }) => place !== leftPlace),
  }
}

/** Keeps a view in its place, and what else stood there no longer. */
export function putView(db: WriteDb, userId: UserId, { place, name, filter, columns }: SavedView): void {
  db.prepare(
    `INSERT INTO worklist_views (user_id, place, name, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (user_id, place) DO UPDATE SET name = excluded.name, body = excluded.body`,
  ).run(userId, place, name, JSON.stringify({ filter, columns }))
}

/** Remembers how the list was left. */
export const putLeft = (db: WriteDb, userId: UserId, view: WorklistView): void => putView(db, userId, { place: leftPlace, name: '', ...view })

/** Answers how many were removed: none or one. */
export function removeView(db: WriteDb, userId: UserId, place: number): number {
  return db.prepare('DELETE FROM worklist_views WHERE user_id = ? AND place = ?').run(userId, place).changes
}
