import type { Answer, LabelRef } from './label.ts'
import type { LineFinding, LineFlag, Urgency } from './lineRules.ts'
import { urgencies } from './lineRules.ts'
import { isTube, type Mark, type TubeKind, type TubeMark } from './mark.ts'

/** The label set that tubes are answered in. */
export const lineLabelSet = 'chestxray11'

/** The label that a flag of a tube stands for; null where the set has none, and where nothing can be said. */
export function labelOfFlag(tube: TubeKind, flag: LineFlag): LabelRef | null {
  // The set knows only whether there is one.
  if (tube === 'swan-ganz') return { labelSet: lineLabelSet, label: 'swan-ganz-catheter-present' }
  if (flag === 'cannot-be-said' || (flag === 'incompletely-imaged' && tube !== 'ngt')) return null
  return { labelSet: lineLabelSet, label: `${tube}-${flag}` }
}

/** Label key -> how soon somebody must look where a reader has answered it "present". */
const urgencyOfLabel: Readonly<Record<string, Urgency>> = {
  'ett-abnormal': 'abnormal',
  'ngt-abnormal': 'abnormal',
  'cvc-abnormal': 'abnormal',
  'ett-borderline': 'borderline',
  'ngt-borderline': 'borderline',
  'cvc-borderline': 'borderline',
  'ngt-incompletely-imaged': 're-image',
}

export const urgencyOf = (label: string): Urgency | null => urgencyOfLabel[label] ?? null

export interface UrgentFinding {
  readonly urgency: Urgency
  /** The tube that it is, or the label that was answered. */
  readonly tube: TubeKind | null
  readonly label: string | null
}

/** A tube whose label says other than the rule: what the reader made of it holds. */
const isOverruled = ({ tube, label }: TubeMark, { flag }: LineFinding): boolean =>
  tube !== 'swan-ganz' && label !== null && label.label !== labelOfFlag(tube, flag)?.label

/** What somebody must be told of, as far as the reader lets the rule stand. */
export function toCommunicate(marks: readonly Mark[], findings: readonly LineFinding[]): readonly LineFinding[] {
  const tubes = new Map(marks.filter(isTube).map((tube) => [tube.markId, tube]))
  return findings.filter((finding) => {
    const tube = tubes.get(finding.markId)
    return finding.communicate && tube !== undefined && !isOverruled(tube, finding)
  })
}

/** Of a read the most urgent of its tubes and its answers; null where there is none. */
export function mostUrgent(marks: readonly Mark[], answers: readonly Pick<Answer, 'label' | 'labelSet' | 'state'>[], findings: readonly LineFinding[]): UrgentFinding | null {
  const tubes = new Map(marks.filter(isTube).map((tube) => [tube.markId, tube]))
  const ofTubes = findings.flatMap((finding): readonly UrgentFinding[] => {
    const tube = tubes.get(finding.markId)
    if (tube === undefined) return []
    const urgency = isOverruled(tube, finding) ? urgencyOf(tube.label?.label ?? '') : finding.urgency
    return urgency === null ? [] : [{ urgency, tube: finding.tube, label: null }]
  })
  const ofAnswers = answers.flatMap(({ labelSet, label, state }): readonly UrgentFinding[] => {
    const urgency = labelSet === lineLabelSet && state === 'present' ? urgencyOf(label) : null
    return urgency === null ? [] : [{ urgency, tube: null, label }]
  })
  return [...ofTubes, ...ofAnswers].toSorted((one, other) => urgencies.indexOf(one.urgency) - urgencies.indexOf(other.urgency))[0] ?? null
}
