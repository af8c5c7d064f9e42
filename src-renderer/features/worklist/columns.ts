import type { WorklistColumn, WorklistSort } from '../../../src-shared/domain/case.ts'

export interface Column {
  readonly name: WorklistColumn | 'thumbnail' | 'pseudonym' | 'actions'
  /** Set where a click on the header sorts. Uncertainty has no column: see docs/decisions/order-by-uncertainty.md. */
  readonly sort: Exclude<WorklistSort, 'uncertainty'> | null
  readonly width: string
}

const first: readonly Column[] = [
  { name: 'thumbnail', sort: null, width: '48px' },
  { name: 'pseudonym', sort: 'pseudonym', width: 'minmax(108px, 1.4fr)' },
]
const last: Column = { name: 'actions', sort: null, width: '36px' }

const chosen: Readonly<Record<WorklistColumn, Pick<Column, 'sort' | 'width'>>> = {
  task: { sort: 'task', width: '104px' },
  status: { sort: 'status', width: '100px' },
  priority: { sort: 'priority', width: '84px' },
  topScore: { sort: 'topScore', width: 'minmax(248px, 3fr)' },
  answered: { sort: null, width: '60px' },
  visitDate: { sort: 'visitDate', width: '80px' },
  importedAt: { sort: 'importedAt', width: '124px' },
  assignee: { sort: null, width: 'minmax(60px, 0.6fr)' },
  reader: { sort: null, width: 'minmax(48px, 0.6fr)' },
  readingTime: { sort: null, width: '76px' },
}

/** Every column of a row, from left to right. */
export const columnsOf = (names: readonly WorklistColumn[]): readonly Column[] => [...first, ...names.map((name) => ({ name, ...chosen[name] })), last]

export const gridTemplateOf = (columns: readonly Column[]): string => columns.map(({ width }) => width).join(' ')
export const rowHeightPx = 44
export const headerHeightPx = 32
