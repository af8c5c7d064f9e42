import * as v from 'valibot'
import type { EarlierVisit } from '../domain/signTrend.ts'
import type { CaseRow } from '../domain/case.ts'
import { priorities, statusFilters, tasks, worklistSorts, type StatusFilter, type WorklistFilter } from '../domain/case.ts'
import type { CaseId, ChangeId, UserId } from '../domain/ids.ts'
import type { ImageView } from '../domain/image.ts'
import type { Role } from '../domain/role.ts'
import { mostTagCharacters, tidyTag } from '../domain/tag.ts'
import { command, query } from './call.ts'
import { count, fraction, idOf, labelKey, nothing, shortText } from './fields.ts'

const tag = v.pipe(shortText, v.transform(tidyTag), v.minLength(1), v.maxLength(mostTagCharacters))

export const worklistFilter = v.strictObject({
  search: shortText,
  task: v.nullable(v.picklist(tasks)),
  status: v.nullable(v.picklist(statusFilters)),
  priority: v.nullable(v.picklist(priorities)),
  tag: v.nullable(tag),
  assigned: v.nullable(v.union([v.picklist(['me', 'nobody']), idOf<UserId>()])),
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

/** A picture that can stand beside the case's own: another of the visit, or one of an earlier case of the patient. */
export interface BesidePicture {
  readonly caseId: CaseId
  /** Counts the cases of the store in the order they came in. */
  readonly caseNumber: number
  readonly visitDate: string | null
  /** ISO 8601, UTC: what stands for the date of a visit that has none. */
  readonly importedAt: string
  readonly image: ImageView
}

/** Cases chosen one by one, or every case of a filter but some. `count` is what was confirmed. */
export type ChosenCases<F = WorklistFilter> =
  | { readonly by: 'ids'; readonly caseIds: readonly CaseId[] }
  | { readonly by: 'filter'; readonly filter: F; readonly except: readonly CaseId[]; readonly count: number }

const caseIds = v.pipe(v.array(idOf<CaseId>()), v.maxLength(200_000), v.readonly())
const cases = v.variant('by', [
  v.strictObject({ by: v.literal('ids'), caseIds: v.pipe(caseIds, v.minLength(1), v.readonly()) }),
  v.strictObject({ by: v.literal('filter'), filter: worklistFilter, except: caseIds, count }),
])

/** What was set, and what an undo needs. */
export interface ChangeReceipt {
  readonly changeId: ChangeId
  /** Cases that were not so already. */
  readonly changed: number
}

export interface Tag {
  readonly name: string
  readonly cases: number
}

/** Somebody who works here, as whoever hands out or looks for work needs to know them. */
export interface Colleague {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
}

export const worklistCalls = {
  'worklist.list': query<WorklistPage>()(
    'case.read',
    v.strictObject({ filter: worklistFilter, offset: count, limit: v.pipe(count, v.maxValue(500)) }),
  ),
  /** The case before or after this one in the filtered order; `unresolved` passes over signed cases. */
  'worklist.neighbour': query<{ readonly caseId: CaseId | null }>()(
    'case.read',
    v.strictObject({
      caseId: idOf<CaseId>(),
      direction: v.picklist(['previous', 'next']),
      unresolved: v.boolean(),
      filter: worklistFilter,
    }),
  ),
  /**
   * The cases that may come after this one, the likeliest first: the next that is not signed, the next, the one before.
   * Begins no read and carries no answer, mark, score or map: the window may fetch their pixels while this one is read.
   */
  'case.ahead': query<readonly CaseAhead[]>()('case.read', v.strictObject({ caseId: idOf<CaseId>(), filter: worklistFilter })),
  /**
   * The visit's own pictures, then those of the patient's earlier visits, the newest first. Pixels and dates only: no
   * answer, mark, score or map of any case. Throws `case.missing`.
   */
  /** Measured signs of the patient's earlier visits as they were signed, oldest first; empty while this case is read blind. */
  'case.trend': query<readonly EarlierVisit[]>()('case.read', v.strictObject({ caseId: idOf<CaseId>() })),
  'case.beside': query<readonly BesidePicture[]>()('case.read', v.strictObject({ caseId: idOf<CaseId>() })),
  /** The ids of some rows of a filter, for a choice that goes beyond the rows on show. */
  'worklist.ids': query<{ readonly caseIds: readonly CaseId[] }>()(
    'case.read',
    v.strictObject({ filter: worklistFilter, offset: count, limit: v.pipe(count, v.maxValue(200_000)) }),
  ),
  'tag.list': query<readonly Tag[]>()('case.read', nothing),
  'people.here': query<readonly Colleague[]>()('case.read', nothing),
  /**
   * Sets a priority or a tag in all of these cases, part by part: what an error of the store cuts short stands as far as it came.
   * Throws `cases.otherCount`, `case.missing`, and changes nothing then.
   */
  'cases.change': command<ChangeReceipt>()(
    'image.import',
    v.strictObject({
      cases,
      change: v.variant('kind', [
        v.strictObject({ kind: v.literal('priority'), priority: v.nullable(v.picklist(priorities)) }),
        v.strictObject({ kind: v.literal('tag'), tag, present: v.boolean() }),
      ]),
    }),
  ),
  /** Says who is to read these cases, as above; null for nobody. Throws `cases.otherCount`, `case.missing`, `people.missing`. */
  'cases.assign': command<ChangeReceipt>()('case.assign', v.strictObject({ cases, userId: v.nullable(idOf<UserId>()) })),
  /** Takes one's own change back, where what it set still stands. Throws `change.missing`. */
  'cases.undo': command<{ readonly changed: number }>()('image.import', v.strictObject({ changeId: idOf<ChangeId>() })),
  /** Moves the case's visit to another patient, made when the pseudonym is new. */
  'case.assignPatient': command<CaseRow>()(
    'image.import',
    v.strictObject({ caseId: idOf<CaseId>(), pseudonym: v.pipe(shortText, v.trim(), v.minLength(1)) }),
  ),
}
