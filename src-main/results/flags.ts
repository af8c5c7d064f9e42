import type { Communication } from '../../src-shared/domain/communication.ts'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { Answer, LabelDefinition, LabelRef } from '../../src-shared/domain/label.ts'
import { lineWords } from '../../src-shared/lineWords.ts'
import type { Code } from '../dicom/elements.ts'
import { nameIn } from '../report/labelIn.ts'
import { labelCode, own } from './codes.ts'
import type { ResultSubject } from './subject.ts'

/** A label with what the reader said of it and what the model said of it: two things that nothing joins. */
export interface ResultFlag {
  readonly labelSet: string
  readonly label: LabelDefinition
  readonly code: Code
  /** null: unanswered. */
  readonly answer: Answer | null
  readonly disputed: boolean
  /** Of the run that the reader saw; null where the model has no score, or none was shown. */
  readonly model: LabelScore | null
}

/** Every label of every signed set, answered or not, in the panel's order. */
export function resultFlags({ reported }: Pick<ResultSubject, 'reported'>): readonly ResultFlag[] {
  const { labelSets, read, run, disputed } = reported
  return labelSets.flatMap(({ id, labels }) =>
    labels.map((label) => {
      const isThis = (ref: LabelRef): boolean => ref.labelSet === id && ref.label === label.key
      return {
        labelSet: id,
        label,
        code: labelCode(label),
        answer: read.answers.find(isThis) ?? null,
        disputed: disputed.some(isThis),
        model: run?.labels.find(({ name }) => name === label.key) ?? null,
      }
    }),
  )
}

/** The code of a label that a mark names; null without one. A label that the signed sets do not know keeps its key. */
export function codeOfLabel({ reported }: Pick<ResultSubject, 'reported'>, ref: LabelRef | null): Code | null {
  if (ref === null) return null
  const label = nameIn(reported.labelSets, ref)
  return label === undefined ? own(ref.label, ref.label) : labelCode(label)
}

/** That somebody was told, without the name: it may be a person's. */
export const toldFacts = ({ at, how, readBack, about }: Communication): string =>
  `${at}, ${lineWords.en.way[how]}, ${readBack ? 'read back' : 'not read back'}, ${about.length} ${about.length === 1 ? 'finding' : 'findings'}`
