import { useState } from 'react'
import type { PredictionView, Read } from '../../../src-shared/contract/bench.ts'
import type { LabelScore } from '../../../src-shared/domain/analysis.ts'
import type { AnswerState, LabelDefinition, LabelRef, LabelSet } from '../../../src-shared/domain/label.ts'
import { isAssessed } from '../../../src-shared/domain/labelRules.ts'
import type { AiFacts } from './panel/AiLine.tsx'
import { acceptAgreedEdits, acceptEdits, answerEdits, labelAt, nextUnanswered, overruleEdits, refsOf, rivalEdits } from './record/decide.ts'
import { answerOf } from './record/draft.ts'
import type { BenchSession, BenchState } from './record/session.ts'

/** What the reader does with labels: which one has the focus, and every way to answer it. */
export interface Reading {
  readonly read: Read
  readonly prediction: PredictionView | null
  readonly readOnly: boolean
  readonly focus: LabelRef | null
  readonly setFocus: (ref: LabelRef) => void
  readonly move: (steps: number) => void
  /** false: every label is answered. */
  readonly goToUnanswered: () => boolean
  readonly choose: (ref: LabelRef, state: AnswerState | null) => void
  readonly chooseFocused: (state: AnswerState | null) => void
  readonly accept: () => void
  readonly overrule: () => void
  /** How many of the model's calls the answers say already, undecided. */
  readonly agreed: number
  /** Accepts those, in one step. */
  readonly acceptAgreed: () => void
  readonly scoreOf: (ref: LabelRef) => LabelScore | null
  /** false: no model scores this label, whatever it saw. */
  readonly isAssessed: (labelSet: string, definition: LabelDefinition) => boolean
  /** null before the reveal: there is nothing to show and no place for it. */
  readonly aiOf: (ref: LabelRef, definition: LabelDefinition) => AiFacts | null
}

export function useReading(session: BenchSession, state: BenchState): Reading {
  const { read, view } = state
  const { labelSets } = view
  const prediction = read.phase === 'blind' ? null : view.prediction
  const [focus, setFocus] = useState<LabelRef | null>(() => refsOf(labelSets)[0] ?? null)
  const readOnly = read.phase === 'signed' || state.busy
  const scoreOf = (ref: LabelRef): LabelScore | null => {
    const definition = labelSets.find(({ id }) => id === ref.labelSet)?.labels.find(({ key }) => key === ref.label)
    if (prediction === null || !isAssessed(ref.labelSet, definition)) return null
    return prediction.labels.find(({ name }) => name === ref.label) ?? null
  }
  const choose = (ref: LabelRef, to: AnswerState | null): void => {
    setFocus(ref)
    const rivals = to === 'present' ? rivalEdits(read, labelSets, ref, (rival) => scoreOf(rival)?.call ?? null) : []
    session.edit([...answerEdits(read, ref, to, scoreOf(ref)?.call ?? null), ...rivals])
  }
  const decisions = useDecisions(session, read, { readOnly, scoreOf, labelSets })
  return {
    read,
    prediction,
    readOnly,
    focus,
    setFocus,
    move: (steps) => setFocus(labelAt(labelSets, focus, steps)),
    goToUnanswered: () => {
      const next = nextUnanswered(read, labelSets, focus)
      if (next !== null) setFocus(next)
      return next !== null
    },
    choose,
    chooseFocused: (to) => focus !== null && choose(focus, to),
    accept: () => focus !== null && decisions.accept(focus),
    overrule: () => focus !== null && decisions.overrule(focus),
    agreed: decisions.agreed.length,
    acceptAgreed: () => decisions.agreed.length > 0 && session.edit(decisions.agreed),
    scoreOf,
    isAssessed,
    aiOf: (ref, definition) => {
      if (prediction === null) return null
      const assessed = isAssessed(ref.labelSet, definition)
      return { score: scoreOf(ref), assessed, demonstration: prediction.model.demonstration, ...decisions.of(ref) }
    },
  }
}

interface Scores {
  readonly readOnly: boolean
  readonly scoreOf: (ref: LabelRef) => LabelScore | null
  readonly labelSets: readonly LabelSet[]
}

/** Accepting, overruling, and the reason that may follow. */
function useDecisions(session: BenchSession, read: Read, { readOnly, scoreOf, labelSets }: Scores) {
  const [reasonFor, setReasonFor] = useState<LabelRef | null>(null)
  const accept = (ref: LabelRef): void => {
    const score = scoreOf(ref)
    if (score === null) return
    const rivals = score.call === 'present' ? rivalEdits(read, labelSets, ref, (rival) => scoreOf(rival)?.call ?? null) : []
    session.edit([...acceptEdits(ref, score.call), ...rivals])
  }
  const overrule = (ref: LabelRef): void => {
    const score = scoreOf(ref)
    if (score === null || readOnly) return
    session.edit(overruleEdits(read, ref, score.call, answerOf(read, ref)?.reason ?? ''))
    setReasonFor(ref)
  }
  const agreed = readOnly ? [] : acceptAgreedEdits(read, refsOf(labelSets), (ref) => scoreOf(ref)?.call ?? null)
  const of = (ref: LabelRef): Omit<AiFacts, 'score' | 'assessed' | 'demonstration'> => ({
    reasonOpen: reasonFor?.labelSet === ref.labelSet && reasonFor.label === ref.label,
    onAccept: () => accept(ref),
    onOverrule: () => overrule(ref),
    onReason: (reason) => session.type({ kind: 'decision', ...ref, decision: 'overruled', reason }),
    onReasonDone: () => {
      setReasonFor(null)
      session.endTyping()
    },
  })
  return { accept, overrule, agreed, of }
}
