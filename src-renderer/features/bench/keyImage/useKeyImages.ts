import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isKeyImage, type KeyImageMark } from '../../../../src-shared/domain/mark.ts'
import type { Marks } from '../useMarks.ts'
import type { Picture } from '../viewer/picture.ts'
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
      marks.showImage(imageId)
      presentOnceShown(picture, imageId, () => picture.viewport()?.present(shownAs))
    },
  }
}

/** A picture that has to be loaded first opens as it always does, and is then shown as it was marked. */
function presentOnceShown(picture: Picture, imageId: KeyImageMark['imageId'], present: () => void): void {
  const stop = picture.subscribe(() => {
    if (picture.state() === null || picture.viewport()?.image()?.imageId !== imageId) return
    stop()
    present()
  })
}
