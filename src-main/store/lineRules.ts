import { randomUUID } from 'node:crypto'
import type { RulesInUse, SignedLines } from '../../src-shared/contract/bench.ts'
import type { LineRulesList, LoadedLineRules } from '../../src-shared/contract/lines.ts'
import type { LineRulesId, ReadId } from '../../src-shared/domain/ids.ts'
import { ownLineRules, type LineRules } from '../../src-shared/domain/lineRules.ts'
import { AppError } from '../../src-shared/errors.ts'
import { canonicalSha256 } from '../audit/canonical.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { ReadAct } from './reads.ts'

/** What the program's own rules are called in a record. */
const ownName = 'own'

interface Row {
  readonly rulesId: LineRulesId
  readonly name: string
  readonly body: string
  readonly sha256: string
  readonly by: string
  readonly at: string
}

const select = `SELECT r.rules_id AS rulesId, r.name, r.body, r.sha256, u.name AS by, r.at FROM line_rule_sets r JOIN users u ON u.user_id = r.by_id`

export function lineRulesOf(db: ReadDb): LineRulesList {
  const rows = db.prepare<[], Row>(`${select} ORDER BY r.sequence DESC`).all()
  const loaded = rows.map(({ body, ...row }): LoadedLineRules => ({ ...row, version: (JSON.parse(body) as LineRules).version }))
  return { inUse: chosenId(db), ownVersion: ownLineRules.version, loaded }
}

const chosenId = (db: ReadDb): LineRulesId | null =>
  db.prepare<[], LineRulesId | null>('SELECT rules_id FROM line_rule_choices ORDER BY sequence DESC LIMIT 1').pluck().get() ?? null

/** What tubes are judged by from now on. */
export function lineRulesInUse(db: ReadDb): RulesInUse {
  const rulesId = chosenId(db)
  if (rulesId === null) return { facts: { name: ownName, version: ownLineRules.version, sha256: canonicalSha256(ownLineRules) }, rules: ownLineRules }
  const row = db.prepare<[string], Row>(`${select} WHERE r.rules_id = ?`).get(rulesId)
  if (row === undefined) throw new AppError('lines.missing')
  const rules = JSON.parse(row.body) as LineRules
  return { facts: { name: row.name, version: rules.version, sha256: row.sha256 }, rules }
}

export function insertLineRules(db: WriteDb, name: string, rules: LineRules, { userId, at }: ReadAct): LineRulesId {
  const rulesId = randomUUID() as string as LineRulesId
  db.prepare(
    `INSERT INTO line_rule_sets (rules_id, sequence, name, body, sha256, by_id, at)
     VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM line_rule_sets), ?, ?, ?, ?, ?)`,
  ).run(rulesId, name, JSON.stringify(rules), canonicalSha256(rules), userId, at)
  return rulesId
}

/** Throws AppError `lines.missing`. */
export function chooseLineRules(db: WriteDb, rulesId: LineRulesId | null, { userId, at }: ReadAct): void {
  const known = rulesId === null || db.prepare('SELECT 1 FROM line_rule_sets WHERE rules_id = ?').get(rulesId) !== undefined
  if (!known) throw new AppError('lines.missing')
  db.prepare('INSERT INTO line_rule_choices (rules_id, by_id, at) VALUES (?, ?, ?)').run(rulesId, userId, at)
}

/** What the rules said when the read was signed; null where it is not, and where it has no tubes. */
export function linesOfRead(db: ReadDb, readId: ReadId): SignedLines | null {
  const body = db.prepare<[string], string>('SELECT body FROM read_lines WHERE read_id = ?').pluck().get(readId)
  return body === undefined ? null : (JSON.parse(body) as SignedLines)
}

/** In the transaction that signs. */
export function bindLines(db: WriteDb, readId: ReadId, lines: SignedLines): void {
  db.prepare('INSERT INTO read_lines (read_id, body) VALUES (?, ?)').run(readId, JSON.stringify(lines))
}
