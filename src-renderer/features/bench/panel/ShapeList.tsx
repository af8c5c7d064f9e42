import Close from '@mui/icons-material/Close'
import MoreVert from '@mui/icons-material/MoreVert'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isLabelled, type LabelledMark, type Mark, type Point } from '../../../../src-shared/domain/mark.ts'
import { useMemo, type MouseEvent } from 'react'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

interface ShapeListProps {
  readonly marks: readonly Mark[]
  readonly nameOf: (label: LabelledMark['label']) => string
  readonly selected: MarkId | null
  readonly readOnly: boolean
  readonly onSelect: (mark: Mark) => void
  readonly onRemove: (markId: MarkId) => void
  /** What else can be done with a shape; the place is one of the window. */
  readonly onMenu: (place: Point) => void
}

/** More rows would slow every answer down; the picture shows them all. */
const mostRows = 100

/** The shapes of the case with their labels; choosing one shows its picture. The newest stand first. */
export function ShapeList({ marks, nameOf, selected, readOnly, onSelect, onRemove, onMenu }: ShapeListProps) {
  const text = useText().bench.shapes
  const shapes = useMemo(() => marks.filter(isLabelled).toReversed(), [marks])
  return (
    <Section title={text.title}>
      {shapes.length === 0 && (
        <Typography variant="caption" color="text.secondary">
          {text.none}
        </Typography>
      )}
      {shapes.slice(0, mostRows).map((mark) => (
        <Row key={mark.markId} mark={mark} name={nameOf(mark.label)} chosen={mark.markId === selected} readOnly={readOnly} onSelect={onSelect} onRemove={onRemove} onMenu={onMenu} />
      ))}
      {shapes.length > mostRows && (
        <Typography variant="caption" color="text.secondary">
          {text.more(shapes.length - mostRows)}
        </Typography>
      )}
    </Section>
  )
}

interface RowProps extends Pick<ShapeListProps, 'readOnly' | 'onSelect' | 'onRemove' | 'onMenu'> {
  readonly mark: LabelledMark
  readonly name: string
  readonly chosen: boolean
}

function Row({ mark, name, chosen, readOnly, onSelect, onRemove, onMenu }: RowProps) {
  const text = useText().bench.shapes
  const openMenu = (event: MouseEvent): void => {
    event.preventDefault()
    onSelect(mark)
    onMenu([event.clientX, event.clientY])
  }
  return (
    <Box onContextMenu={readOnly ? undefined : openMenu} sx={{ display: 'flex', alignItems: 'center', bgcolor: chosen ? 'action.selected' : 'transparent' }}>
      <ButtonBase data-testid="shape-row" data-kind={mark.kind} aria-pressed={chosen} onClick={() => onSelect(mark)} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
        <Typography variant="body2" color="text.secondary">
          {text.kind[mark.kind]}
        </Typography>
        <Typography variant="body2" noWrap>
          {name}
        </Typography>
      </ButtonBase>
      {!readOnly && (
        <>
          <IconButton aria-label={text.menu} onClick={openMenu} sx={{ p: 0.25 }}>
            <MoreVert sx={{ fontSize: 14 }} />
          </IconButton>
          <IconButton aria-label={text.remove} onClick={() => onRemove(mark.markId)} sx={{ p: 0.25 }}>
            <Close sx={{ fontSize: 14 }} />
          </IconButton>
        </>
      )}
    </Box>
  )
}
