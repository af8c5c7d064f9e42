import type { WorklistSort } from '../../../src-shared/domain/case.ts'

export interface Column {
  /** Uncertainty is an order and never a column: see docs/decisions/order-by-uncertainty.md. */
  readonly name: Exclude<WorklistSort, 'uncertainty'> | 'thumbnail' | 'answered' | 'assignee' | 'reader' | 'actions'
  /** Set where a click on the header sorts. */
  readonly sort: WorklistSort | null
  readonly width: string
}

export const columns: readonly Column[] = [
  { name: 'thumbnail', sort: null, width: '48px' },
  { name: 'pseudonym', sort: 'pseudonym', width: 'minmax(108px, 1.4fr)' },
  { name: 'task', sort: 'task', width: '104px' },
  { name: 'status', sort: 'status', width: '100px' },
  { name: 'priority', sort: 'priority', width: '72px' },
  { name: 'topScore', sort: 'topScore', width: 'minmax(248px, 3fr)' },
  { name: 'answered', sort: null, width: '60px' },
  { name: 'visitDate', sort: 'visitDate', width: '80px' },
  { name: 'importedAt', sort: 'importedAt', width: '124px' },
  { name: 'assignee', sort: null, width: 'minmax(60px, 0.6fr)' },
  { name: 'reader', sort: null, width: 'minmax(48px, 0.6fr)' },
  { name: 'actions', sort: null, width: '36px' },
]

export const gridTemplate = columns.map(({ width }) => width).join(' ')
export const rowHeightPx = 44
export const headerHeightPx = 32
