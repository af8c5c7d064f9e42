import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import type { AnswerState, Decision, LabelRef } from '../../../../src-shared/domain/label.ts'
import type { Communication } from '../../../../src-shared/domain/communication.ts'
import type { CommunicationId, GivenId, MarkId } from '../../../../src-shared/domain/ids.ts'
import type { Mark } from '../../../../src-shared/domain/mark.ts'
import type { RejectedTube } from '../../../../src-shared/domain/tubeSuggestion.ts'
import { answerOf, editableCommunication, editableMark, isSameSuggestion, rejectionEdit, stateOf, targetOf } from './draft.ts'

interface Verdict {
  readonly decision: Decision | null
  readonly reason: string
}

/** One change of one thing, with what was there before: undo is the same data read backwards. */
export type Change =
  | (LabelRef & { readonly kind: 'answer'; readonly before: AnswerState | null; readonly after: AnswerState | null })
  | (LabelRef & { readonly kind: 'decision'; readonly before: Verdict; readonly after: Verdict })
  | { readonly kind: 'note' | 'impression'; readonly before: string; readonly after: string }
  | { readonly kind: 'mark'; readonly markId: MarkId; readonly before: Mark | null; readonly after: Mark | null }
  | { readonly kind: 'given'; readonly givenId: GivenId; readonly before: Decision | null; readonly after: Decision | null }
  | { readonly kind: 'communication'; readonly communicationId: CommunicationId; readonly before: Communication | null; readonly after: Communication | null }
  | { readonly kind: 'rejection'; readonly tube: RejectedTube; readonly before: boolean; readonly after: boolean }

/** What one gesture did; undone and redone as a whole. */
export type Step = readonly Change[]

export interface History {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  /** true while a run of typing is one gesture: the next letter joins the newest step. */
  readonly typing: boolean
}

export const emptyHistory: History = { past: [], future: [], typing: false }

const longest = 500

/** What an edit will change in this read, or null when it changes nothing. */
export function changeOf(read: Read, edit: ReadEdit): Change | null {
  const change = describeChange(read, edit)
  return JSON.stringify(change.before) === JSON.stringify(change.after) ? null : change
}

function describeChange(read: Read, edit: ReadEdit): Change {
  switch (edit.kind) {
    case 'answer':
      return { kind: 'answer', ...refOf(edit), before: stateOf(read, edit), after: edit.state }
    case 'decision': {
      const before = answerOf(read, edit)
      return {
        kind: 'decision',
        ...refOf(edit),
        before: { decision: before?.decision ?? null, reason: before?.reason ?? '' },
        after: { decision: edit.decision, reason: edit.reason },
      }
    }
    case 'note':
    case 'impression':
      return { kind: edit.kind, before: read[edit.kind], after: edit.text }
    case 'mark': {
      const before = read.marks.find(({ markId }) => markId === edit.markId) ?? null
      return { kind: 'mark', markId: edit.markId, before, after: edit.mark }
    }
    case 'given': {
      const before = read.givenDecisions.find(({ givenId }) => givenId === edit.givenId)?.decision ?? null
      return { kind: 'given', givenId: edit.givenId, before, after: edit.decision }
    }
    case 'communication': {
      const before = read.communications.find(({ communicationId }) => communicationId === edit.communicationId) ?? null
      return { kind: 'communication', communicationId: edit.communicationId, before, after: edit.communication }
    }
    case 'rejection': {
      const { imageId, tube, suggested } = edit
      return { kind: 'rejection', tube: { imageId, tube, suggested }, before: read.rejectedTubes.some((one) => isSameSuggestion(one, edit)), after: edit.rejected }
    }
    default:
      return edit satisfies never
  }
}

const refOf = ({ labelSet, label }: LabelRef): LabelRef => ({ labelSet, label })

export function invert(change: Change): Change {
  return { ...change, before: change.after, after: change.before } as Change
}

/** The edit that brings about what the change ends in. */
export function editOf(change: Change): ReadEdit {
  switch (change.kind) {
    case 'answer':
      return { kind: 'answer', ...refOf(change), state: change.after }
    case 'decision':
      return { kind: 'decision', ...refOf(change), decision: change.after.decision, reason: change.after.reason }
    case 'note':
    case 'impression':
      return { kind: change.kind, text: change.after }
    case 'mark':
      return { kind: 'mark', markId: change.markId, mark: editableMark(change.after) }
    case 'given':
      return { kind: 'given', givenId: change.givenId, decision: change.after }
    case 'communication':
      return { kind: 'communication', communicationId: change.communicationId, communication: editableCommunication(change.after) }
    case 'rejection':
      return rejectionEdit(change.tube, change.after)
    default:
      return change satisfies never
  }
}

/** A finished gesture. An empty one leaves the history alone; a new one forgets what was undone. */
export function record(history: History, step: Step): History {
  if (step.length === 0) return history
  return { past: [...history.past, step].slice(-longest), future: [], typing: false }
}

/** A letter typed: joins the step before it while the same text is being typed without a pause. */
export function recordTyping(history: History, change: Change): History {
  const newest = history.past.at(-1)?.[0]
  const same = newest !== undefined && targetOf(editOf(newest)) === targetOf(editOf(change))
  if (!history.typing || !same) return { ...record(history, [change]), typing: true }
  const joined = { ...change, before: newest.before } as Change
  return { past: [...history.past.slice(0, -1), [joined]], future: [], typing: true }
}

/** Ends a run of typing: at a pause, on leaving the field, or before another gesture. */
export const endTyping = (history: History): History => (history.typing ? { ...history, typing: false } : history)

export interface Turn {
  readonly history: History
  readonly edits: readonly ReadEdit[]
}

/** One step back, or null at the beginning. The parts of a step are undone in the opposite order. */
export function undo(history: History): Turn | null {
  const step = history.past.at(-1)
  if (step === undefined) return null
  return {
    history: { past: history.past.slice(0, -1), future: [step, ...history.future], typing: false },
    edits: step.toReversed().map((change) => editOf(invert(change))),
  }
}

export function redo(history: History): Turn | null {
  const [step, ...later] = history.future
  if (step === undefined) return null
  return { history: { past: [...history.past, step], future: later, typing: false }, edits: step.map(editOf) }
}
