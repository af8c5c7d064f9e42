import { useState } from 'react'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import { useSession } from '../../app/session.tsx'
import type { Marks } from './useMarks.ts'
import type { Picture } from './viewer/picture.ts'
import { trueZoom, type NoTrueSize } from './viewer/trueSize.ts'

export interface TrueSize {
  /** Pixels of the screen per pixel of the picture; null where there is no true size. */
  readonly zoom: number | null
  /** Why it was not shown when it was last asked for. */
  readonly refused: NoTrueSize | null
  readonly show: () => void
}

/** The size of what the film shows, on a screen that was measured. */
export function useTrueSize(picture: Picture, image: Marks['image']): TrueSize {
  const { status } = useSession()
  const [askedFor, setAskedFor] = useState<ImageId | null>(null)
  const zoom = trueZoom(image?.spacing ?? null, status.settings.screenPixelsPerMm ?? null)
  const known = typeof zoom === 'number'
  return {
    zoom: known ? zoom : null,
    refused: !known && askedFor !== null && askedFor === image?.imageId ? zoom : null,
    show: () => {
      setAskedFor(image?.imageId ?? null)
      if (known) picture.viewport()?.zoomTo(zoom)
    },
  }
}
