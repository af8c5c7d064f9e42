import type { ReadEdit } from '../../src-shared/contract/bench.ts'
import type { Communication } from '../../src-shared/domain/communication.ts'
import type { ReadId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** In the order of their ids. */
export function communicationsOf(db: ReadDb, readId: ReadId): readonly Communication[] {
  const bodies = db.prepare<[string], string>('SELECT body FROM communications WHERE read_id = ? ORDER BY communication_id').pluck().all(readId)
  return bodies.map((body) => JSON.parse(body) as Communication)
}

/** Throws AppError `communication.future` for one that is said to have happened after `now`. */
export function setCommunication(db: WriteDb, readId: ReadId, { communicationId, communication }: Extract<ReadEdit, { kind: 'communication' }>, now: string): void {
  if (communication === null) {
    db.prepare('DELETE FROM communications WHERE read_id = ? AND communication_id = ?').run(readId, communicationId)
    return
  }
  if (communication.communicationId !== communicationId) throw new AppError('contract.badInput', { field: 'communicationId' })
  if (Date.parse(communication.at) > Date.parse(now)) throw new AppError('communication.future')
  db.prepare(
    `INSERT INTO communications (communication_id, read_id, body) VALUES (@communicationId, @readId, @body)
     ON CONFLICT (read_id, communication_id) DO UPDATE SET body = @body`,
  ).run({ communicationId, readId, body: JSON.stringify(communication) })
}

export function copyCommunications(db: WriteDb, from: ReadId, to: ReadId): void {
  db.prepare('INSERT INTO communications (communication_id, read_id, body) SELECT communication_id, ?, body FROM communications WHERE read_id = ?').run(to, from)
}
