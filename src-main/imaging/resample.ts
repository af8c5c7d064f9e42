import { boxMeans } from './boxMeans.ts'
import type { Samples } from './raster.ts'

/**
 * Bicubic resampling in fixed point, in the arithmetic of Pillow: Catmull-Rom (a = -0.5) widened by the scale when
 * shrinking, rows first, rounded to 8 bits between the two passes. One arithmetic for pictures of any size: Python's
 * (training/ctranscnn/resample.py) gives the same integers, and no thread has to be waited for.
 */
const PRECISION_BITS = 22
const HALF = 1 << (PRECISION_BITS - 1)
const SUPPORT = 2
/**
 * A picture that shrinks a lot is first averaged in whole boxes, so that the cubic still shrinks it by at least this:
 * then the result stays within half a level of the whole sum, for a fraction of its work.
 */
const LEFT_TO_SHRINK = 2.5

interface Taps {
  /** First source sample of each target sample. */
  readonly first: Int32Array
  readonly count: Int32Array
  /** Weights of each target sample, `[target * width]`, in fixed point. */
  readonly weights: Int32Array
  readonly width: number
}

function cubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
}

/** Weights of one axis; kept for the next picture of the same size. */
function tapsFor(axis: Axis): Taps {
  const key = `${axis.samples} ${axis.extent} ${axis.target}`
  const known = taps.get(key)
  if (known !== undefined) return known
  const made = makeTaps(axis)
  if (taps.size >= KEPT_SIZES) taps.clear()
  taps.set(key, made)
  return made
}
const KEPT_SIZES = 32
const taps = new Map<string, Taps>()

function makeTaps({ samples, extent, target }: Axis): Taps {
  const scale = extent / target
  const stretch = Math.max(1, scale)
  const width = Math.ceil(SUPPORT * stretch) * 2 + 1
  const made = { first: new Int32Array(target), count: new Int32Array(target), weights: new Int32Array(target * width), width }
  for (let index = 0; index < target; index += 1) {
    const centre = (index + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - SUPPORT * stretch + 0.5))
    const end = Math.min(samples, Math.trunc(centre + SUPPORT * stretch + 0.5))
    const exact = Array.from({ length: end - first }, (_, tap) => cubic((first + tap - centre + 0.5) / stretch))
    const sum = exact.reduce((total, weight) => total + weight, 0)
    made.first[index] = first
    made.count[index] = exact.length
    exact.forEach((weight, tap) => {
      made.weights[index * width + tap] = Math.trunc((weight / sum) * 2 ** PRECISION_BITS + (weight < 0 ? -0.5 : 0.5))
    })
  }
  return made
}

/** Resizes 8-bit samples; the aspect ratio is not kept. */
export function resample(samples: Samples, widthPx: number, heightPx: number): Samples {
  const across = boxOf(samples.widthPx, widthPx)
  const down = boxOf(samples.heightPx, heightPx)
  const boxed = across * down === 1 ? samples : boxMeans(samples, across, down)
  const narrow = boxed.widthPx === widthPx ? boxed : acrossRows(boxed, { samples: boxed.widthPx, extent: samples.widthPx / across, target: widthPx })
  return narrow.heightPx === heightPx ? narrow : downColumns(narrow, { samples: narrow.heightPx, extent: samples.heightPx / down, target: heightPx })
}

const boxOf = (from: number, to: number): number => Math.max(1, Math.floor(from / to / LEFT_TO_SHRINK))

/** One axis of a resize: `extent` is the source's length in samples, not whole where the last box is cut short. */
interface Axis {
  readonly samples: number
  readonly extent: number
  readonly target: number
}

/** Column by column and two rows at a time: a target column's weights are at hand, each is read once for both rows. */
function acrossRows({ widthPx: from, heightPx, channels, data }: Samples, axis: Axis): Samples {
  const { first, count, weights, width } = tapsFor(axis)
  const line = axis.target * channels
  const sourceLine = from * channels
  const out = new Uint8ClampedArray(line * heightPx)
  for (let target = 0; target < line; target += 1) {
    const column = Math.trunc(target / channels)
    const own = weights.subarray(column * width, column * width + (count[column] ?? 0))
    let start = (first[column] ?? 0) * channels + (target - column * channels)
    for (let row = 0; row < heightPx; row += 2, start += 2 * sourceLine) {
      let upper = HALF
      let lower = HALF
      let source = start
      for (let tap = 0; tap < own.length; tap += 1, source += channels) {
        const weight = own[tap] ?? 0
        upper = (upper + Math.imul(data[source] ?? 0, weight)) | 0
        // Below the last row there is nothing: its sum falls outside the result and is dropped.
        lower = (lower + Math.imul(data[source + sourceLine] ?? 0, weight)) | 0
      }
      out[row * line + target] = upper >> PRECISION_BITS
      out[(row + 1) * line + target] = lower >> PRECISION_BITS
    }
  }
  return { widthPx: axis.target, heightPx, channels, data: new Uint8Array(out.buffer) }
}

/** Four source rows at a time: the sums are read and written a quarter as often. */
const ROWS_AT_ONCE = 4

function downColumns({ widthPx, channels, data }: Samples, axis: Axis): Samples {
  const { first, count, weights, width } = tapsFor(axis)
  const heightPx = axis.target
  const line = widthPx * channels
  const out = new Uint8ClampedArray(line * heightPx)
  const sums = new Int32Array(line)
  for (let row = 0; row < heightPx; row += 1) {
    sums.fill(HALF)
    const own = weights.subarray(row * width, row * width + (count[row] ?? 0))
    const top = (first[row] ?? 0) * line
    let tap = 0
    for (; tap + ROWS_AT_ONCE <= own.length; tap += ROWS_AT_ONCE) addFour(sums, data, { source: top + tap * line, own, tap })
    for (; tap < own.length; tap += 1) {
      const weight = own[tap] ?? 0
      const source = top + tap * line
      for (let index = 0; index < line; index += 1) sums[index] = (sums[index] ?? 0) + Math.imul(data[source + index] ?? 0, weight)
    }
    for (let index = 0; index < line; index += 1) out[row * line + index] = (sums[index] ?? 0) >> PRECISION_BITS
  }
  return { widthPx, heightPx, channels, data: new Uint8Array(out.buffer) }
}

function addFour(sums: Int32Array, data: Uint8Array, { source, own, tap }: { source: number; own: Int32Array; tap: number }): void {
  const line = sums.length
  const [one = 0, two = 0, three = 0, four = 0] = [own[tap], own[tap + 1], own[tap + 2], own[tap + 3]]
  const second = source + line
  const third = second + line
  const fourth = third + line
  for (let index = 0; index < line; index += 1) {
    const upper = Math.imul(data[source + index] ?? 0, one) + Math.imul(data[second + index] ?? 0, two)
    const lower = Math.imul(data[third + index] ?? 0, three) + Math.imul(data[fourth + index] ?? 0, four)
    sums[index] = ((sums[index] ?? 0) + upper + lower) | 0
  }
}
