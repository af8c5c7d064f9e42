import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import type { Communication } from '../../../../src-shared/domain/communication.ts'
import { isTongueMark, type Mark } from '../../../../src-shared/domain/mark.ts'
import { rejectionKey, type RejectedTube } from '../../../../src-shared/domain/tubeSuggestion.ts'
import type { Answer, AnswerState, Decision, LabelRef } from '../../../../src-shared/domain/label.ts'

export const answerOf = (read: Read, { labelSet, label }: LabelRef): Answer | null =>
  read.answers.find((answer) => answer.labelSet === labelSet && answer.label === label) ?? null

export const stateOf = (read: Read, ref: LabelRef): AnswerState | null => answerOf(read, ref)?.state ?? null

/** One change of one thing: the newest edit of a target stands for all before it. */
export function targetOf(edit: ReadEdit): string {
  switch (edit.kind) {
    case 'answer':
    case 'decision':
      return `${edit.kind}/${edit.labelSet}/${edit.label}`
    case 'mark':
      return `mark/${edit.markId}`
    case 'given':
      return `given/${edit.givenId}`
    case 'communication':
      return `communication/${edit.communicationId}`
    case 'rejection':
      return `rejection/${edit.imageId}/${rejectionKey(edit)}`
    default:
      return edit.kind
  }
}

type MarkEdit = Extract<ReadEdit, { kind: 'mark' }>

/** The contract's input has mutable tuples; a mark of the domain is readonly. */
export const editableMark = (mark: Mark | null): MarkEdit['mark'] => structuredClone(mark) as MarkEdit['mark']

type CommunicationEdit = Extract<ReadEdit, { kind: 'communication' }>

export const editableCommunication = (communication: Communication | null): CommunicationEdit['communication'] => structuredClone(communication) as CommunicationEdit['communication']

type RejectionEdit = Extract<ReadEdit, { kind: 'rejection' }>

/** The edit that rejects a suggestion, or takes that back. */
export const rejectionEdit = (tube: RejectedTube, rejected: boolean): RejectionEdit => ({ kind: 'rejection', ...(structuredClone(tube) as Pick<RejectionEdit, 'imageId' | 'tube' | 'suggested'>), rejected })

export const isSameSuggestion = (one: RejectedTube, other: RejectedTube): boolean => one.imageId === other.imageId && rejectionKey(one) === rejectionKey(other)

/** What the store will hold once these edits are saved; the screen shows this before the store has answered. */
export const applyEdits = (read: Read, edits: readonly ReadEdit[]): Read => edits.reduce(applyEdit, read)

function applyEdit(read: Read, edit: ReadEdit): Read {
  switch (edit.kind) {
    case 'answer':
      return withState(read, edit, edit.state)
    case 'decision':
      return withDecision(read, edit, edit.decision, edit.reason)
    case 'note':
      return { ...read, note: edit.text }
    case 'impression':
      return { ...read, impression: edit.text }
    case 'mark': {
      const others = read.marks.filter(({ markId }) => markId !== edit.markId)
      // What was measured in an outline says nothing of the next one.
      const corrected = [read.marks.find(({ markId }) => markId === edit.markId), edit.mark].flatMap((mark) => (mark !== undefined && mark !== null && isTongueMark(mark) ? [mark.imageId] : []))
      const measures = corrected.length === 0 ? read.measures : read.measures.filter(({ imageId }) => !corrected.includes(imageId))
      return { ...read, measures, marks: edit.mark === null ? others : [...others, edit.mark] }
    }
    case 'given': {
      const others = read.givenDecisions.filter(({ givenId }) => givenId !== edit.givenId)
      return { ...read, givenDecisions: edit.decision === null ? others : [...others, { givenId: edit.givenId, decision: edit.decision }] }
    }
    case 'communication': {
      const others = read.communications.filter(({ communicationId }) => communicationId !== edit.communicationId)
      return { ...read, communications: edit.communication === null ? others : [...others, edit.communication] }
    }
    case 'rejection': {
      const others = read.rejectedTubes.filter((one) => !isSameSuggestion(one, edit))
      const { imageId, tube, suggested } = edit
      return { ...read, rejectedTubes: edit.rejected ? [...others, { imageId, tube, suggested }] : others }
    }
    default:
      return edit satisfies never
  }
}

function withState(read: Read, ref: LabelRef, state: AnswerState | null): Read {
  const before = answerOf(read, ref)
  const others = read.answers.filter((answer) => answer !== before)
  if (state === null) return { ...read, answers: others }
  const fresh = { labelSet: ref.labelSet, label: ref.label, blindState: null, decision: null, reason: '' }
  return { ...read, answers: [...others, { ...fresh, ...before, state }] }
}

function withDecision(read: Read, ref: LabelRef, decision: Decision | null, reason: string): Read {
  const answers = read.answers.map((answer) =>
    answer.labelSet === ref.labelSet && answer.label === ref.label ? { ...answer, decision, reason } : answer,
  )
  return { ...read, answers }
}
