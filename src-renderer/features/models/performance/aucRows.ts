import type { LabelPerformance, ModelPerformance } from '../../../../src-shared/contract/performance.ts'
import type { AucRow } from '../charts/AucChart.tsx'

/** Each label's AUC on the model's card beside the one over the signed cases here. */
export function aucRows({ labels, reported }: ModelPerformance, nameOf: (label: string) => string, tooFew: string): readonly AucRow[] {
  return labels.map(({ label, auc, positives, negatives }) => {
    const onCard = reported?.[`auc:${label}`]
    return {
      key: label,
      name: nameOf(label),
      reported: onCard === undefined ? null : { value: onCard.value, low: onCard.low ?? null, high: onCard.high ?? null },
      note: onCard?.note ?? null,
      here: auc,
      missing: auc !== null || positives + negatives === 0 ? null : `${tooFew} (${String(positives)} / ${String(negatives)})`,
    }
  })
}

/** The label to begin with: the first that has a curve, otherwise the first that anybody answered. */
export const firstWithCurve = (labels: readonly LabelPerformance[]): LabelPerformance | undefined =>
  labels.find(({ auc }) => auc !== null) ?? labels.find(({ positives, negatives }) => positives + negatives > 0)
