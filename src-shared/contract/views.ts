import * as v from 'valibot'
import { worklistColumns, type WorklistColumn, type WorklistFilter } from '../domain/case.ts'
import { command, query } from './call.ts'
import { nothing, shortText } from './fields.ts'
import { worklistFilter } from './worklist.ts'

/** Which rows of the worklist, in which order, with which columns from left to right. */
export interface WorklistView {
  readonly filter: WorklistFilter
  readonly columns: readonly WorklistColumn[]
}

export interface SavedView extends WorklistView {
  /** 1 to 9: the digit of its key. */
  readonly place: number
  readonly name: string
}

export interface WorklistViews {
  /** How the caller left the list; null before the first time. */
  readonly last: WorklistView | null
  /** By place. */
  readonly saved: readonly SavedView[]
}

const columns = v.pipe(
  v.array(v.picklist(worklistColumns)),
  v.check((names) => new Set(names).size === names.length, 'twice'),
  v.readonly(),
)
const place = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))

/** Everybody's views are their own: no call reaches another person's. */
export const viewCalls = {
  'view.list': query<WorklistViews>()('case.read', nothing),
  /** Keeps a view under a place, in place of what stood there. */
  'view.save': command<WorklistViews>()(
    'case.read',
    v.strictObject({ place, name: v.pipe(shortText, v.trim(), v.minLength(1), v.maxLength(60)), filter: worklistFilter, columns }),
  ),
  'view.remove': command<WorklistViews>()('case.read', v.strictObject({ place })),
  /** Remembers how the list was left. Not audited: it changes nothing but what its own person sees first. */
  'view.leave': command<null>()('case.read', v.strictObject({ filter: worklistFilter, columns })),
}
