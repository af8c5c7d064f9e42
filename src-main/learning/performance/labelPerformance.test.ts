import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { labelPerformance } from './labelPerformance.ts'
import { proportion } from './proportion.ts'
import { rocPoints } from './rocPoints.ts'

interface Bounds {
  readonly value: number
  readonly low: number
  readonly high: number
}

interface GoldenCase {
  readonly name: string
  readonly scores: readonly number[]
  readonly positive: readonly boolean[]
  readonly threshold: number
  readonly auc: Bounds
  readonly roc: readonly (readonly [falsePositives: number, truePositives: number])[]
  readonly calibration: { readonly observed: readonly number[]; readonly meanScore: readonly number[] }
  readonly sensitivity: Bounds
  readonly specificity: Bounds
}

/** Written by test/parity/performance_values.py: scikit-learn's AUC and curve, SciPy's Wilson, the training code's DeLong. */
const goldenFile = path.resolve(import.meta.dirname, '../../../test/fixtures/performance.json')
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as readonly GoldenCase[]

const answered = ({ scores, positive }: GoldenCase) => ({
  present: scores.filter((_, index) => positive[index] === true),
  absent: scores.filter((_, index) => positive[index] === false),
})

function expectBounds(found: Bounds | null, wanted: Bounds, digits: number): void {
  for (const part of ['value', 'low', 'high'] as const) expect(found?.[part], part).toBeCloseTo(wanted[part], digits)
}

/** Height of a curve at a place, the highest where it rises there. */
function heightAt(points: readonly (readonly [number, number])[], place: number): number {
  let height = 0
  for (const [index, [x, y]] of points.entries()) {
    const [x0, y0] = points[index - 1] ?? [0, 0]
    if (x <= place + 1e-12) height = Math.max(height, y)
    else if (x0 <= place) height = Math.max(height, y0 + ((y - y0) * (place - x0)) / (x - x0))
  }
  return height
}

describe.each(golden)('the figures of a label ($name)', (wanted) => {
  const found = labelPerformance('mass', wanted.threshold, answered(wanted))

  it('have the AUC and the DeLong interval of the training code', () => expectBounds(found.auc, wanted.auc, 10))

  it('have the curve of scikit-learn', () => {
    const curve = found.roc.map(({ falsePositives, truePositives }) => [falsePositives, truePositives] as const)
    expect([curve[0], curve.at(-1)]).toEqual([[0, 0], [1, 1]])
    for (const [falsePositives] of wanted.roc) expect(heightAt(curve, falsePositives)).toBeCloseTo(heightAt(wanted.roc, falsePositives), 10)
    for (const point of curve) expect(wanted.roc.some(([x, y]) => Math.abs(x - point[0]) < 1e-9 && Math.abs(y - point[1]) < 1e-9)).toBe(true)
  })

  it('have Wilson intervals and bins as SciPy and scikit-learn draw them', () => {
    expectBounds(found.sensitivity, wanted.sensitivity, 4)
    expectBounds(found.specificity, wanted.specificity, 4)
    const { observed, meanScore } = wanted.calibration
    expect(found.calibration).toHaveLength(observed.length)
    for (const [index, bin] of found.calibration.entries()) {
      expect(bin.observed.value).toBeCloseTo(observed[index] ?? -1, 10)
      expect(bin.meanScore).toBeCloseTo(meanScore[index] ?? -1, 10)
    }
  })
})

describe('too few cases', () => {
  const scores = (count: number) => Array.from({ length: count }, (_, index) => index / 200)
  const cases = (positives: number, negatives: number) => ({ present: scores(positives), absent: scores(negatives) })

  it('have counts, but no AUC and no curve', () => {
    expect(labelPerformance('mass', 0.5, cases(4, 50))).toMatchObject({ positives: 4, negatives: 50, auc: null, roc: [], sensitivity: { count: 0, of: 4 } })
    expect(labelPerformance('mass', 0.5, cases(5, 5)).auc).not.toBeNull()
  })
  it('may be none at all', () => {
    expect(labelPerformance('mass', 0.5, cases(0, 0))).toMatchObject({ positives: 0, negatives: 0, auc: null, sensitivity: null, specificity: null, present: null, absent: null, calibration: [] })
    expect(labelPerformance('mass', 0.5, cases(0, 3))).toMatchObject({ sensitivity: null, specificity: { count: 3, of: 3 }, present: null })
  })
})

describe('a share', () => {
  it('keeps an interval where all or none of a few count', () => {
    expect(proportion(0, 0)).toBeNull()
    expect(proportion(0, 8)).toMatchObject({ value: 0, low: 0 })
    expect(proportion(0, 8)?.high).toBeGreaterThan(0.3)
    expect(proportion(8, 8)?.low).toBeLessThan(0.7)
  })
})

describe('a long curve', () => {
  it('is thinned and keeps its ends', () => {
    const scores = (shift: number) => Float64Array.from({ length: 3000 }, (_, index) => ((index * 7919 + shift) % 6007) / 6007).sort()
    const points = rocPoints(scores(1), scores(3))
    expect(points).toHaveLength(400)
    expect(points.at(-1)).toMatchObject({ falsePositives: 1, truePositives: 1 })
  })
})
