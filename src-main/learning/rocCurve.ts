/** One case as one version scored it; `group` is the patient: intervals draw patients, not pictures. */
export interface Scored {
  readonly group: number
  readonly positive: boolean
  readonly score: number
}

/** Cases in the order of their scores, ready to be counted again and again with other weights. */
export interface Ranked {
  readonly cases: readonly Scored[]
}

export const rank = (cases: readonly Scored[]): Ranked => ({ cases: cases.toSorted((one, other) => one.score - other.score) })

/**
 * Area under the ROC curve: the share of pairs in which the positive case has the higher score, ties by half. A case
 * counts as often as `weights[group]` says (once without weights). NaN without a positive or a negative case.
 */
export function areaUnderCurve({ cases }: Ranked, weights?: Uint32Array): number {
  let [won, negatives, positives] = [0, 0, 0]
  for (let start = 0; start < cases.length; ) {
    const score = cases[start]?.score
    let [positivesHere, negativesHere] = [0, 0]
    let end = start
    for (; end < cases.length && cases[end]?.score === score; end += 1) {
      const { positive, group } = cases[end] as Scored
      const weight = weights === undefined ? 1 : (weights[group] ?? 0)
      if (positive) positivesHere += weight
      else negativesHere += weight
    }
    won += positivesHere * (negatives + negativesHere / 2)
    negatives += negativesHere
    positives += positivesHere
    start = end
  }
  return won / (positives * negatives)
}
