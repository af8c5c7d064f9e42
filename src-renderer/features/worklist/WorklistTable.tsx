import Box from '@mui/material/Box'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import type { CaseRow, Priority, WorklistFilter } from '../../../src-shared/domain/case.ts'
import { formatRoute } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { headerHeightPx, rowHeightPx } from './columns.ts'
import type { RowAction } from './RowMenu.tsx'
import { useRowKeys } from './useRowKeys.ts'
import { useRowWindow } from './useRowWindow.ts'
import { WorklistHeader } from './WorklistHeader.tsx'
import type { WorklistState } from './worklistPages.ts'
import { WorklistRow } from './WorklistRow.tsx'

interface WorklistTableProps {
  readonly filter: WorklistFilter
  readonly state: WorklistState
  readonly onFilter: (filter: WorklistFilter) => void
  readonly onShow: (first: number, last: number) => void
  readonly onOpen: (row: CaseRow) => void
  readonly onSecond: (row: CaseRow) => void
  readonly onAction: (action: RowAction) => void
  readonly onPriority: (row: CaseRow, priority: Priority | null) => void
  readonly onNextUnresolved: (row: CaseRow) => void
}

/** The chosen row of each list, so that coming back from a case finds the place again. */
const places = new Map<string, number>()

/** Draws the rows in sight and a few more; the rest is empty height. */
export function WorklistTable(props: WorklistTableProps) {
  const { filter, state, onFilter, onShow, onOpen, onAction } = props
  const text = useText().frame
  const list = formatRoute({ page: 'worklist', filter })
  const [selected, setSelected] = useSelection(list)
  const total = state.total ?? 0
  const scroller = useRef<HTMLDivElement>(null)
  const view = useRowWindow(scroller, { count: total, rowHeightPx, headerHeightPx, startAt: selected })
  useShow(list, view.first, view.last, onShow)
  const chosen = state.row(selected)
  useRowKeys({
    total,
    selected,
    rowsPerScreen: view.rowsPerScreen,
    onSelect: (index) => {
      setSelected(index)
      view.reveal(index)
    },
    onOpen: () => chosen !== undefined && onOpen(chosen),
    onSecond: () => chosen !== undefined && props.onSecond(chosen),
    onPriority: (priority) => chosen !== undefined && props.onPriority(chosen, priority),
    onNextUnresolved: () => chosen !== undefined && props.onNextUnresolved(chosen),
    onAssign: () =>
      chosen && withSelected(scroller, (anchor) => onAction({ kind: 'assign', row: chosen, anchor })),
  })
  return (
    <Box ref={scroller} role="grid" aria-label={text.pages.worklist} aria-rowcount={total + 1} tabIndex={0} sx={gridStyle}>
      <WorklistHeader filter={filter} onChange={onFilter} />
      <Box role="rowgroup" sx={{ position: 'relative' }} style={{ height: total * rowHeightPx }}>
        {indices(view.first, view.last).map((index) => {
          const row = state.row(index)
          return row && (
            <WorklistRow
              key={row.caseId}
              row={row}
              index={index}
              selected={index === selected}
              onSelect={() => setSelected(index)}
              onOpen={() => onOpen(row)}
              onMenu={(anchor) => onAction({ kind: 'menu', row, anchor })}
            />
          )
        })}
      </Box>
    </Box>
  )
}

function withSelected(scroller: RefObject<HTMLElement | null>, work: (row: HTMLElement) => void): void {
  const row = scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')
  if (row) work(row)
}

const gridStyle = { flex: 1, minHeight: 0, overflow: 'auto', bgcolor: 'background.paper', outlineOffset: -2 } as const

const indices = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place)

/** Says which rows are wanted, again for each list. */
function useShow(list: string, first: number, last: number, onShow: WorklistTableProps['onShow']): void {
  const show = useEffectEvent((_list: string, from: number, to: number) => onShow(from, to))
  useEffect(() => show(list, first, last), [list, first, last])
}

function useSelection(list: string): readonly [number, (index: number) => void] {
  const [, redraw] = useState(0)
  const select = (index: number): void => {
    places.set(list, index)
    redraw((count) => count + 1)
  }
  return [places.get(list) ?? 0, select]
}
