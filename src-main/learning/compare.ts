import {
  fewestOfEach,
  type Acceptance,
  type Comparison,
  type ComparisonVerdict,
  type Interval,
  type LabelComparison,
  type LabelVerdict,
} from '../../src-shared/contract/learning.ts'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import { bootstrap } from './bootstrap.ts'
import { calibrationOf } from './calibration.ts'
import { areaUnderCurve, rank } from './rocCurve.ts'

/** One held-back case: what the expert signed, and what both versions say. */
export interface ComparedCase {
  readonly patientId: string
  /** Label key -> present or absent; other answers say nothing and are left out. */
  readonly truth: ReadonlyMap<string, boolean>
  readonly active: readonly LabelScore[]
  readonly challenger: readonly LabelScore[]
}

type Result = Pick<Comparison, 'cases' | 'patients' | 'verdict' | 'labels' | 'calibration'>

/** Sets two versions beside each other on the same cases and judges the new one by what was fixed beforehand. */
export async function compareVersions(cases: readonly ComparedCase[], labels: readonly string[], acceptance: Acceptance): Promise<Result> {
  const patients = [...new Set(cases.map(({ patientId }) => patientId))]
  const groupOf = new Map(patients.map((patientId, index) => [patientId, index]))
  const compared: LabelComparison[] = []
  for (const label of labels) compared.push(await compareLabel(pairsOf(cases, label, groupOf), { label, groups: patients.length, acceptance }))
  const all = labels.flatMap((label) => pairsOf(cases, label, groupOf))
  const calibration =
    all.length === 0
      ? null
      : {
          active: calibrationOf(all.map(({ positive, active }) => ({ positive, score: active.score }))),
          challenger: calibrationOf(all.map(({ positive, challenger }) => ({ positive, score: challenger.score }))),
        }
  const verdict = verdictOf(compared, cases.length, acceptance)
  return { cases: cases.length, patients: patients.length, verdict, labels: compared, calibration }
}

interface Pair {
  readonly group: number
  readonly positive: boolean
  readonly active: LabelScore
  readonly challenger: LabelScore
}

function pairsOf(cases: readonly ComparedCase[], label: string, groupOf: ReadonlyMap<string, number>): readonly Pair[] {
  return cases.flatMap(({ patientId, truth, active, challenger }) => {
    const positive = truth.get(label)
    const [ours, theirs] = [active, challenger].map((scores) => scores.find(({ name }) => name === label))
    if (positive === undefined || ours === undefined || theirs === undefined) return []
    return [{ group: groupOf.get(patientId) ?? 0, positive, active: ours, challenger: theirs }]
  })
}

interface LabelPlace {
  readonly label: string
  readonly groups: number
  readonly acceptance: Acceptance
}

async function compareLabel(pairs: readonly Pair[], { label, groups, acceptance }: LabelPlace): Promise<LabelComparison> {
  const positives = pairs.filter(({ positive }) => positive).length
  const counts = { label, positives, negatives: pairs.length - positives, ...agreement(pairs) }
  if (Math.min(counts.positives, counts.negatives) < fewestOfEach) {
    return { ...counts, active: null, challenger: null, difference: null, verdict: 'tooFew' }
  }
  const before = rank(pairs.map(({ group, positive, active }) => ({ group, positive, score: active.score })))
  const after = rank(pairs.map(({ group, positive, challenger }) => ({ group, positive, score: challenger.score })))
  const [active, challenger, difference] = await bootstrap(groups, (weights) => {
    const [first, second] = [areaUnderCurve(before, weights), areaUnderCurve(after, weights)]
    return [first, second, second - first]
  }) as [Interval, Interval, Interval]
  return { ...counts, active, challenger, difference, verdict: labelVerdict(difference, acceptance) }
}

function labelVerdict({ value, low }: Interval, { largestLoss }: Acceptance): LabelVerdict {
  if (value < -largestLoss) return 'worse'
  return low >= -largestLoss ? 'shown' : 'open'
}

function agreement(pairs: readonly Pair[]): Pick<LabelComparison, 'alike' | 'differing' | 'challengerRight' | 'activeRight'> {
  const differing = pairs.filter(({ active, challenger }) => active.call !== challenger.call)
  const challengerRight = differing.filter(({ positive, challenger }) => (challenger.call === 'present') === positive).length
  return {
    alike: pairs.length - differing.length,
    differing: differing.length,
    challengerRight,
    activeRight: differing.length - challengerRight,
  }
}

/** Too few cases show neither a gain nor a loss. */
function verdictOf(labels: readonly LabelComparison[], cases: number, { minimumCases }: Acceptance): ComparisonVerdict {
  const judged = labels.filter(({ verdict }) => verdict !== 'tooFew')
  if (cases < minimumCases || judged.length === 0) return 'tooFew'
  if (judged.some(({ verdict }) => verdict === 'worse')) return 'notMet'
  return judged.every(({ verdict }) => verdict === 'shown') ? 'met' : 'open'
}
