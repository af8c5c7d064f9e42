import type { Samples } from './raster.ts'

/** Means of boxes of `across` × `down` pixels, rounded half up; the last ones hold what is left. */
export function boxMeans(samples: Samples, across: number, down: number): Samples {
  const { heightPx: rows, channels } = samples
  const widthPx = Math.ceil(samples.widthPx / across)
  const heightPx = Math.ceil(rows / down)
  const line = widthPx * channels
  const data = new Uint8Array(line * heightPx)
  const columns = columnSums(samples)
  for (let row = 0; row < heightPx; row += 1) {
    const end = Math.min(rows, (row + 1) * down)
    const out = data.subarray(row * line, (row + 1) * line)
    const box = { across: across * channels, rows: end - row * down, channels, line: samples.widthPx * channels }
    const sums = columns(row * down, end)
    for (let channel = 0; channel < channels; channel += 1) meansOf(sums, out, { ...box, channel })
  }
  return { widthPx, heightPx, channels, data }
}

interface BoxRow {
  /** Samples from one box to the next. */
  readonly across: number
  readonly rows: number
  readonly channels: number
  readonly channel: number
  /** Samples of a whole row. */
  readonly line: number
}

/** One channel of one row of means, from the sums of its columns. */
function meansOf(sums: Uint32Array, out: Uint8Array, { across, rows, channels, channel, line }: BoxRow): void {
  const whole = (across / channels) * rows
  let target = channel
  let first = channel
  for (; first + across <= line + channel; first += across, target += channels) {
    let sum = whole >> 1
    for (let source = first; source < first + across; source += channels) sum += sums[source] ?? 0
    out[target] = sum / whole
  }
  if (first >= line) return
  const count = Math.ceil((line - first) / channels) * rows
  let sum = count >> 1
  for (let source = first; source < line; source += channels) sum += sums[source] ?? 0
  out[target] = sum / count
}

/** As many rows of 255 as two 16-bit sums side by side hold. */
const ROWS_PER_LANE = 257

/**
 * Sums of the columns of some rows, `[widthPx * channels]`, in a buffer that the next call uses again. Four samples are
 * added at once, as two pairs of 16-bit sums: this loop reads every sample of a large picture.
 */
function columnSums({ widthPx, channels, data }: Samples): (start: number, end: number) => Uint32Array {
  const line = widthPx * channels
  const words = Math.ceil(line / 4)
  // A copy of each row begins at a whole word, wherever the row itself lies.
  const copy = new Uint8Array(words * 4)
  const quads = new Int32Array(copy.buffer)
  const even = new Int32Array(words)
  const odd = new Int32Array(words)
  const sums = new Uint32Array(words * 4)
  const addRows = (start: number, end: number): void => {
    even.fill(0)
    odd.fill(0)
    for (let row = start; row < end; row += 1) {
      copy.set(data.subarray(row * line, (row + 1) * line))
      for (let word = 0; word < words; word += 1) {
        const quad = quads[word] ?? 0
        even[word] = ((even[word] ?? 0) + (quad & 0x00ff_00ff)) | 0
        odd[word] = ((odd[word] ?? 0) + ((quad >>> 8) & 0x00ff_00ff)) | 0
      }
    }
    for (let word = 0, at = 0; word < words; word += 1, at += 4) {
      const one = even[word] ?? 0
      const two = odd[word] ?? 0
      sums[at] = (sums[at] ?? 0) + (one & 0xffff)
      sums[at + 1] = (sums[at + 1] ?? 0) + (two & 0xffff)
      sums[at + 2] = (sums[at + 2] ?? 0) + (one >>> 16)
      sums[at + 3] = (sums[at + 3] ?? 0) + (two >>> 16)
    }
  }
  return (start, end) => {
    sums.fill(0)
    for (let row = start; row < end; row += ROWS_PER_LANE) addRows(row, Math.min(end, row + ROWS_PER_LANE))
    return sums
  }
}
