import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ModelFacts } from '../../../../src-shared/domain/analysis.ts'
import type { ImageId, ReadId } from '../../../../src-shared/domain/ids.ts'
import { isTube } from '../../../../src-shared/domain/mark.ts'
import { acceptedTube, rejectedTube, rejectionKey, suggestionKey, type RejectedTube, type TubeSuggestion, type TubeSuggestions } from '../../../../src-shared/domain/tubeSuggestion.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { rejectionEdit } from '../record/draft.ts'
import type { BenchSession, BenchState } from '../record/session.ts'
import type { Marks } from '../useMarks.ts'
import type { Reading } from '../useReading.ts'
import { newMarkId } from '../viewer/shapePointer.ts'

/** Tubes that the demonstration model suggests on the picture on show; of no account until the reader accepts one. */
export interface Suggestions {
  /** false: blind, signed, or a task without tubes. There is no place for suggestions then. */
  readonly offered: boolean
  readonly asking: boolean
  readonly error: AppError | null
  /** null: nobody has asked yet. */
  readonly model: ModelFacts | null
  /** Neither accepted nor rejected; empty while hidden. */
  readonly open: readonly TubeSuggestion[]
  /** The one that keys mean. */
  readonly focused: TubeSuggestion | null
  readonly focus: (suggestion: TubeSuggestion) => void
  /** Asks, or hides what is shown. */
  readonly toggle: () => void
  readonly next: () => void
  readonly accept: (suggestion: TubeSuggestion) => void
  readonly reject: (suggestion: TubeSuggestion) => void
  /** Of the picture on show; kept with the read, and shown when it is opened again. */
  readonly rejected: readonly RejectedTube[]
  /** Takes rejections back, as one step, and shows what is open then. */
  readonly bringBack: (tubes: readonly RejectedTube[]) => void
}

interface Asked {
  readonly readId: ReadId
  readonly imageId: ImageId
  readonly answer: TubeSuggestions | null
  readonly error: AppError | null
  readonly focused: string | null
}

export function useSuggestions(session: BenchSession, { view, read }: BenchState, reading: Reading, marks: Marks): Suggestions {
  const { readId } = read
  const imageId = marks.image?.imageId ?? null
  const offered = view.lineRules !== null && read.phase === 'revealed' && imageId !== null && marks.image?.kind !== 'photo'
  const { asked, ask, change, hide } = useAsking(readId, offered ? imageId : null)
  const rejected = view.lineRules === null ? [] : read.rejectedTubes.filter((one) => one.imageId === imageId)
  const open = asked === null ? [] : openOf(asked, marks)
  const focused = open.find((each) => suggestionKey(each) === asked?.focused) ?? open[0] ?? null
  const model = asked?.answer?.model ?? null
  return {
    offered,
    asking: asked !== null && asked.answer === null && asked.error === null,
    error: asked?.error ?? null,
    model,
    open,
    focused,
    focus: (suggestion) => change({ focused: suggestionKey(suggestion) }),
    toggle: () => {
      if (asked !== null && asked.error === null) hide()
      else if (!reading.readOnly) void ask()
    },
    next: () => {
      const following = open[(focused === null ? 0 : open.indexOf(focused) + 1) % Math.max(1, open.length)]
      if (following !== undefined) change({ focused: suggestionKey(following) })
    },
    accept: (suggestion) => {
      if (reading.readOnly || imageId === null || model === null) return
      const mark = acceptedTube(suggestion, model, { markId: newMarkId(), imageId })
      marks.commit(mark)
      marks.select(mark.markId)
    },
    reject: (suggestion) => {
      if (reading.readOnly || imageId === null || model === null) return
      session.edit([rejectionEdit(rejectedTube(suggestion, model, imageId), true)])
    },
    rejected,
    bringBack: (tubes) => {
      if (reading.readOnly || tubes.length === 0) return
      session.edit(tubes.map((tube) => rejectionEdit(tube, false)))
      if (asked === null) void ask()
    },
  }
}

/** `imageId` null: nothing can be asked. What was asked of another picture or read is forgotten. */
function useAsking(readId: ReadId, imageId: ImageId | null) {
  const client = useClient()
  const [kept, setAsked] = useState<Asked | null>(null)
  const running = useRef(false)
  const stop = useEffectEvent((of: string): void => {
    if (running.current && of !== '') client.send('tubes.stopSuggesting', { readId }).catch(() => undefined)
  })
  const place = `${readId} ${imageId ?? ''}`
  // Leaving the picture ends what is still being looked for on it.
  useEffect(() => () => stop(place), [place])
  const change = (part: Partial<Asked>): void => setAsked((now) => (now?.readId === readId && now.imageId === imageId ? { ...now, ...part } : now))
  const ask = async (): Promise<void> => {
    if (imageId === null) return
    setAsked({ readId, imageId, answer: null, error: null, focused: null })
    running.current = true
    try {
      change({ answer: await client.send('tubes.suggest', { readId, imageId }) })
    } catch (error) {
      // Overtaken by another picture: that one is shown.
      if (asAppError(error).code !== 'job.cancelled') change({ error: asAppError(error) })
    } finally {
      running.current = false
    }
  }
  const isHere = kept?.readId === readId && kept.imageId === imageId
  return { asked: isHere ? kept : null, ask, change, hide: () => setAsked(null) }
}

/** An accepted one is a mark now, a rejected one is kept as such; where that is undone, it is open again. */
function openOf({ answer, imageId }: Asked, marks: Marks): readonly TubeSuggestion[] {
  const read = marks.readNow()
  const accepted = read.marks.filter(isTube).flatMap(({ imageId: of, tube, suggested }) => (of !== imageId || suggested === undefined ? [] : [rejectionKey({ tube, suggested })]))
  const rejected = read.rejectedTubes.filter((one) => one.imageId === imageId).map(rejectionKey)
  const decided = new Set([...accepted, ...rejected])
  return (answer?.tubes ?? []).filter((suggestion) => !decided.has(suggestionKey(suggestion)))
}
