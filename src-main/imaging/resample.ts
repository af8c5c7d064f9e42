import type { Samples } from './raster.ts'

/**
 * Bicubic resampling in fixed point, in the arithmetic of Pillow: Catmull-Rom (a = -0.5) widened by the scale when
 * shrinking, rows first, rounded to 8 bits between the two passes. A picture that shrinks less than fivefold becomes
 * the very tensor Python makes of it, and no thread has to be waited for.
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
  const boxed = across * down === 1 ? samples : averaged(samples, across, down)
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

/** Means of boxes of `across` × `down` pixels; the last ones hold what is left. */
function averaged(samples: Samples, across: number, down: number): Samples {
  const { widthPx: from, heightPx: rows, channels } = samples
  const widthPx = Math.ceil(from / across)
  const heightPx = Math.ceil(rows / down)
  const out = new Uint8Array(widthPx * heightPx * channels)
  const sums = new Int32Array(widthPx * channels)
  const lastWide = from - (widthPx - 1) * across
  for (let row = 0; row < heightPx; row += 1) {
    const end = Math.min(rows, (row + 1) * down)
    sums.fill(0)
    for (let source = row * down; source < end; source += 1) addRow(sums, samples, { source, across })
    const whole = across * (end - row * down)
    const last = lastWide * (end - row * down)
    for (let index = 0; index < sums.length; index += 1) {
      const count = index < sums.length - channels ? whole : last
      out[row * sums.length + index] = ((sums[index] ?? 0) + (count >> 1)) / count
    }
  }
  return { widthPx, heightPx, channels, data: out }
}

/** Adds one row's pixels to the sums of their boxes. */
function addRow(sums: Int32Array, { widthPx, channels, data }: Samples, { source, across }: { source: number; across: number }): void {
  const start = source * widthPx * channels
  const box = across * channels
  for (let channel = 0; channel < channels; channel += 1) {
    let target = channel
    const end = start + widthPx * channels
    for (let first = start + channel; first < end; first += box, target += channels) {
      const stop = Math.min(first + box, end)
      let sum = 0
      for (let index = first; index < stop; index += channels) sum += data[index] ?? 0
      sums[target] = (sums[target] ?? 0) + sum
    }
  }
}

function acrossRows({ widthPx: from, heightPx, channels, data }: Samples, axis: Axis): Samples {
  const { first, count, weights, width } = tapsFor(axis)
  const widthPx = axis.target
  const out = new Uint8ClampedArray(widthPx * heightPx * channels)
  for (let row = 0; row < heightPx; row += 1) {
    for (let target = 0; target < widthPx * channels; target += 1) {
      const column = channels === 1 ? target : Math.trunc(target / channels)
      const taken = count[column] ?? 0
      const weight = column * width
      let source = (row * from + (first[column] ?? 0)) * channels + (target - column * channels)
      let sum = HALF
      for (let tap = 0; tap < taken; tap += 1, source += channels) sum = (sum + Math.imul(data[source] ?? 0, weights[weight + tap] ?? 0)) | 0
      out[row * widthPx * channels + target] = sum >> PRECISION_BITS
    }
  }
  return { widthPx, heightPx, channels, data: new Uint8Array(out.buffer) }
}

function downColumns({ widthPx, channels, data }: Samples, axis: Axis): Samples {
  const { first, count, weights, width } = tapsFor(axis)
  const heightPx = axis.target
  const line = widthPx * channels
  const out = new Uint8ClampedArray(line * heightPx)
  const sums = new Int32Array(line)
  for (let row = 0; row < heightPx; row += 1) {
    sums.fill(HALF)
    for (let tap = 0; tap < (count[row] ?? 0); tap += 1) {
      const source = ((first[row] ?? 0) + tap) * line
      const weight = weights[row * width + tap] ?? 0
      for (let index = 0; index < line; index += 1) sums[index] = (sums[index] ?? 0) + Math.imul(data[source + index] ?? 0, weight)
    }
    for (let index = 0; index < line; index += 1) out[row * line + index] = (sums[index] ?? 0) >> PRECISION_BITS
  }
  return { widthPx, heightPx, channels, data: new Uint8Array(out.buffer) }
}
