import * as v from 'valibot'
import { retrainingPlan, type RetrainingPlan, type RetrainingRun } from '../../src-shared/contract/retraining.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import { errorCodes } from '../../src-shared/errors.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './keptSetting.ts'

const run = v.object({
  at: v.string(),
  outcome: v.picklist(['written', 'nothingNew', 'failed']),
  // A code that this version does not know must not cost the plan.
  error: v.fallback(v.nullable(v.picklist(errorCodes)), 'internal'),
})
const seen = v.object({
  /** When a look last came to its end without failing, ISO 8601. */
  lookedAt: v.nullable(v.string()),
  /** How many signatures there were then: a count, so that a clock that is set back hides none. */
  signatures: v.number(),
  last: v.nullable(run),
})
const kept = v.object({
  plan: retrainingPlan,
  /** When the plan was last changed: the days are counted from then, where nothing was looked at since. */
  plannedAt: v.nullable(v.string()),
  tasks: v.record(v.string(), seen),
})

/** What the schedule remembers of a task. */
export interface SeenSignatures {
  readonly lookedAt: string | null
  readonly signatures: number
  readonly last: RetrainingRun | null
}

interface Retraining {
  readonly plan: RetrainingPlan
  readonly plannedAt: string | null
  readonly seen: (task: Task) => SeenSignatures
}

const settingsKey = 'retraining'
const atFirst: v.InferOutput<typeof kept> = { plan: { folder: null, everyDays: 0, everySignatures: 0 }, plannedAt: null, tasks: {} }
const nothingSeen: SeenSignatures = { lookedAt: null, signatures: 0, last: null }

const read = (db: ReadDb): v.InferOutput<typeof kept> => readSetting(db, settingsKey, { schema: kept, atFirst })

export function retraining(db: ReadDb): Retraining {
  const { plan, plannedAt, tasks } = read(db)
  return { plan, plannedAt, seen: (task) => tasks[task] ?? nothingSeen }
}

export const saveRetrainingPlan = (db: WriteDb, plan: RetrainingPlan, at: string): void =>
  writeSetting(db, settingsKey, { ...read(db), plan, plannedAt: at })

export function saveSeen(db: WriteDb, task: Task, value: SeenSignatures): void {
  const before = read(db)
  writeSetting(db, settingsKey, { ...before, tasks: { ...before.tasks, [task]: value } })
}

/** How often cases of a task were signed, amendments included. Never less than it was. */
export function signatureCount(db: ReadDb, task: Task): number {
  return db
    .prepare<[string], number>(`SELECT count(*) FROM reads r JOIN cases c ON c.case_id = r.case_id WHERE c.task = ? AND r.seat = 'first' AND r.phase = 'signed'`)
    .pluck()
    .get(task) ?? 0
}
