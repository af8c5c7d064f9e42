/** What an expert says of a label. "unanswered" is the absence of an answer and has no value here. */
export const answerStates = ['present', 'absent', 'unsure', 'notAssessable'] as const
export type AnswerState = (typeof answerStates)[number]

/** What the reader did with the model's call after the reveal. */
export const decisions = ['accepted', 'overruled'] as const
export type Decision = (typeof decisions)[number]

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]
export type Text = Readonly<Record<Language, string>>

export interface LabelDefinition {
  readonly key: string
  readonly name: Text
  /** The column or tag of the public data set, where there is one. */
  readonly datasetName?: string
  /** false: no model scores this label; the panel says "not assessed by model". */
  readonly modelScore?: boolean
  /** What to look for, shown beside the name. */
  readonly hint?: Text
  /** Of the labels of one group at most one is present: answering "present" answers the others "absent". */
  readonly exclusiveGroup?: string
  /** true: no longer asked; its answers stay. */
  readonly retired?: boolean
  /** Key of the label that took this one in: answers of both are exported as one, signed records stay as they are. */
  readonly mergedInto?: string
}

export interface LabelSet {
  readonly id: string
  readonly version: number
  readonly name: Text
  readonly labels: readonly LabelDefinition[]
}

/** Names one label of one set: the same sign can stand in two sets. */
export interface LabelRef {
  readonly labelSet: string
  readonly label: string
}

export interface Answer extends LabelRef {
  readonly state: AnswerState
  /** The state when the blind read was locked; null when unanswered then, or still blind. */
  readonly blindState: AnswerState | null
  readonly decision: Decision | null
  readonly reason: string
}
