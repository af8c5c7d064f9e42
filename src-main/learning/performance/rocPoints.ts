import type { RocPoint } from '../../../src-shared/contract/performance.ts'

/** Finer steps than a screen shows. */
const mostPoints = 400

/**
 * The corners of the ROC curve from (0, 0) to (1, 1). Points on a straight line between their neighbours are left out;
 * of what remains at most `mostPoints` are kept, which is enough to draw and never what an AUC is taken from. Takes both
 * lists in ascending order.
 */
export function rocPoints(present: Float64Array, absent: Float64Array): readonly RocPoint[] {
  const points: RocPoint[] = [{ threshold: null, falsePositives: 0, truePositives: 0 }]
  let [left, right] = [present.length, absent.length]
  while (left > 0 || right > 0) {
    const threshold = Math.max(present[left - 1] ?? -1, absent[right - 1] ?? -1)
    while (left > 0 && present[left - 1] === threshold) left -= 1
    while (right > 0 && absent[right - 1] === threshold) right -= 1
    const point = { threshold, falsePositives: 1 - right / absent.length, truePositives: 1 - left / present.length }
    if (isStraight(points, point)) points.pop()
    points.push(point)
  }
  return thinned(points)
}

/** Whether the last point lies on the line from the one before it to the next; only along an axis can that be told exactly. */
function isStraight(points: readonly RocPoint[], next: RocPoint): boolean {
  const [before, last] = points.slice(-2)
  if (before === undefined || last === undefined) return false
  const along = (axis: 'falsePositives' | 'truePositives'): boolean => before[axis] === last[axis] && last[axis] === next[axis]
  return along('falsePositives') || along('truePositives')
}

function thinned(points: readonly RocPoint[]): readonly RocPoint[] {
  if (points.length <= mostPoints) return points
  const step = (points.length - 1) / (mostPoints - 1)
  return Array.from({ length: mostPoints }, (_, index) => points[Math.round(index * step)] as RocPoint)
}
