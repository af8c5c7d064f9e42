import type { GivenId, ImageId, MarkId } from './ids.ts'
import type { Answer, Decision, LabelRef } from './label.ts'
import type { Mark, Point, ShapeKind } from './mark.ts'

/** What a file of labels says of a sign. */
export const givenStates = ['present', 'absent', 'unsure'] as const
export type GivenState = (typeof givenStates)[number]

interface GivenFacts {
  readonly givenId: GivenId
  readonly imageId: ImageId
  /** Who gave it, as the person who brought it in named them. */
  readonly source: string
  /** The label's name in the file it came from. */
  readonly foreignName: string
  /** Of the label set; null: nobody said which label it is, and it is shown under its foreign name alone. */
  readonly label: LabelRef | null
}

export interface GivenAnswer extends GivenFacts {
  readonly kind: 'answer'
  readonly state: GivenState
}

export interface GivenShape extends GivenFacts {
  readonly kind: 'shape'
  readonly shape: ShapeKind
  readonly points: readonly Point[]
}

/**
 * Something that was said of a picture before it came here. It is nobody's read: it is not shown before the blind read
 * is locked, and it counts only where a reader has taken it over into a read and signed that.
 */
export type GivenItem = GivenAnswer | GivenShape

/** What the reader did with one. */
export interface GivenDecision {
  readonly givenId: GivenId
  readonly decision: Decision
}

/** A shape that was taken over keeps its id, so that it can be told from one that was drawn. */
export const markIdOf = (givenId: GivenId): MarkId => givenId as string as MarkId

interface ReadContent {
  readonly answers: readonly Pick<Answer, 'labelSet' | 'label' | 'state'>[]
  readonly marks: readonly Pick<Mark, 'markId'>[]
  readonly givenDecisions: readonly GivenDecision[]
}

/** The reader's own answer to the label that an item speaks of; null where there is none. */
export function ownState({ answers }: Pick<ReadContent, 'answers'>, { label }: Pick<GivenItem, 'label'>): Answer['state'] | null {
  return answers.find((answer) => answer.labelSet === label?.labelSet && answer.label === label.label)?.state ?? null
}

/**
 * The decision on an item that stands, or null. "Accepted" says that the read has it, "overruled" that the read says
 * otherwise: a later answer, or a shape that was deleted, takes the decision back without a word.
 */
export function standingDecision(read: ReadContent, item: GivenItem): Decision | null {
  const decision = read.givenDecisions.find(({ givenId }) => givenId === item.givenId)?.decision ?? null
  if (decision === null) return null
  const accepted = decision === 'accepted'
  if (item.kind === 'shape') return read.marks.some(({ markId }) => markId === markIdOf(item.givenId)) === accepted ? decision : null
  const state = ownState(read, item)
  return state !== null && (state === item.state) === accepted ? decision : null
}
