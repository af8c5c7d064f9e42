import Box from '@mui/material/Box'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import type { CaseRow, Priority, WorklistColumn, WorklistFilter } from '../../../src-shared/domain/case.ts'
import { formatRoute } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { isChosen, nothingChosen } from './choice.ts'
import { columnsOf, headerHeightPx, rowHeightPx } from './columns.ts'
import type { RowAction } from './RowMenu.tsx'
import type { ChoiceOfRows } from './useChoice.ts'
import { useRowKeys } from './useRowKeys.ts'
import { useRowWindow } from './useRowWindow.ts'
import { WorklistHeader } from './WorklistHeader.tsx'
import type { WorklistState } from './worklistPages.ts'
import { WorklistRow } from './WorklistRow.tsx'

interface WorklistTableProps {
  readonly filter: WorklistFilter
  readonly state: WorklistState
  readonly choice: ChoiceOfRows
  readonly columns: readonly WorklistColumn[]
  readonly commands: RowCommands
  readonly onFilter: (filter: WorklistFilter) => void
  readonly onShow: (first: number, last: number) => void
  readonly onAction: (action: RowAction) => void
}

/** What keys do with the row in focus; the last four with every chosen row where there are some. */
export interface RowCommands {
  readonly open: (row: CaseRow) => void
  readonly second: (row: CaseRow) => void
  readonly nextUnresolved: (row: CaseRow) => void
  readonly prioritise: (row: CaseRow, priority: Priority | null) => void
  readonly tags: (row: CaseRow, anchor: HTMLElement) => void
  /** null for who may not. */
  readonly assign: ((row: CaseRow, anchor: HTMLElement) => void) | null
  readonly undo: () => void
}

/** The row in focus of each list, so that coming back from a case finds the place again. */
const places = new Map<string, number>()

/** Draws the rows in sight and a few more; the rest is empty height. */
export function WorklistTable(props: WorklistTableProps) {
  const { filter, state, choice: { choice, move }, commands, onFilter, onShow, onAction } = props
  const text = useText().frame
  const list = formatRoute({ page: 'worklist', filter })
  const [focus, setFocus] = useFocusedRow(list)
  const total = state.total ?? 0
  const scroller = useRef<HTMLDivElement>(null)
  const view = useRowWindow(scroller, { count: total, rowHeightPx, headerHeightPx, startAt: focus })
  useShow(list, view.first, view.last, onShow)
  useTableKeys(props, { scroller, focus, setFocus, rowsPerScreen: view.rowsPerScreen, reveal: view.reveal })
  const none = choice === nothingChosen
  const columns = columnsOf(props.columns)
  return (
    <Box ref={scroller} role="grid" aria-label={text.pages.worklist} aria-rowcount={total + 1} aria-multiselectable tabIndex={0} sx={gridStyle}>
      <WorklistHeader filter={filter} columns={columns} onChange={onFilter} />
      <Box role="rowgroup" sx={{ position: 'relative' }} style={{ height: total * rowHeightPx }}>
        {indices(view.first, view.last).map((index) => {
          const row = state.row(index)
          return row && (
            <WorklistRow
              key={row.caseId}
              row={row}
              columns={columns}
              index={index}
              focused={index === focus}
              selected={none ? index === focus : isChosen(choice, row.caseId)}
              onSelect={(reach) => {
                move(focus, index, reach)
                setFocus(index)
              }}
              onOpen={() => commands.open(row)}
              onMenu={(anchor) => onAction({ kind: 'menu', row, anchor })}
            />
          )
        })}
      </Box>
    </Box>
  )
}

interface Place {
  readonly scroller: RefObject<HTMLElement | null>
  readonly focus: number
  readonly setFocus: (index: number) => void
  readonly rowsPerScreen: number
  readonly reveal: (index: number) => void
}

function useTableKeys({ state, choice, commands, onAction }: WorklistTableProps, place: Place): void {
  const { scroller, focus, setFocus, rowsPerScreen, reveal } = place
  const row = state.row(focus)
  const withRow = (work: (row: CaseRow) => void) => (): void => row && work(row)
  const beside = (work: (row: CaseRow, anchor: HTMLElement) => void) =>
    withRow((here) => {
      // The row may be far out of sight where everything was chosen: the list itself serves.
      const anchor = scroller.current?.querySelector<HTMLElement>('[data-focused]') ?? scroller.current
      if (anchor) work(here, anchor)
    })
  useRowKeys({
    total: state.total ?? 0,
    selected: focus,
    rowsPerScreen,
    onMove: (index, reach) => {
      choice.move(focus, index, reach)
      setFocus(index)
      reveal(index)
    },
    onAll: choice.all,
    onClear: choice.clear,
    onOpen: withRow(commands.open),
    onSecond: withRow(commands.second),
    onPatient: beside((here, anchor) => onAction({ kind: 'patient', row: here, anchor })),
    onTags: beside(commands.tags),
    onAssign: commands.assign && beside(commands.assign),
    onUndo: commands.undo,
    onPriority: (priority) => row && commands.prioritise(row, priority),
    onNextUnresolved: withRow(commands.nextUnresolved),
  })
}

const gridStyle = { flex: 1, minHeight: 0, overflow: 'auto', bgcolor: 'background.paper', outlineOffset: -2 } as const

const indices = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place)

/** Says which rows are wanted, again for each list. */
function useShow(list: string, first: number, last: number, onShow: WorklistTableProps['onShow']): void {
  const show = useEffectEvent((_list: string, from: number, to: number) => onShow(from, to))
  useEffect(() => show(list, first, last), [list, first, last])
}

function useFocusedRow(list: string): readonly [number, (index: number) => void] {
  const [, redraw] = useState(0)
  const focus = (index: number): void => {
    places.set(list, index)
    redraw((count) => count + 1)
  }
  return [places.get(list) ?? 0, focus]
}
