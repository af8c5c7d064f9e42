import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useText } from '../../../text/useText.tsx'
import { drawLens } from './drawLens.ts'
import { lensPlace, lensSidePx, type Lens } from './lens.ts'
import { usePictureState, type Picture } from './picture.ts'

interface MagnifierProps {
  readonly lens: Lens
  readonly picture: Picture
  readonly image: ImageView
  readonly filter: string | undefined
  /** What lies over the picture, drawn once more for the lens. */
  readonly children: ReactNode
}

/** The magnifier over its pane. It follows the pointer, shown or not, so that it opens where one looks. */
export function Magnifier({ lens, picture, image, filter, children }: MagnifierProps) {
  const anchor = useRef<HTMLDivElement>(null)
  const text = useText().bench.picture
  const { shown, factor, at, pane: size } = useSyncExternalStore(lens.subscribe, lens.state)
  useEffect(() => {
    const pane = anchor.current?.parentElement ?? null
    if (pane === null) return undefined
    const follow = (event: PointerEvent): void => {
      const box = pane.getBoundingClientRect()
      lens.change({ at: [event.clientX - box.left, event.clientY - box.top], pane: [box.width, box.height] })
    }
    pane.addEventListener('pointermove', follow)
    return () => pane.removeEventListener('pointermove', follow)
  }, [lens])
  useLayoutEffect(() => {
    const pane = anchor.current?.parentElement ?? null
    // Called by its key alone it begins in the middle.
    if (!shown || at !== null || pane === null) return
    const { clientWidth, clientHeight } = pane
    lens.change({ at: [clientWidth / 2, clientHeight / 2], pane: [clientWidth, clientHeight] })
  }, [lens, shown, at])
  const place = at === null ? null : lensPlace(at, size)
  return (
    <Box ref={anchor} sx={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}>
      {shown && place !== null && (
        <Box
          inert
          data-testid="lens"
          data-factor={factor}
          sx={{ position: 'absolute', width: lensSidePx, height: lensSidePx, overflow: 'hidden', bgcolor: '#000', borderRadius: 1, outline: '2px solid #e6e9ec', boxShadow: '0 0 0 4px rgb(0 0 0 / 60%)' }}
          style={{ left: place[0], top: place[1] }}
        >
          <LensPixels lens={lens} picture={picture} image={image} filter={filter} />
          {children}
          <Cross />
          <Typography variant="caption" sx={{ position: 'absolute', left: 4, bottom: 2, px: 0.5, borderRadius: 0.5, bgcolor: 'rgb(0 0 0 / 65%)', color: '#e6e9ec' }}>
            {text.lens(factor)}
          </Typography>
        </Box>
      )}
    </Box>
  )
}

function LensPixels({ lens, picture, image, filter }: Pick<MagnifierProps, 'lens' | 'picture' | 'image' | 'filter'>) {
  const state = usePictureState(lens.picture)
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const pixels = picture.viewport()?.pixels() ?? null
    if (canvas.current !== null && state !== null && pixels !== null) drawLens(canvas.current, { ...image, pixels }, state)
  }, [picture, image, state])
  return <Box component="canvas" ref={canvas} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }} style={{ filter }} />
}

/** What is looked at; open in the middle, so that it hides nothing. */
function Cross() {
  const middle = lensSidePx / 2
  const line = { stroke: '#fff', strokeOpacity: 0.8, strokeWidth: 1 }
  return (
    <Box component="svg" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}>
      {[-1, 1].map((side) => (
        <g key={side}>
          <line {...line} x1={middle + side * 8} x2={middle + side * 18} y1={middle} y2={middle} />
          <line {...line} y1={middle + side * 8} y2={middle + side * 18} x1={middle} x2={middle} />
        </g>
      ))}
    </Box>
  )
}
