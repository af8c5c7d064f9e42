import { randomUUID } from 'node:crypto'
import { ownWording } from '../../src-shared/ccmq.ts'
import type { WordingList } from '../../src-shared/contract/questionnaire.ts'
import type { CcmqWording } from '../../src-shared/domain/ccmq.ts'
import type { WordingId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import { AppError } from '../../src-shared/errors.ts'
import { canonicalSha256 } from '../audit/canonical.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { ReadAct } from './reads.ts'

/** Words as they were loaded; the languages that the file had. */
export interface WordingBody extends Omit<CcmqWording, 'wordingId'> {
  readonly languages: readonly Language[]
}

interface Row {
  readonly wordingId: WordingId
  readonly body: string
  readonly sha256: string
  readonly by: string
  readonly at: string
}

export function wordingsOf(db: ReadDb): WordingList {
  const rows = db
    .prepare<[], Row>(
      `SELECT w.wording_id AS wordingId, w.body, w.sha256, u.name AS by, w.at FROM ccmq_wordings w JOIN users u ON u.user_id = w.by_id ORDER BY w.sequence DESC`,
    )
    .all()
  return {
    inUse: wordingInUse(db),
    loaded: rows.map(({ body, ...row }) => {
      const { name, languages } = JSON.parse(body) as WordingBody
      return { ...row, name, languages }
    }),
  }
}

/** What a questionnaire that begins now is asked in; null: the program's own words. */
export const wordingInUse = (db: ReadDb): WordingId | null =>
  db.prepare<[], WordingId | null>('SELECT wording_id FROM ccmq_wording_choices ORDER BY sequence DESC LIMIT 1').pluck().get() ?? null

/** Throws AppError `wording.missing`. */
export function wordingById(db: ReadDb, wordingId: WordingId | null): CcmqWording {
  if (wordingId === null) return ownWording
  const body = db.prepare<[string], string>('SELECT body FROM ccmq_wordings WHERE wording_id = ?').pluck().get(wordingId)
  if (body === undefined) throw new AppError('wording.missing')
  const { name, period, scale, items } = JSON.parse(body) as WordingBody
  return { wordingId, name, period, scale, items }
}

export function insertWording(db: WriteDb, body: WordingBody, { userId, at }: ReadAct): WordingId {
  const wordingId = randomUUID() as string as WordingId
  db.prepare(
    `INSERT INTO ccmq_wordings (wording_id, sequence, body, sha256, by_id, at)
     VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM ccmq_wordings), ?, ?, ?, ?)`,
  ).run(wordingId, JSON.stringify(body), canonicalSha256(body), userId, at)
  return wordingId
}

export function chooseWording(db: WriteDb, wordingId: WordingId | null, { userId, at }: ReadAct): void {
  db.prepare('INSERT INTO ccmq_wording_choices (wording_id, by_id, at) VALUES (?, ?, ?)').run(wordingId, userId, at)
}
