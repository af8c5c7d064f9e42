import type { LabelScore } from './analysis.ts'
import type { Answer } from './label.ts'
import { urgencyOf } from './lineFindings.ts'
import type { LineFinding } from './lineRules.ts'

/** How much of a batch is opened and signed singly before the rest may be signed together. Both limits hold. */
export const batchRules = { share: 0.2, leastSample: 5, leastCases: 10, mostCases: 200 } as const

export const sampleSize = (cases: number): number => Math.max(batchRules.leastSample, Math.ceil(cases * batchRules.share))

/** Of the lines' labels those that may be present on a film that is normal. */
const normalLabels: ReadonlySet<string> = new Set(['ett-normal', 'ngt-normal', 'cvc-normal', 'swan-ganz-catheter-present'])

export interface NormalRead {
  /** Labels that the task asks. */
  readonly asked: readonly { readonly labelSet: string; readonly label: string }[]
  readonly answers: readonly Answer[]
  readonly calls: ReadonlyMap<string, LabelScore['call']>
  readonly findings: readonly LineFinding[]
}

/**
 * Whether a revealed read says "normal" throughout, as it did blind, and the model says the same of every label it knows:
 * nothing hedged, nothing left open, nothing overruled, every tube flagged normal.
 */
export function isNormalAndAgreed({ asked, answers, calls, findings }: NormalRead): boolean {
  return (
    findings.every(({ flag, urgency, communicate }) => flag === 'normal' && urgency === null && !communicate) &&
    calls.size > 0 &&
    asked.every(({ labelSet, label }) => {
      const answer = answers.find((one) => one.labelSet === labelSet && one.label === label)
      if (answer === undefined || answer.blindState !== answer.state || answer.decision === 'overruled') return false
      if (answer.state !== 'absent' && !(answer.state === 'present' && normalLabels.has(label) && urgencyOf(label) === null)) return false
      const call = calls.get(label)
      return call === undefined || call === answer.state
    })
  )
}
