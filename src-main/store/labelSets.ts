import type { LabelSetVersion, LabelSetView } from '../../src-shared/contract/labels.ts'
import { labelSetsOfTask, tasks, type Task } from '../../src-shared/domain/case.ts'
import type { ReadId } from '../../src-shared/domain/ids.ts'
import type { Answer, AnswerState, LabelSet } from '../../src-shared/domain/label.ts'
import { askedLabels, joinedState, sourcesOf } from '../../src-shared/domain/labelRules.ts'
import { labelSet } from '../../src-shared/labels.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { ReadAct } from './reads.ts'

/** Ids of the sets that reads answer, each once. */
export const answeredSetIds: readonly string[] = [...new Set(tasks.flatMap((task) => labelSetsOfTask[task]))]

/** The newest version of a set: one made here, or the one that came with the program. undefined for an unknown id. */
export function newestLabelSet(db: ReadDb, id: string): LabelSet | undefined {
  const body = db.prepare('SELECT body FROM label_sets WHERE set_id = ? ORDER BY version DESC LIMIT 1').pluck().get(id) as string | undefined
  return body === undefined ? labelSet(id) : (JSON.parse(body) as LabelSet)
}

/** The sets a read of the task answers, newest versions, in the panel's order. */
export const labelSetsOf = (db: ReadDb, task: Task): readonly LabelSet[] =>
  labelSetsOfTask[task].flatMap((id) => newestLabelSet(db, id) ?? [])

/**
 * The sets as a read shows them: those a signature froze, or the newest; of them the labels that are asked, and those
 * that this read has answered although they no longer are.
 */
export function labelSetsOfRead(db: ReadDb, task: Task, read: { readonly readId: ReadId; readonly answers: readonly Answer[] }): readonly LabelSet[] {
  const frozen = db.prepare('SELECT label_versions FROM reads WHERE read_id = ?').pluck().get(read.readId) as string | null
  const versions = frozen === null ? null : (JSON.parse(frozen) as Readonly<Record<string, number>>)
  const sets = versions === null ? labelSetsOf(db, task) : labelSetsOfTask[task].flatMap((id) => labelSetAt(db, id, versions[id] ?? 1) ?? [])
  return sets.map((set) => {
    const asked = new Set(askedLabels(set).map(({ key }) => key))
    const answered = new Set(read.answers.filter((answer) => answer.labelSet === set.id).map(({ label }) => label))
    return { ...set, labels: set.labels.filter(({ key }) => asked.has(key) || answered.has(key)) }
  })
}

function labelSetAt(db: ReadDb, id: string, version: number): LabelSet | undefined {
  const body = db.prepare('SELECT body FROM label_sets WHERE set_id = ? AND version = ?').pluck().get(id, version) as string | undefined
  return body === undefined ? labelSet(id) : (JSON.parse(body) as LabelSet)
}

/** Fixes which versions a read answered, in the transaction that signs it. */
export function freezeLabelVersions(db: WriteDb, task: Task, readId: ReadId): void {
  const versions = Object.fromEntries(labelSetsOf(db, task).map(({ id, version }) => [id, version]))
  db.prepare('UPDATE reads SET label_versions = ? WHERE read_id = ?').run(JSON.stringify(versions), readId)
}

/** Keeps a new version; answers of open reads follow their labels into the ones they were merged into. */
export function insertLabelSet(db: WriteDb, set: LabelSet, reason: string, { userId, at }: ReadAct): void {
  db.prepare('INSERT INTO label_sets (set_id, version, body, reason, user_id, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(
    set.id,
    set.version,
    JSON.stringify(set),
    reason,
    userId,
    at,
  )
  const open = db
    .prepare(`SELECT DISTINCT a.read_id FROM answers a JOIN reads r ON r.read_id = a.read_id WHERE a.label_set = ? AND r.phase <> 'signed'`)
    .pluck()
    .all(set.id) as readonly ReadId[]
  for (const readId of open) joinAnswers(db, readId, set)
}

/** Moves a read's answers of merged labels to the labels that took them in; answers of both are joined to one. */
export function joinAnswers(db: WriteDb, readId: ReadId, set: LabelSet): void {
  for (const { key } of askedLabels(set)) {
    const sources = sourcesOf(set, key)
    if (sources.length > 1) joinInto(db, readId, { labelSet: set.id, key, sources })
  }
}

interface Joining {
  readonly labelSet: string
  readonly key: string
  readonly sources: readonly string[]
}

function joinInto(db: WriteDb, readId: ReadId, { labelSet: setId, key, sources }: Joining): void {
  const rows = db
    .prepare(
      `SELECT label, state, blind_state AS blindState FROM answers
        WHERE read_id = ? AND label_set = ? AND label IN (SELECT value FROM json_each(?))`,
    )
    .all(readId, setId, JSON.stringify(sources)) as readonly { readonly label: string; readonly state: AnswerState | null; readonly blindState: AnswerState | null }[]
  if (rows.every(({ label }) => label === key)) return
  const state = joinedState(rows.flatMap((row) => row.state ?? []))
  const blindState = joinedState(rows.flatMap((row) => row.blindState ?? []))
  db.prepare(
    `INSERT INTO answers (read_id, label_set, label, state, blind_state) VALUES (@readId, @setId, @key, @state, @blindState)
     ON CONFLICT (read_id, label_set, label) DO UPDATE SET state = @state, blind_state = @blindState, decision = NULL, reason = ''`,
  ).run({ readId, setId, key, state, blindState })
  db.prepare('DELETE FROM answers WHERE read_id = ? AND label_set = ? AND label <> ? AND label IN (SELECT value FROM json_each(?))').run(
    readId,
    setId,
    key,
    JSON.stringify(sources),
  )
}

/** What an editor must know of a set. */
export function labelSetView(db: ReadDb, id: string): LabelSetView | undefined {
  const set = newestLabelSet(db, id)
  if (set === undefined) return undefined
  const counts = db
    .prepare(
      `SELECT a.label, sum(r.phase = 'signed') AS signed, sum(r.phase <> 'signed') AS open
         FROM answers a JOIN reads r ON r.read_id = a.read_id WHERE a.label_set = ? AND a.state IS NOT NULL GROUP BY a.label`,
    )
    .all(id) as readonly { readonly label: string; readonly signed: number; readonly open: number }[]
  const history = db
    .prepare(
      `SELECT s.version, s.created_at AS at, u.name AS user, s.reason
         FROM label_sets s JOIN users u ON u.user_id = s.user_id WHERE s.set_id = ? ORDER BY s.version DESC`,
    )
    .all(id) as readonly LabelSetVersion[]
  return { set, usage: Object.fromEntries(counts.map(({ label, signed, open }) => [label, { signed, open }])), history }
}
