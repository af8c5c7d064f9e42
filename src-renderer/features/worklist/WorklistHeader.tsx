import Box from '@mui/material/Box'
import TableSortLabel from '@mui/material/TableSortLabel'
import type { WorklistFilter, WorklistSort } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'
import { gridTemplateOf, headerHeightPx, type Column } from './columns.ts'

interface SortProps {
  readonly filter: WorklistFilter
  readonly onChange: (filter: WorklistFilter) => void
}

interface WorklistHeaderProps extends SortProps {
  readonly columns: readonly Column[]
}

/** Orders whose other end nobody looks for first. */
const newestFirst: ReadonlySet<WorklistSort> = new Set<WorklistSort>(['importedAt', 'topScore'])

const headerStyle = {
  display: 'grid',
  columnGap: 1,
  alignItems: 'center',
  px: 1.5,
  height: headerHeightPx,
  position: 'sticky',
  top: 0,
  zIndex: 1,
  bgcolor: 'background.paper',
  borderBottom: 1,
  borderColor: 'divider',
  color: 'text.secondary',
  fontSize: 12,
} as const

/** Column names; a click sorts, a second click turns the order round. */
export function WorklistHeader({ filter, columns, onChange }: WorklistHeaderProps) {
  const text = useText().worklist
  return (
    <Box role="row" aria-rowindex={1} sx={headerStyle} style={{ gridTemplateColumns: gridTemplateOf(columns) }}>
      {columns.map(({ name, sort }) => {
        const sorted = sort !== null && filter.sort === sort
        return (
          <Box
            key={name}
            role="columnheader"
            aria-sort={sorted ? (filter.descending ? 'descending' : 'ascending') : undefined}
            sx={{ whiteSpace: 'nowrap', overflow: 'hidden' }}
          >
            {sort === null ? (
              <HiddenName hidden={name === 'thumbnail' || name === 'actions'}>{text.columns[name]}</HiddenName>
            ) : (
              <TableSortLabel
                active={sorted}
                direction={sorted && filter.descending ? 'desc' : 'asc'}
                aria-label={text.sortBy(text.columns[name])}
                onClick={() => onChange({ ...filter, sort, descending: sorted ? !filter.descending : newestFirst.has(sort) })}
              >
                {text.columns[name]}
              </TableSortLabel>
            )}
            {name === 'topScore' && <LeastCertainFirst filter={filter} onChange={onChange} />}
          </Box>
        )
      })}
    </Box>
  )
}

/** An order and nothing more: no number says how uncertain, no label where. A second click goes back to the newest. */
function LeastCertainFirst({ filter, onChange }: SortProps) {
  const text = useText().worklist
  const active = filter.sort === 'uncertainty'
  return (
    <TableSortLabel
      active={active}
      direction="desc"
      title={text.leastCertainHint}
      aria-label={text.sortBy(text.leastCertain)}
      sx={{ ml: 0.5 }}
      onClick={() => onChange({ ...filter, sort: active ? 'importedAt' : 'uncertainty', descending: true })}
    >
      {text.leastCertain}
    </TableSortLabel>
  )
}

const unseen = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } as const

/** Narrow columns keep their name for screen readers only. */
function HiddenName({ hidden, children }: { readonly hidden: boolean; readonly children: string }) {
  if (!hidden) return children
  return <Box sx={unseen}>{children}</Box>
}
