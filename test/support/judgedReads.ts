import type { Services } from '../../src-main/app/services.ts'

/** Of which model the runs are. */
export interface JudgedModel {
  readonly id: string
  readonly version: string
  readonly sha256: string
  readonly labels: readonly string[]
}

const places = `WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < :last)`
const uuid = (kind: string): string => `printf('${kind}0000000-0000-4000-8000-%012x', n)`
const at = `'2031-05-01T08:00:00.000Z'`

/** A label gets rarer and is scored better the further back it stands; `key` is its place in the list. */
const present = '((n * 31 + key * 17) % 97 < 60 - 4 * key)'
const score = `round(min(0.999, (n * 7919 + key * 104729) % 9973 / 9973.0 * 0.7 + iif(${present}, 0.02 + 0.025 * key, 0)), 4)`

/**
 * Signed films P-00000 … of as many patients that all saw a run of the model, in one transaction. Blind answers follow a
 * fixed pattern; every eleventh case is unsure of everything, and every fifth changed its mind after seeing the model.
 */
export function fillJudgedReads({ store, access, events }: Services, model: JudgedModel, count: number): void {
  const { userId } = access.caller()
  store.write((db) => {
    const run = (sql: string, more: object = {}): void => void db.prepare(`${places} ${sql}`).run({ last: count - 1, ...more })
    const labels = JSON.stringify(model.labels)
    run(`INSERT INTO patients SELECT ${uuid('a')}, printf('P-%05d', n), 'given', ${at} FROM place`)
    run(`INSERT INTO visits SELECT ${uuid('b')}, ${uuid('a')}, '2031-04-30', ${at} FROM place`)
    run(`INSERT INTO images (image_id, visit_id, sha256, bytes, role, kind, likeness, info, imported_at) SELECT ${uuid('d')}, ${uuid('b')}, printf('%064x', n), 1, 'main', 'film', printf('%064x', n), '{}', ${at} FROM place`)
    run(
      `INSERT INTO cases (case_id, visit_id, task, status, analysis, pseudonym, visit_date, imported_at)
       SELECT ${uuid('c')}, ${uuid('b')}, 'chestxray14', 'signed', 'done', printf('P-%05d', n), '2031-04-30', ${at} FROM place`,
    )
    run(
      `INSERT INTO runs SELECT ${uuid('e')}, ${uuid('c')}, ${uuid('d')}, printf('%064x', n), :id, :version, :sha256, 'cpu', 0,
         json_object('labels', (SELECT json_group_array(json_object('name', value, 'score', ${score}, 'threshold', 0.5,
           'call', iif(${score} >= 0.5, 'present', 'absent'))) FROM json_each(:labels))), ${at} FROM place`,
      { id: model.id, version: model.version, sha256: model.sha256, labels },
    )
    run(
      `INSERT INTO reads (read_id, case_id, version, reader_id, phase, run_id, signer_id, signed_at, record_sha256)
       SELECT ${uuid('f')}, ${uuid('c')}, 1, :userId, 'signed', ${uuid('e')}, :userId, ${at}, '' FROM place`,
      { userId },
    )
    run(
      `INSERT INTO answers (read_id, label_set, label, state, blind_state)
       SELECT ${uuid('f')}, 'chestxray14', value, iif(${present} = (n % 5 > 0), 'present', 'absent'),
         iif(n % 11 = 0, 'unsure', iif(${present}, 'present', 'absent')) FROM place, json_each(:labels)`,
      { labels },
    )
  })
  events.emit({ kind: 'worklist.changed' })
}
