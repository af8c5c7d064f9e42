import type { LabelSet } from '../../src-shared/domain/label.ts'
import type { SignedAnswer } from '../store/signedCases.ts'

/** A spreadsheet runs a cell that begins with one of these; the full-width forms are turned into them on the way in. */
const runnable = /^[=+\-@\t\r\n＝＋－＠]/u

/** One CSV cell (RFC 4180): quoted where needed, and never a formula. */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && runnable.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Lines of cells, each ended by CR LF. */
export const csvText = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')

export interface LabelColumn {
  readonly labelSet: string
  readonly label: string
}

export const labelColumns = (sets: readonly LabelSet[]): readonly LabelColumn[] =>
  sets.flatMap((set) => set.labels.map(({ key }) => ({ labelSet: set.id, label: key })))

/** 1 present, 0 absent, null for everything that is no answer: unanswered, unsure, not assessable. Never a made-up 0. */
export function labelValue(answers: readonly SignedAnswer[], column: LabelColumn): 0 | 1 | null {
  const state = answers.find(({ labelSet, label }) => labelSet === column.labelSet && label === column.label)?.state
  if (state === 'present') return 1
  return state === 'absent' ? 0 : null
}
