import { useState } from 'react'
import type { CaseView, PredictionView, Read } from '../../../src-shared/contract/bench.ts'
import type { ImageId, MarkId } from '../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import type { Mark } from '../../../src-shared/domain/mark.ts'
import { editableMark } from './record/draft.ts'
import type { BenchSession, BenchState } from './record/session.ts'

/** Which picture of the visit is shown, its marks and the chosen one. */
export interface Marks {
  /** null for a case without a picture. */
  readonly image: ImageView | null
  readonly showImage: (imageId: ImageId) => void
  /** The next or previous picture of the visit, round the end. */
  readonly stepImage: (steps: 1 | -1) => void
  readonly selected: MarkId | null
  readonly select: (markId: MarkId | null) => void
  readonly commit: (mark: Mark) => void
  /** A letter typed in a mark's text; a run of them is one step of undo. */
  readonly typeMark: (mark: Mark) => void
  readonly endTyping: () => void
  readonly remove: (markId: MarkId) => void
  readonly removeSelected: () => void
  /** The read as it stands at this very moment: a key may follow another before anything is drawn. */
  readonly readNow: () => Read
  /** Several, as one step. */
  readonly removeAll: (markIds: readonly MarkId[]) => void
}

export function useMarks(session: BenchSession, { view, read }: BenchState): Marks {
  const [chosen, setChosen] = useState<ImageId | null>(null)
  const [selected, select] = useState<MarkId | null>(null)
  const remove = (markId: MarkId): void => {
    session.edit([{ kind: 'mark', markId, mark: null }])
    select(null)
  }
  const image = shownImage(view, read.phase === 'blind' ? null : view.prediction, chosen)
  return {
    image,
    showImage: setChosen,
    stepImage: (steps) => {
      const place = view.images.findIndex(({ imageId }) => imageId === image?.imageId)
      setChosen(view.images.at((place + steps) % view.images.length)?.imageId ?? null)
    },
    selected: read.marks.some(({ markId }) => markId === selected) ? selected : null,
    select,
    commit: (mark) => session.edit([{ kind: 'mark', markId: mark.markId, mark: editableMark(mark) }]),
    typeMark: (mark) => session.type({ kind: 'mark', markId: mark.markId, mark: editableMark(mark) }),
    endTyping: session.endTyping,
    remove,
    readNow: () => session.state().read,
    removeAll: (markIds) => session.edit(markIds.map((markId) => ({ kind: 'mark', markId, mark: null }))),
    removeSelected: () => selected !== null && remove(selected),
  }
}

/** The chosen picture, else the one the shown prediction was made from, else the visit's main one. */
function shownImage({ images }: CaseView, prediction: PredictionView | null, chosen: ImageId | null): ImageView | null {
  const byId = (wanted: ImageId | undefined | null): ImageView | undefined => images.find(({ imageId }) => imageId === wanted)
  return byId(chosen) ?? byId(prediction?.imageId) ?? images.find(({ role }) => role === 'main') ?? images[0] ?? null
}
