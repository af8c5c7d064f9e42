import * as v from 'valibot'
import { tasks } from '../domain/case.ts'
import type { IntakeId } from '../domain/ids.ts'
import type { LabelRef } from '../domain/label.ts'
import type { ErrorCode, ErrorDetail } from '../errors.ts'
import { command, query } from './call.ts'
import { idOf, labelKey, shortText } from './fields.ts'

/** The kinds of files that labels are read from. */
export const labelFileFormats = ['nih', 'nihBoxes', 'columns', 'lines', 'coco', 'cvat'] as const
export type LabelFileFormat = (typeof labelFileFormats)[number]

/**
 * Why one row was not taken. unmatched: no picture of this name; ambiguous: several; noCase: its picture is not read for
 * the task; otherSize: it was drawn on a picture of another size; outside: beyond the picture; value: no 0, 1 or -1;
 * number: a coordinate that is none; points: too few or too many; mask, shape: a kind of shape that is not kept here.
 */
export const rowProblems = [
  'unmatched', 'ambiguous', 'noCase', 'otherSize', 'outside', 'value', 'number', 'points', 'mask', 'shape', 'noImage', 'noLabel',
] as const
export type RowProblem = (typeof rowProblems)[number]

export interface BadRow {
  /** Of the file among those that were given. */
  readonly file: number
  /** Line of a table, place of an annotation or picture in its list; counted from 1. */
  readonly place: number
  /** The picture as the row names it. */
  readonly image: string
  readonly problem: RowProblem
}

export interface ForeignLabel {
  readonly name: string
  readonly answers: number
  readonly shapes: number
  /** The label of the task with exactly this name; null: there is none, or there are several. */
  readonly guess: LabelRef | null
}

export interface LabelFileFacts {
  readonly name: string
  readonly format: LabelFileFormat | null
  /** Pictures the file speaks of. */
  readonly images: number
  /** Why the whole file cannot be read; null where it can. */
  readonly refused: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null
}

/** What files of labels hold, before anything of them is kept. */
export interface LabelsFound {
  readonly files: readonly LabelFileFacts[]
  readonly foreign: readonly ForeignLabel[]
  readonly matchedImages: number
  /** How many rows would be left out, and the first of them. */
  readonly badRows: number
  readonly bad: readonly BadRow[]
}

export interface LabelsKept extends Omit<LabelsFound, 'foreign'> {
  readonly source: string
  /** New ones, and ones that were there before. */
  readonly answers: number
  readonly shapes: number
  readonly known: number
  /** Boxes that reached beyond their picture and were cut at its edge. */
  readonly clipped: number
  /** Differ from what was given before and what a reader has decided on; those stay as they were. */
  readonly decidedBefore: number
  /** Foreign names without a label: kept under that name. */
  readonly unmapped: readonly string[]
}

/** So many rows that were left out are listed by name. */
export const mostBadRows = 500

const files = {
  intakeIds: v.pipe(v.array(idOf<IntakeId>()), v.minLength(1), v.maxLength(50)),
  task: v.picklist(tasks),
}
const mapping = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  label: v.nullable(v.strictObject({ labelSet: labelKey, label: labelKey })),
})

export const givenCalls = {
  /** Reads files of labels and says what is in them; the files then still wait. Nothing is kept. */
  'labels.look': query<LabelsFound>()('image.import', v.strictObject(files)),
  /**
   * Keeps them as given by a source, as a job that can be watched and cancelled; what it kept until then stays. Names that
   * the mapping does not speak of are kept without a label. Throws `job.cancelled`.
   */
  'labels.give': command<LabelsKept>()(
    'image.import',
    v.strictObject({
      ...files,
      source: v.pipe(shortText, v.trim(), v.minLength(1)),
      mapping: v.pipe(v.array(mapping), v.maxLength(2000)),
    }),
  ),
}
