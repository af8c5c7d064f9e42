import Box from '@mui/material/Box'
import InputBase from '@mui/material/InputBase'
import { longestNote, type NoteMark, type Point } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { applyAffine } from '../overlay/geometry.ts'
import { usePictureState, type Picture } from './picture.ts'
import type { Notes } from './useNotes.ts'

interface NoteLayerProps {
  readonly picture: Picture
  readonly notes: Notes
}

/** How far the words stand from their place, in CSS pixels. */
const leader: Point = [26, -26]
const boxStyle = { position: 'absolute', maxWidth: 240, px: 0.75, py: 0.25, borderRadius: 0.5, border: 1, fontSize: 13, lineHeight: 1.35, color: '#fff', bgcolor: 'rgb(0 0 0 / 78%)', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', pointerEvents: 'auto', cursor: 'pointer', transform: 'translateY(-100%)' } as const

/** Notes with a line from each to its place. */
export function NoteLayer({ picture, notes }: NoteLayerProps) {
  const state = usePictureState(picture)
  if (state === null) return null
  const { open, saved } = notes
  const shown = open === null || saved.some(({ markId }) => markId === open.markId) ? saved : [...saved, open]
  const placed = shown.map((mark) => ({ mark, at: applyAffine(state.toCanvas, mark.points[0]) }))
  return (
    <>
      <Box component="svg" aria-hidden data-testid="note-layer" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
        {placed.map(({ mark, at }) => (
          <Leader key={mark.markId} at={at} chosen={mark.markId === notes.selected || mark === open} />
        ))}
      </Box>
      {placed.map(({ mark, at: [x, y] }) => (
        <Box
          key={mark.markId}
          data-testid="note"
          onPointerDown={(event) => event.stopPropagation()}
          onMouseDown={(event) => event.stopPropagation()}
          onClick={() => mark !== open && notes.select(mark.markId)}
          onDoubleClick={() => notes.edit(mark)}
          sx={{ ...boxStyle, borderColor: mark.markId === notes.selected || mark === open ? '#ffe08a' : '#fff' }}
          style={{ left: x + leader[0], top: y + leader[1] + 6 }}
        >
          {mark === open ? <Editor mark={mark} notes={notes} /> : mark.text}
        </Box>
      ))}
    </>
  )
}

function Leader({ at: [x, y], chosen }: { readonly at: Point; readonly chosen: boolean }) {
  const line = { x1: x, y1: y, x2: x + leader[0], y2: y + leader[1] }
  return (
    <g>
      <line {...line} stroke="#000" strokeOpacity={0.7} strokeWidth={4} />
      <line {...line} stroke={chosen ? '#ffe08a' : '#fff'} strokeWidth={1.5} />
      <circle cx={x} cy={y} r={3.5} fill={chosen ? '#ffe08a' : '#fff'} stroke="#000" />
    </g>
  )
}

function Editor({ mark, notes }: { readonly mark: NoteMark; readonly notes: Notes }) {
  const text = useText().bench.notes
  return (
    <InputBase
      autoFocus
      multiline
      value={mark.text}
      placeholder={text.hint}
      onChange={(event) => notes.type(event.target.value)}
      onBlur={notes.close}
      onKeyDown={(event) => {
        const isDone = event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing)
        if (!isDone) return
        event.preventDefault()
        if (document.activeElement instanceof HTMLTextAreaElement) document.activeElement.blur()
      }}
      inputProps={{ 'aria-label': text.title, maxLength: longestNote, 'data-field': 'pictureNote' }}
      sx={{ width: 200, p: 0, fontSize: 13, color: '#fff' }}
    />
  )
}
