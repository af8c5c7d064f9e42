import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../src-shared/errors.ts'
import { makeFolder, syncFile } from './files.ts'
import { initial } from './migrations/0010-initial.ts'
import { labelSets } from './migrations/0020-label-sets.ts'
import { priority } from './migrations/0030-priority.ts'
import { userRoles } from './migrations/0040-roles.ts'
import { learning } from './migrations/0060-learning.ts'
import { people } from './migrations/0070-people.ts'
import { secondReading } from './migrations/0080-second-reading.ts'
import { sideData } from './migrations/0090-side-data.ts'
import { runScores } from './migrations/0100-run-scores.ts'
import { handingOut } from './migrations/0110-handing-out.ts'
import { views } from './migrations/0120-views.ts'
import { givenLabels } from './migrations/0160-given-labels.ts'
import { review } from './migrations/0180-review.ts'
import { watchedFolder } from './migrations/0250-watched-folder.ts'
import { questionnaires } from './migrations/0310-questionnaires.ts'
import { readerMeasures } from './migrations/0360-reader-measures.ts'
import { colourCalibration } from './migrations/0370-colour-calibration.ts'
import { lines } from './migrations/0410-lines.ts'
import { pacsInstances } from './migrations/0420-pacs.ts'
import { readingTimes } from './migrations/0440-reading-times.ts'
import { signBatches } from './migrations/0450-sign-batches.ts'
import { runFacts } from './migrations/0460-run-facts.ts'
import { changeParts } from './migrations/0470-change-parts.ts'
import { rejectedTubes } from './migrations/0480-rejected-tubes.ts'
import type { Migration } from './migrations/migration.ts'

export const migrations: readonly Migration[] = [
  initial, labelSets, priority, userRoles, learning, people, secondReading, sideData, runScores, handingOut, views, givenLabels, review,
  watchedFolder, questionnaires, readerMeasures, colourCalibration, lines, pacsInstances, readingTimes, signBatches, runFacts, changeParts, rejectedTubes,
]

export const newestSchema = Math.max(...migrations.map(({ number }) => number))

/** The number of the last migration the database took; 0 for a new one. */
export const schemaOf = (database: Database): number => database.pragma('user_version', { simple: true }) as number

/**
 * Brings a database to the newest schema, each step in one transaction: a kill leaves the old or the new version, whole.
 * Before the first step of a database that holds data a copy of it is kept in `backups/`, encrypted with the same key.
 * Throws AppError `store.newer` for a schema this program does not know.
 */
export function migrate(database: Database, path: string, steps: readonly Migration[] = migrations): void {
  const present = schemaOf(database)
  const newest = Math.max(...steps.map(({ number }) => number))
  if (present > newest) throw new AppError('store.newer', { schema: present, newest })
  const pending = steps.filter(({ number }) => number > present).toSorted((a, b) => a.number - b.number)
  if (present > 0 && pending.length > 0) backUp(database, path, present)
  for (const step of pending) apply(database, step)
}

function apply(database: Database, step: Migration): void {
  database
    .transaction(() => {
      for (const statement of step.statements) database.exec(statement)
      database.pragma(`user_version = ${step.number}`)
    })
    .immediate()
}

/** `VACUUM INTO` takes one consistent snapshot; `backup()` cannot read an encrypted file. */
function backUp(database: Database, path: string, schema: number): void {
  const folder = join(dirname(path), 'backups')
  makeFolder(folder)
  const target = join(folder, `schema-${String(schema).padStart(4, '0')}.db`)
  // A copy that a killed migration left behind may be half written.
  if (existsSync(target)) rmSync(target)
  database.prepare('VACUUM INTO ?').run(target)
  syncFile(target)
}
