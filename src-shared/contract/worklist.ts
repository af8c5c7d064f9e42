import * as v from 'valibot'
import type { CaseRow } from '../domain/case.ts'
import { priorities, statusFilters, tasks, worklistSorts, type StatusFilter } from '../domain/case.ts'
import type { CaseId } from '../domain/ids.ts'
import type { ImageView } from '../domain/image.ts'
import { command, query } from './call.ts'
import { count, fraction, idOf, labelKey, shortText } from './fields.ts'

const filter = v.strictObject({
  search: shortText,
  task: v.nullable(v.picklist(tasks)),
  status: v.nullable(v.picklist(statusFilters)),
  priority: v.nullable(v.picklist(priorities)),
  label: v.nullable(labelKey),
  minimumScore: v.nullable(fraction),
  sort: v.picklist(worklistSorts),
  descending: v.boolean(),
})

export interface WorklistPage {
  readonly total: number
  readonly offset: number
  readonly rows: readonly CaseRow[]
  /** Cases of the whole store by status, for the progress line. */
  readonly statusCounts: Readonly<Record<StatusFilter, number>>
}

/** A case that may be opened next: which picture it opens with, and nothing that anybody has said of it. */
export interface CaseAhead {
  readonly caseId: CaseId
  readonly image: ImageView
}

export const worklistCalls = {
  'worklist.list': query<WorklistPage>()(
    'case.read',
    v.strictObject({ filter, offset: count, limit: v.pipe(count, v.maxValue(500)) }),
  ),
  /** The case before or after this one in the filtered order; `unresolved` passes over signed cases. */
  'worklist.neighbour': query<{ readonly caseId: CaseId | null }>()(
    'case.read',
    v.strictObject({
      caseId: idOf<CaseId>(),
      direction: v.picklist(['previous', 'next']),
      unresolved: v.boolean(),
      filter,
    }),
  ),
  /**
   * The cases that may come after this one, the likeliest first: the next that is not signed, the next, the one before.
   * Begins no read and carries no answer, mark, score or map: the window may fetch their pixels while this one is read.
   */
  'case.ahead': query<readonly CaseAhead[]>()('case.read', v.strictObject({ caseId: idOf<CaseId>(), filter })),
  /** Sets how urgent the case is; null takes it off. Answers the row as it now stands. */
  'case.setPriority': command<CaseRow>()(
    'image.import',
    v.strictObject({ caseId: idOf<CaseId>(), priority: v.nullable(v.picklist(priorities)) }),
  ),
  /** Moves the case's visit to another patient, made when the pseudonym is new. */
  'case.assignPatient': command<CaseRow>()(
    'image.import',
    v.strictObject({ caseId: idOf<CaseId>(), pseudonym: v.pipe(shortText, v.trim(), v.minLength(1)) }),
  ),
}
