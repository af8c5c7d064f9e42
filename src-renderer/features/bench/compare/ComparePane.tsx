import Box from '@mui/material/Box'
import { useEffect, useRef, type PointerEvent } from 'react'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import { useText } from '../../../text/useText.tsx'
import type { Picture } from '../viewer/picture.ts'
import { PictureNotice, useShownImage } from '../viewer/shownImage.tsx'
import { placeOf, useWindowDrag } from '../viewer/usePaneDrag.ts'
import { linkPictures } from './link.ts'
import { captionOf, PaneCaption } from './PaneCaption.tsx'
import { SplitHandle } from './SplitHandle.tsx'
import type { Compare } from './useCompare.ts'

interface ComparePaneProps {
  readonly compare: Compare
  readonly chosen: BesidePicture
  /** The case's own picture. */
  readonly own: Picture
  /** A drag with the main button pans; else it windows, whatever tool is in hand: nothing is ever drawn here. */
  readonly pans: boolean
}

/** The second picture: pixels alone, with a view of their own. */
export function ComparePane({ compare, chosen, own, pans }: ComparePaneProps) {
  const text = useText().compare
  const { picture, linked, grounds, layout, split, setSplit } = compare
  const { image } = chosen
  const element = useRef<HTMLDivElement>(null)
  const showing = useShownImage(picture, element, image)
  const { shown } = showing
  const drag = useWindowDrag(picture, image)
  useEffect(() => picture.viewport()?.dragPans(pans), [picture, pans])
  useEffect(() => (shown && linked ? linkPictures({ first: own, second: picture, grounds }) : undefined), [own, picture, shown, linked, grounds])
  const isSplit = layout === 'split'
  return (
    <>
      <Box
        onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
          if (event.button !== 0 || !event.isPrimary || pans) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.begin(placeOf(event))
        }}
        onPointerMove={(event: PointerEvent<HTMLDivElement>) => drag.move(placeOf(event), event.currentTarget)}
        onPointerUp={drag.end}
        onPointerCancel={drag.end}
        onMouseDown={(event) => event.preventDefault()}
        onContextMenu={(event) => event.preventDefault()}
        role="img"
        aria-label={`${text.other} · ${captionOf(chosen, text)}`}
        data-testid="compare-pane"
        data-shown={shown}
        data-image={image.imageId}
        sx={{ bgcolor: '#000', overflow: 'hidden', touchAction: 'none', cursor: pans ? 'grab' : 'ns-resize', ...(isSplit ? { position: 'absolute', inset: 0 } : { position: 'relative', flex: 1, minWidth: 0, borderLeft: 1, borderColor: 'divider' }) }}
        style={{ clipPath: isSplit ? `inset(0 0 0 ${split * 100}%)` : undefined }}
      >
        <Box ref={element} sx={{ position: 'absolute', inset: 0 }} />
        <PictureNotice showing={showing} />
        <PaneCaption of={chosen} isOwn={false} place={{ right: 8, bottom: 8 }} />
      </Box>
      {isSplit && <SplitHandle split={split} onSplit={setSplit} />}
    </>
  )
}
