import type { WorklistSort } from '../../../src-shared/domain/case.ts'

export interface Column {
  readonly name: WorklistSort | 'thumbnail' | 'answered' | 'reader' | 'actions'
  /** Set where a click on the header sorts. */
  readonly sort: WorklistSort | null
  readonly width: string
}

export const columns: readonly Column[] = [
  { name: 'thumbnail', sort: null, width: '48px' },
  { name: 'pseudonym', sort: 'pseudonym', width: 'minmax(132px, 1.2fr)' },
  { name: 'task', sort: 'task', width: '132px' },
  { name: 'status', sort: 'status', width: '100px' },
  { name: 'priority', sort: 'priority', width: '76px' },
  { name: 'topScore', sort: 'topScore', width: 'minmax(280px, 3fr)' },
  { name: 'answered', sort: null, width: '64px' },
  { name: 'visitDate', sort: 'visitDate', width: '84px' },
  { name: 'importedAt', sort: 'importedAt', width: '124px' },
  { name: 'reader', sort: null, width: 'minmax(64px, 0.6fr)' },
  { name: 'actions', sort: null, width: '36px' },
]

export const gridTemplate = columns.map(({ width }) => width).join(' ')
export const rowHeightPx = 44
export const headerHeightPx = 32
