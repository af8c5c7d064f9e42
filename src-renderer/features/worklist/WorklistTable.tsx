import Box from '@mui/material/Box'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { CaseRow, WorklistFilter } from '../../../src-shared/domain/case.ts'
import { formatRoute } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { rowHeightPx } from './columns.ts'
import type { RowAction } from './RowMenu.tsx'
import { useRowKeys } from './useRowKeys.ts'
import { WorklistHeader } from './WorklistHeader.tsx'
import type { WorklistState } from './worklistPages.ts'
import { WorklistRow } from './WorklistRow.tsx'

const overscanRows = 12

interface WorklistTableProps {
  readonly filter: WorklistFilter
  readonly state: WorklistState
  readonly onFilter: (filter: WorklistFilter) => void
  readonly onShow: (first: number, last: number) => void
  readonly onOpen: (row: CaseRow) => void
  readonly onAction: (action: RowAction) => void
}

/** The chosen row of each list, so that coming back from a case finds the place again. */
const places = new Map<string, number>()

/** Draws the rows in sight and a few more; the rest is empty height. */
export function WorklistTable({ filter, state, onFilter, onShow, onOpen, onAction }: WorklistTableProps) {
  const text = useText().frame
  const list = formatRoute({ page: 'worklist', filter })
  const [selected, setSelected] = useSelection(list)
  const total = state.total ?? 0
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: overscanRows,
    scrollPaddingStart: 32,
    initialOffset: Math.max(0, selected - 4) * rowHeightPx,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const latestShow = useRef(onShow)
  useEffect(() => {
    latestShow.current = onShow
  })
  useEffect(() => latestShow.current(first, last), [first, last, list])

  const select = (index: number): void => {
    setSelected(index)
    virtual.scrollToIndex(index)
  }
  const chosen = state.row(selected)
  useRowKeys({
    total,
    selected,
    rowsPerScreen: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 1),
    onSelect: select,
    onOpen: () => chosen !== undefined && onOpen(chosen),
    onAssign: () => {
      const anchor = scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')
      if (chosen !== undefined && anchor) onAction({ kind: 'assign', row: chosen, anchor })
    },
  })
  return (
    <Box ref={scroller} role="grid" aria-label={text.pages.worklist} aria-rowcount={total + 1} tabIndex={0} sx={{ flex: 1, minHeight: 0, overflow: 'auto', bgcolor: 'background.paper', outlineOffset: -2 }}>
      <WorklistHeader filter={filter} onChange={onFilter} />
      <Box role="rowgroup" sx={{ position: 'relative', height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = state.row(index)
          const style = { position: 'absolute', top: 0, left: 0, right: 0, height: rowHeightPx, transform: `translateY(${start}px)` } as const
          if (row === undefined) return <div key={index} style={style} />
          return (
            <WorklistRow
              key={index}
              row={row}
              index={index}
              selected={index === selected}
              style={style}
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

function useSelection(list: string): readonly [number, (index: number) => void] {
  const [, redraw] = useState(0)
  const select = (index: number): void => {
    places.set(list, index)
    redraw((count) => count + 1)
  }
  return [places.get(list) ?? 0, select]
}
