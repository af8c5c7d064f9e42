import { useState } from 'react'
import type { ImageId, MarkId } from '../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import type { Mark } from '../../../src-shared/domain/mark.ts'
import type { BenchSession, BenchState } from './record/session.ts'

/** Which picture of the visit is shown, its marks and the chosen one. */
export interface Marks {
  /** null for a case without a picture. */
  readonly image: ImageView | null
  readonly showImage: (imageId: ImageId) => void
  readonly selected: MarkId | null
  readonly select: (markId: MarkId | null) => void
  readonly commit: (mark: Mark) => void
  readonly remove: (markId: MarkId) => void
  readonly removeSelected: () => void
}

export function useMarks(session: BenchSession, { view, read }: BenchState): Marks {
  const main = view.images.find(({ role }) => role === 'main') ?? view.images[0]
  const [imageId, setImageId] = useState<ImageId | null>(main?.imageId ?? null)
  const [selected, select] = useState<MarkId | null>(null)
  const remove = (markId: MarkId): void => {
    session.edit([{ kind: 'mark', markId, mark: null }])
    select(null)
  }
  return {
    image: view.images.find((image) => image.imageId === imageId) ?? main ?? null,
    showImage: setImageId,
    selected: read.marks.some(({ markId }) => markId === selected) ? selected : null,
    select,
    commit: (mark) => {
      const [start, end] = mark.points
      session.edit([{ kind: 'mark', markId: mark.markId, mark: { ...mark, points: [[...start], [...end]] } }])
    },
    remove,
    removeSelected: () => selected !== null && remove(selected),
  }
}
