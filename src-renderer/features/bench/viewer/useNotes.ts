import { useMemo, useState } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isNote, type Mark, type NoteMark, type Point } from '../../../../src-shared/domain/mark.ts'
import { aimed, anywhere, plainAim, type Aim } from './aim.ts'
import { newMarkId } from './shapePointer.ts'
import type { MarkToolOptions } from './tools.ts'

export interface NoteOptions extends MarkToolOptions {
  /** A letter typed; a run of them is one step of undo. */
  readonly typeMark: (mark: Mark) => void
  readonly endTyping: () => void
}

/** Words at a place of the picture. */
export interface Notes {
  readonly saved: readonly NoteMark[]
  readonly selected: MarkId | null
  /** The note whose text is open; a new one is kept from its first letter on. */
  readonly open: NoteMark | null
  readonly readOnly: boolean
  readonly begin: (aim: Aim) => void
  readonly beginAt: (place: Point) => void
  readonly select: (markId: MarkId) => void
  readonly edit: (mark: NoteMark) => void
  readonly type: (text: string) => void
  /** The text was left; one without words goes away. */
  readonly close: () => void
}

export function useNotes({ picture, image, marks, readOnly, selected, ...acts }: NoteOptions): Notes {
  const [draft, setDraft] = useState<NoteMark | null>(null)
  const imageId = image?.imageId
  const saved = useMemo(() => marks.filter(isNote).filter((mark) => mark.imageId === imageId), [marks, imageId])
  const kept = saved.find(({ markId }) => markId === draft?.markId)
  const open = kept ?? (draft?.imageId === imageId ? draft : null)
  const begin = (aim: Aim): void => {
    const found = aimed({ picture, image, saved: [], snapping: false }, aim, anywhere)
    if (readOnly || image === null || found === null) return
    acts.select(null)
    setDraft({ markId: newMarkId(), imageId: image.imageId, kind: 'note', points: [found.to], text: '' })
  }
  return {
    saved,
    selected,
    open,
    readOnly,
    begin,
    beginAt: (place) => begin({ ...plainAim([0, 0]), place }),
    select: acts.select,
    edit: (mark) => {
      acts.select(mark.markId)
      if (!readOnly) setDraft(mark)
    },
    type: (text) => open !== null && acts.typeMark({ ...open, text }),
    close: () => {
      setDraft(null)
      acts.endTyping()
      if (kept !== undefined && kept.text.trim() === '') acts.remove(kept.markId)
      else if (kept !== undefined) acts.select(kept.markId)
    },
  }
}
