import { randomUUID } from 'node:crypto'
import type { Task } from '../../src-shared/domain/case.ts'
import { standingDecision, type GivenAnswer, type GivenDecision, type GivenItem, type GivenShape } from '../../src-shared/domain/given.ts'
import type { CaseId, GivenId, ImageId, ReadId } from '../../src-shared/domain/ids.ts'
import { caseFacts } from './cases.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { StoredRead } from './reads.ts'

/** What one source says of one picture, before it has an id. */
export type NewGiven = Omit<GivenAnswer, 'givenId' | 'imageId' | 'source'> | Omit<GivenShape, 'givenId' | 'imageId' | 'source'>
type StoredGiven = NewGiven & { readonly givenId: GivenId }

/** The source of this name for the task, made where it is new. */
export function ensureSource(db: WriteDb, task: Task, name: string, at: string): string {
  const known = db.prepare<[string, string], string>('SELECT source_id FROM given_sources WHERE task = ? AND name = ?').pluck().get(task, name)
  if (known !== undefined) return known
  const sourceId = randomUUID()
  db.prepare('INSERT INTO given_sources (source_id, task, name, created_at) VALUES (?, ?, ?, ?)').run(sourceId, task, name, at)
  return sourceId
}

export interface KeptGiven {
  readonly added: { readonly answers: number; readonly shapes: number }
  readonly known: number
  /** Said otherwise now, but a reader has decided on what was said before. */
  readonly decidedBefore: number
}

/**
 * Keeps what a source says of a picture. The same thing said again stays one; an answer that is said otherwise replaces
 * the one before, unless a reader has decided on that. Nothing is taken away.
 */
export function keepGiven(db: WriteDb, { sourceId, imageId }: { readonly sourceId: string; readonly imageId: ImageId }, items: readonly NewGiven[]): KeptGiven {
  const stored = db.prepare<[string, string], string>('SELECT items FROM given_labels WHERE image_id = ? AND source_id = ?').pluck().get(imageId, sourceId)
  const kept = new Map((stored === undefined ? [] : (JSON.parse(stored) as readonly StoredGiven[])).map((item) => [sameness(item), item]))
  const added = { answers: 0, shapes: 0 }
  let [known, decidedBefore] = [0, 0]
  for (const item of items) {
    const before = kept.get(sameness(item))
    if (before === undefined) added[item.kind === 'answer' ? 'answers' : 'shapes'] += 1
    else known += 1
    const fixed = before !== undefined && isDecided(db, before.givenId)
    if (!fixed) kept.set(sameness(item), { ...item, givenId: before?.givenId ?? (randomUUID() as string as GivenId) })
    else if (item.kind === 'answer' && before.kind === 'answer' && item.state !== before.state) decidedBefore += 1
  }
  db.prepare(
    `INSERT INTO given_labels (image_id, source_id, items) VALUES (?, ?, ?)
     ON CONFLICT (image_id, source_id) DO UPDATE SET items = excluded.items`,
  ).run(imageId, sourceId, JSON.stringify([...kept.values()]))
  return { added, known, decidedBefore }
}

/** A label is answered once by a source; a shape is the same one where it has the same points. */
const sameness = (item: NewGiven): string =>
  JSON.stringify(item.kind === 'answer' ? [item.foreignName] : [item.foreignName, item.shape, item.points])

const isDecided = (db: ReadDb, givenId: GivenId): boolean => db.prepare('SELECT 1 FROM given_decisions WHERE given_id = ?').get(givenId) !== undefined

/** Everything given for the case's own pictures, source by source. */
export function givenOfCase(db: ReadDb, caseId: CaseId): readonly GivenItem[] {
  const { visitId, task } = caseFacts(db, caseId)
  const rows = db
    .prepare<[string, string], { imageId: ImageId; source: string; items: string }>(
      `SELECT g.image_id AS imageId, s.name AS source, g.items FROM images i
         JOIN given_labels g ON g.image_id = i.image_id JOIN given_sources s ON s.source_id = g.source_id
        WHERE i.visit_id = ? AND s.task = ? ORDER BY s.created_at, s.source_id, i.imported_at, i.image_id`,
    )
    .all(visitId, task)
  return rows.flatMap(({ imageId, source, items }) => (JSON.parse(items) as readonly StoredGiven[]).map((item) => ({ ...item, imageId, source })))
}

/** In the order of their ids. */
export function givenDecisionsOf(db: ReadDb, readId: ReadId): readonly GivenDecision[] {
  return db
    .prepare<[string], GivenDecision>('SELECT given_id AS givenId, decision FROM given_decisions WHERE read_id = ? ORDER BY given_id')
    .all(readId)
}

export function setGivenDecision(db: WriteDb, readId: ReadId, givenId: GivenId, decision: GivenDecision['decision'] | null): void {
  db.prepare('DELETE FROM given_decisions WHERE read_id = ? AND given_id = ?').run(readId, givenId)
  if (decision !== null) db.prepare('INSERT INTO given_decisions (read_id, given_id, decision) VALUES (?, ?, ?)').run(readId, givenId, decision)
}

export function copyGivenDecisions(db: WriteDb, from: ReadId, to: ReadId): void {
  db.prepare('INSERT INTO given_decisions (read_id, given_id, decision) SELECT ?, given_id, decision FROM given_decisions WHERE read_id = ?').run(to, from)
}

/** What is about to be signed holds the decisions that stand, and no others. */
export function dropLapsedDecisions(db: WriteDb, { caseId, read }: StoredRead): void {
  if (read.givenDecisions.length === 0) return
  for (const item of givenOfCase(db, caseId)) {
    if (standingDecision(read, item) === null) setGivenDecision(db, read.readId, item.givenId, null)
  }
}
