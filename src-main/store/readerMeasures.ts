import type { ReaderMeasures } from '../../src-shared/domain/analysis.ts'
import type { ImageId, ReadId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** What was measured in the reader's own outline and separation of each picture, as they stand. */
export function readerMeasuresOf(db: ReadDb, readId: ReadId): readonly ReaderMeasures[] {
  const bodies = db.prepare<[string], string>('SELECT body FROM reader_measures WHERE read_id = ? ORDER BY image_id').pluck().all(readId)
  return bodies.map((body) => JSON.parse(body) as ReaderMeasures)
}

export function keepReaderMeasures(db: WriteDb, readId: ReadId, measures: ReaderMeasures): void {
  db.prepare('INSERT OR REPLACE INTO reader_measures (read_id, image_id, body) VALUES (?, ?, ?)').run(readId, measures.imageId, JSON.stringify(measures))
}

/** The outline or the separation has changed: what was measured in the one before says nothing of it. */
export function dropReaderMeasures(db: WriteDb, readId: ReadId, imageId: ImageId): void {
  db.prepare('DELETE FROM reader_measures WHERE read_id = ? AND image_id = ?').run(readId, imageId)
}

/** A new version begins with the values of the one it amends, as with its marks. */
export function copyReaderMeasures(db: WriteDb, from: ReadId, to: ReadId): void {
  db.prepare('INSERT INTO reader_measures (read_id, image_id, body) SELECT ?, image_id, body FROM reader_measures WHERE read_id = ?').run(to, from)
}
