import { useId, useState } from 'react'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { clampedAid, isNeutral, neutral, type ColourAid } from './colourTables.ts'

/** White point and exposure of the photo on show. Another picture opens as it is. */
export interface ColourView {
  /** false: a film, whose window does all of this. */
  readonly offered: boolean
  readonly aid: ColourAid
  readonly adjusted: boolean
  /** Names the filter within the page. */
  readonly filterId: string
  readonly change: (part: Partial<ColourAid>) => void
  readonly reset: () => void
}

export function useColourAid(image: ImageView | null): ColourView {
  const filterId = useId()
  const [set, setSet] = useState<{ readonly imageId: ImageId | null; readonly aid: ColourAid }>({ imageId: null, aid: neutral })
  const imageId = image?.imageId ?? null
  const offered = image?.kind === 'photo' && image.pixels.mode === 'colour'
  const aid = offered && set.imageId === imageId ? set.aid : neutral
  return {
    offered,
    aid,
    adjusted: !isNeutral(aid),
    filterId,
    change: (part) => setSet({ imageId, aid: clampedAid({ ...aid, ...part }) }),
    reset: () => setSet({ imageId, aid: neutral }),
  }
}

/** CSS of what is looked at through the filter. */
export const filterOf = ({ adjusted, filterId }: ColourView): string | undefined => (adjusted ? `url(#${CSS.escape(filterId)})` : undefined)
