import type { ReadId } from '../../src-shared/domain/ids.ts'
import { rejectionKey, type RejectedTube } from '../../src-shared/domain/tubeSuggestion.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** In the order of picture, kind and points. */
export function rejectedTubesOf(db: ReadDb, readId: ReadId): readonly RejectedTube[] {
  const bodies = db.prepare<[string], string>('SELECT body FROM rejected_tubes WHERE read_id = ? ORDER BY image_id, suggestion').pluck().all(readId)
  return bodies.map((body) => JSON.parse(body) as RejectedTube)
}

/** `rejected` false takes the rejection back: the model may suggest it again. */
export function setRejectedTube(db: WriteDb, readId: ReadId, { imageId, tube, suggested }: RejectedTube, rejected: boolean): void {
  const suggestion = rejectionKey({ tube, suggested })
  db.prepare('DELETE FROM rejected_tubes WHERE read_id = ? AND image_id = ? AND suggestion = ?').run(readId, imageId, suggestion)
  if (!rejected) return
  const body = JSON.stringify({ imageId, tube, suggested } satisfies RejectedTube)
  db.prepare('INSERT INTO rejected_tubes (read_id, image_id, suggestion, body) VALUES (?, ?, ?, ?)').run(readId, imageId, suggestion, body)
}

export function copyRejectedTubes(db: WriteDb, from: ReadId, to: ReadId): void {
  db.prepare('INSERT INTO rejected_tubes (read_id, image_id, suggestion, body) SELECT ?, image_id, suggestion, body FROM rejected_tubes WHERE read_id = ?').run(to, from)
}
