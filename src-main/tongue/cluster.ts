/** Points of three features, interleaved `[n * 3]`. */
export type Points = Float64Array

export interface Split {
  /** 0 or 1 for each point. */
  readonly cluster: Uint8Array
  /** Centre of each cluster, three features. */
  readonly centres: readonly [Float64Array, Float64Array]
}

const MAXIMUM_ROUNDS = 40
const SETTLED = 1e-4

/** Each feature to mean 0 and standard deviation 1, then weighed. */
export function standardised(points: Points, weights: readonly [number, number, number]): Points {
  const out = new Float64Array(points.length)
  for (let feature = 0; feature < 3; feature += 1) {
    let sum = 0
    let squares = 0
    const count = points.length / 3
    for (let index = feature; index < points.length; index += 3) {
      const value = points[index] ?? 0
      sum += value
      squares += value * value
    }
    const mean = sum / count
    const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
    const scale = deviation > 1e-9 ? (weights[feature] ?? 1) / deviation : 0
    for (let index = feature; index < points.length; index += 3) out[index] = ((points[index] ?? 0) - mean) * scale
  }
  return out
}

/**
 * K-means with K = 2. The beginning is fixed by the data, not drawn: the means of the lowest and of the highest quarter
 * by the first feature; so cluster 0 is the one that is lower in it, and the same picture always splits alike.
 */
export function twoMeans(points: Points): Split {
  const count = points.length / 3
  const order = Array.from({ length: count }, (_, index) => index).toSorted((one, two) => (points[one * 3] ?? 0) - (points[two * 3] ?? 0))
  const quarter = Math.max(1, Math.floor(count / 4))
  let centres: [Float64Array, Float64Array] = [meanOf(points, order.slice(0, quarter)), meanOf(points, order.slice(-quarter))]
  const cluster = new Uint8Array(count)
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const sums = [new Float64Array(4), new Float64Array(4)] as const
    for (let index = 0; index < count; index += 1) {
      const nearest = distance(points, index, centres[0]) <= distance(points, index, centres[1]) ? 0 : 1
      cluster[index] = nearest
      addTo(sums[nearest], points, index)
    }
    const moved: [Float64Array, Float64Array] = [centreOf(sums[0], centres[0]), centreOf(sums[1], centres[1])]
    const step = Math.max(gap(moved[0], centres[0]), gap(moved[1], centres[1]))
    centres = moved
    if (step < SETTLED) break
  }
  return { cluster, centres }
}

function addTo(sums: Float64Array, points: Points, index: number): void {
  for (let feature = 0; feature < 3; feature += 1) sums[feature] = (sums[feature] ?? 0) + (points[index * 3 + feature] ?? 0)
  sums[3] = (sums[3] ?? 0) + 1
}

function centreOf(sums: Float64Array, before: Float64Array): Float64Array {
  const count = sums[3] ?? 0
  return count === 0 ? before : Float64Array.from(sums.subarray(0, 3), (sum) => sum / count)
}

function meanOf(points: Points, indices: readonly number[]): Float64Array {
  const sums = new Float64Array(4)
  for (const index of indices) addTo(sums, points, index)
  return centreOf(sums, new Float64Array(3))
}

const gap = (one: Float64Array, two: Float64Array): number => one.reduce((widest, value, index) => Math.max(widest, Math.abs(value - (two[index] ?? 0))), 0)

/** Squared distance of one point to a centre. */
export function distance(points: Points, index: number, centre: Float64Array): number {
  let sum = 0
  for (let feature = 0; feature < 3; feature += 1) sum += ((points[index * 3 + feature] ?? 0) - (centre[feature] ?? 0)) ** 2
  return sum
}

const VALLEY_BINS = 40

/**
 * How deep the histogram falls between two peaks: its lowest count between the medians of the two clusters over the
 * lower of the counts at the medians. 1 is no valley (one population cut in two), 0 two populations that do not touch.
 */
export function valley(values: Float64Array, cluster: Uint8Array): number {
  const sorted = values.toSorted()
  const lowest = sorted[0] ?? 0
  const range = Math.max(1e-9, (sorted.at(-1) ?? 0) - lowest)
  const binOf = (value: number): number => Math.min(VALLEY_BINS - 1, Math.floor(((value - lowest) / range) * VALLEY_BINS))
  const counts = new Float64Array(VALLEY_BINS)
  for (const value of values) counts[binOf(value)] = (counts[binOf(value)] ?? 0) + 1
  const smooth = counts.map((_, bin) => binomial(counts, bin))
  const peaks = [0, 1].map((which) => binOf(median(values.filter((_, index) => cluster[index] === which))))
  const [from, to] = [Math.min(...peaks), Math.max(...peaks)]
  const floor = Math.min(...smooth.subarray(from, to + 1))
  return floor / Math.max(1, Math.min(smooth[from] ?? 0, smooth[to] ?? 0))
}

/** A five-tap binomial mean: 1 4 6 4 1. */
function binomial(counts: Float64Array, bin: number): number {
  const at = (offset: number): number => counts[bin + offset] ?? 0
  return (at(-2) + 4 * at(-1) + 6 * at(0) + 4 * at(1) + at(2)) / 16
}

/** Median of values; 0 for none. */
export const median = (values: Float64Array | Float32Array): number => quantile(values, 0.5)

/** The value that a share of all lies below; 0 for none. */
export function quantile(values: Float64Array | Float32Array, share: number): number {
  return values.toSorted()[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
}
