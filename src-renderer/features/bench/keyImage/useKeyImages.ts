import { useEffect, useState } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isKeyImage, type KeyImageMark } from '../../../../src-shared/domain/mark.ts'
import type { Marks } from '../useMarks.ts'
import type { Picture } from '../viewer/picture.ts'
import { Presenting } from './presenting.ts'
import { isShownSo } from './shownAs.ts'

export interface KeyImages {
  readonly all: readonly KeyImageMark[]
  /** Of the picture on show. */
  readonly shown: KeyImageMark | null
  /** Marks the picture as it is shown, or anew where it is shown otherwise now; takes the mark back where it is not. null after the signature. */
  readonly toggle: (() => void) | null
  /** The picture, as it was marked. */
  readonly show: (mark: KeyImageMark) => void
}

export function useKeyImages(picture: Picture, marks: Marks, readOnly: boolean): KeyImages {
  const [presenting] = useState(() => new Presenting(picture))
  const shownId = marks.image?.imageId ?? null
  useEffect(() => presenting.turnedTo(shownId), [presenting, shownId])
  useEffect(() => () => presenting.giveUp(), [presenting])
  const all = marks.readNow().marks.filter(isKeyImage)
  const ofShown = (): KeyImageMark | null => marks.readNow().marks.filter(isKeyImage).find(({ imageId }) => imageId === marks.image?.imageId) ?? null
  const toggle = (): void => {
    const [shownAs, { image }] = [picture.viewport()?.shownAs() ?? null, marks]
    if (shownAs === null || image === null) return
    const kept = ofShown()
    if (kept !== null && isShownSo(kept.shownAs, shownAs)) return marks.remove(kept.markId)
    marks.commit({ markId: kept?.markId ?? (crypto.randomUUID() as string as MarkId), imageId: image.imageId, kind: 'keyImage', shownAs })
  }
  return {
    all,
    shown: ofShown(),
    toggle: readOnly ? null : toggle,
    show: ({ imageId, shownAs }) => {
      if (imageId === marks.image?.imageId) return picture.viewport()?.present(shownAs)
      presenting.want(imageId, shownAs)
      marks.showImage(imageId)
    },
  }
}
