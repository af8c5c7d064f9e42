import Box from '@mui/material/Box'
import { useRef, type ReactNode } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { calibratedSpacing, isLength, type LengthMark, type Mark, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { brushDrag, noteClick } from './brushDrag.ts'
import type { Lens } from './lens.ts'
import { Magnifier } from './Magnifier.tsx'
import { MarkLayer } from './MarkLayer.tsx'
import { MaskLayer } from './MaskLayer.tsx'
import { NoteLayer } from './NoteLayer.tsx'
import type { Picture, PictureOnScreen } from './picture.ts'
import { ShapeLayer } from './ShapeLayer.tsx'
import { isBrushTool, type DragTool } from './tools.ts'
import type { Brush } from './useBrush.ts'
import type { Notes } from './useNotes.ts'
import type { ShapeTool } from './useShapeTool.ts'
import { usePaneDrag } from './usePaneDrag.ts'
import { useLengthTool, type LengthTool } from './useLengthTool.ts'
import { tongueDrag } from '../tongue/tongueDrag.ts'
import { isTongueTool } from '../tongue/tongueTools.ts'
import type { TongueEdit } from '../tongue/useTongueEdit.ts'
import { Preview } from './Preview.tsx'
import { PictureNotice, useShownImage } from './shownImage.tsx'

interface PicturePaneProps {
  readonly picture: Picture
  readonly image: ImageView
  readonly tool: DragTool
  readonly marks: readonly Mark[]
  readonly readOnly: boolean
  readonly selectedMark: MarkId | null
  readonly onSelectMark: (markId: MarkId | null) => void
  readonly onMark: (mark: LengthMark) => void
  readonly shapes: ShapeTool
  readonly brush: Brush
  readonly notes: Notes
  readonly tongue: TongueEdit
  /** A shape was clicked with the right button; the place is one of the window. */
  readonly onMenu: (place: Point) => void
  readonly nameOf: (label: ShapeMark['label']) => string
  readonly nameOfShape: (mark: ShapeMark) => string
  /** Space is held: nothing lies over the picture. */
  readonly bare: boolean
  /** CSS filter of the pixels alone; nothing that lies over them changes its colour. */
  readonly filter: string | undefined
  readonly lens: Lens
  /** The same layers, for the magnifier. */
  readonly lensLayers: ReactNode
  /** Layers between the picture and the marks. */
  readonly children: ReactNode
}

/** The picture and everything that lies over it, and what a drag over it means. */
export function PicturePane(props: PicturePaneProps) {
  const { picture, image, tool, bare } = props
  const element = useRef<HTMLDivElement>(null)
  const showing = useShownImage(picture, element, image)
  const { shown } = showing
  const length = useLengthTool({ picture, image, readOnly: props.readOnly, onCommit: props.onMark, onSelect: props.onSelectMark })
  const { shapes, brush, notes } = props
  const onClick = (at: Point): boolean => shapes.selectAt(at) !== null || brush.selectAt(at) !== null
  const drag = usePaneDrag({ picture, image, tool, length, shapes, onClick, onMenu: props.onMenu })
  const handlers = isTongueTool(tool) ? tongueDrag(props.tongue, tool) : tool === 'note' ? noteClick(notes) : isBrushTool(tool) ? brushDrag(brush, tool === 'eraser') : drag
  return (
    <Box
      {...handlers}
      // A click on the picture leaves the keyboard with the labels.
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
      data-testid="picture"
      data-shown={shown}
      data-image={image.imageId}
      sx={{ position: 'relative', flex: 1, minHeight: 0, minWidth: 0, bgcolor: '#000', overflow: 'hidden', touchAction: 'none', cursor: cursors[tool] }}
    >
      <Box ref={element} sx={{ position: 'absolute', inset: 0 }} style={{ filter: props.filter }} />
      {!shown && showing.loaded.state === 'loading' && <Preview key={image.imageId} imageId={image.imageId} />}
      {shown && !bare && props.children}
      {shown && !bare && <MarkLayers {...props} on={picture} />}
      {shown && !bare && <NoteLayer picture={picture} notes={notes} />}
      {shown && !bare && <Lengths {...props} length={length} />}
      {shown && (
        <Magnifier lens={props.lens} picture={picture} image={image} filter={props.filter}>
          {!bare && (
            <>
              {props.lensLayers}
              <MarkLayers {...props} on={props.lens.picture} />
              <MarkLayer picture={props.lens.picture} marks={lengthsOf(props, length)} spacing={calibratedSpacing(props.marks, image)} selected={length.moving?.markId ?? props.selectedMark} onGrip={() => undefined} />
            </>
          )}
        </Magnifier>
      )}
      <PictureNotice showing={showing} />
    </Box>
  )
}

/** Regions and shapes, over the picture or in the magnifier. */
function MarkLayers({ on, image, tool, shapes, brush, nameOf, nameOfShape }: PicturePaneProps & { readonly on: PictureOnScreen }) {
  return (
    <>
      <MaskLayer picture={on} brush={brush} painting={isBrushTool(tool)} nameOf={nameOf} />
      <ShapeLayer picture={on} imageId={image.imageId} shapes={shapes.saved} sketch={shapes.sketch} chosen={shapes.chosen} nameOf={nameOfShape} />
    </>
  )
}

/** The lengths of this picture; the one under the pointer stands for the saved one. */
function lengthsOf({ marks, image }: Pick<PicturePaneProps, 'marks' | 'image'>, { moving }: LengthTool): readonly LengthMark[] {
  const saved = marks.filter(isLength).filter((mark) => mark.imageId === image.imageId && mark.markId !== moving?.markId)
  return moving === null ? saved : [...saved, moving]
}

function Lengths({ picture, image, marks, selectedMark, length }: PicturePaneProps & { readonly length: LengthTool }) {
  return (
    <MarkLayer
      picture={picture}
      marks={lengthsOf({ marks, image }, length)}
      spacing={calibratedSpacing(marks, image)}
      selected={length.moving?.markId ?? selectedMark}
      onGrip={(mark, grip, event) => {
        if (event.button !== 0) return
        event.stopPropagation()
        event.currentTarget.closest('[data-testid="picture"]')?.setPointerCapture(event.pointerId)
        length.grip(mark, grip, event)
      }}
    />
  )
}

const cursors: Readonly<Record<DragTool, string>> = { window: 'ns-resize', pan: 'grab', length: 'crosshair', box: 'crosshair', polygon: 'crosshair', polyline: 'crosshair', point: 'crosshair', tube: 'crosshair', landmark: 'crosshair', brush: 'none', eraser: 'none', note: 'crosshair', tongueAdd: 'none', tongueErase: 'none', tonguePoints: 'crosshair', tongueCells: 'none' }
