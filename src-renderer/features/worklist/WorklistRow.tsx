import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import MoreVert from '@mui/icons-material/MoreVert'
import type { ReactNode } from 'react'
import type { CaseRow } from '../../../src-shared/domain/case.ts'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import { useClient } from '../../client/ClientContext.tsx'
import type { Texts } from '../../text/text.ts'
import { useText } from '../../text/useText.tsx'
import { formatDateTime, formatDuration } from '../../ui/format.ts'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { gridTemplateOf, rowHeightPx, type Column } from './columns.ts'
import { PriorityMark, UrgencyMark } from './PriorityMark.tsx'
import { ScoreCell } from './ScoreCell.tsx'
import type { Reach } from './useChoice.ts'

interface WorklistRowProps {
  readonly row: CaseRow
  readonly columns: readonly Column[]
  readonly index: number
  /** The row that keys act on. */
  readonly focused: boolean
  readonly selected: boolean
  readonly onSelect: (reach: Reach) => void
  readonly onOpen: () => void
  readonly onMenu: (anchor: HTMLElement) => void
}

const rowStyle = {
  position: 'absolute',
  inset: '0 0 auto 0',
  display: 'grid',
  columnGap: 1,
  alignItems: 'center',
  px: 1.5,
  cursor: 'default',
  // A click with Shift chooses rows, not words.
  userSelect: 'none',
  borderBottom: 1,
  borderColor: 'divider',
  '&:hover': { bgcolor: 'action.hover' },
  '& > [role="gridcell"]': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
} as const

const selectedStyle = { bgcolor: 'action.selected' } as const
const focusedStyle = { boxShadow: 'inset 3px 0 currentColor' } as const

/** One case. A click chooses it, with Ctrl or Shift others stay chosen; a second click or Enter opens it. */
export function WorklistRow({ row, columns, index, focused, selected, onSelect, onOpen, onMenu }: WorklistRowProps) {
  const text = useText()
  return (
    <Box
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-case={row.caseId}
      data-status={row.disputed ? 'disputed' : row.status}
      style={{ height: rowHeightPx, gridTemplateColumns: gridTemplateOf(columns), transform: `translateY(${index * rowHeightPx}px)` }}
      onClick={(event) => onSelect(event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only')}
      onDoubleClick={onOpen}
      data-focused={focused || undefined}
      sx={{ ...rowStyle, ...(selected && selectedStyle), ...(focused && focusedStyle) }}
    >
      {columns.map(({ name }) => cells[name]({ row, text, onMenu }))}
    </Box>
  )
}

interface CellContent {
  readonly row: CaseRow
  readonly text: Texts
  readonly onMenu: (anchor: HTMLElement) => void
}

/** What stands in each column. */
const cells: Readonly<Record<Column['name'], (content: CellContent) => ReactNode>> = {
  thumbnail: ({ row }) => <Thumbnail key="thumbnail" imageId={row.thumbnailImageId} />,
  pseudonym: ({ row }) => <PatientCell key="pseudonym" row={row} />,
  task: ({ row, text }) => <Cell key="task">{text.common.task[row.task]}</Cell>,
  status: ({ row, text }) => (
    <Cell key="status">
      <StatusMark status={row.disputed ? 'disputed' : row.status} />
      {row.secondReading !== null && <span title={text.worklist.second[row.secondReading]}> ②</span>}
    </Cell>
  ),
  priority: ({ row }) => (
    <span key="priority" role="gridcell" data-priority={row.priority ?? ''} data-urgency={row.urgent?.urgency ?? ''}>
      {row.urgent !== null && <UrgencyMark urgent={row.urgent} />}
      {row.urgent !== null && row.priority !== null && <br />}
      {row.priority !== null && <PriorityMark priority={row.priority} />}
      {row.urgent === null && row.priority === null && '–'}
    </span>
  ),
  topScore: ({ row }) => (
    <Cell key="topScore">
      <ScoreCell row={row} />
    </Cell>
  ),
  answered: ({ row }) => <Cell key="answered">{`${row.answeredLabels} / ${row.totalLabels}`}</Cell>,
  visitDate: ({ row }) => <Cell key="visitDate">{row.visitDate ?? '–'}</Cell>,
  importedAt: ({ row }) => <Cell key="importedAt">{formatDateTime(row.importedAt)}</Cell>,
  assignee: ({ row }) => <Cell key="assignee">{row.assignee ?? '–'}</Cell>,
  reader: ({ row }) => <Cell key="reader">{row.reader ?? '–'}</Cell>,
  readingTime: ({ row }) => <Cell key="readingTime">{row.readingSeconds === null ? '–' : formatDuration(row.readingSeconds)}</Cell>,
  actions: ({ row, text, onMenu }) => (
    <Cell key="actions">
      <IconButton tabIndex={-1} aria-label={text.worklist.rowMenu(row.pseudonym)} onClick={(event) => onMenu(event.currentTarget)}>
        <MoreVert fontSize="small" />
      </IconButton>
    </Cell>
  ),
}

const Cell = ({ children }: { readonly children: ReactNode }) => <span role="gridcell">{children}</span>

function PatientCell({ row }: { readonly row: CaseRow }) {
  const text = useText().worklist
  const grouped = row.patientKind === 'grouped'
  return (
    <span role="gridcell">
      <strong>{row.pseudonym}</strong>
      {grouped && <span title={text.groupedHint}> ≈</span>}
      <BelowName row={row} />
    </span>
  )
}

/** How many pictures there are, where there is more than one, and the tags; the whole of it as a tip. */
function BelowName({ row: { imageCount, tags } }: { readonly row: CaseRow }) {
  const text = useText().worklist
  if (imageCount <= 1 && tags.length === 0) return null
  const all = [...(imageCount > 1 ? [text.images(imageCount)] : []), ...tags.map((tag) => `# ${tag}`)].join('  ')
  return (
    <Box data-tags={tags.join('|')} title={all} sx={{ color: 'text.secondary', fontSize: 12, lineHeight: 1.2, overflow: 'hidden', textOverflow: 'ellipsis' }}>
      {all}
    </Box>
  )
}

function Thumbnail({ imageId }: { readonly imageId: string | null }) {
  const client = useClient()
  const sizePx = rowHeightPx - 6
  return (
    <Box role="gridcell" sx={{ width: sizePx, height: sizePx, bgcolor: 'action.hover', borderRadius: 0.5 }}>
      {imageId !== null && (
        <img
          src={client.imageUrl(imageId as ImageId, 'thumbnail')}
          alt=""
          width={sizePx}
          height={sizePx}
          decoding="async"
          style={{ objectFit: 'cover', borderRadius: 2, display: 'block' }}
        />
      )}
    </Box>
  )
}
