import type { PixelBox } from '../engine/protocol.ts'
import type { Samples } from './raster.ts'

/** A copy of the pixels of a box that lies within the picture. */
export function cutOut({ widthPx, channels, data }: Samples, box: PixelBox): Samples {
  const rowLength = box.widthPx * channels
  const out = new Uint8Array(rowLength * box.heightPx)
  for (let row = 0; row < box.heightPx; row += 1) {
    const start = ((box.topPx + row) * widthPx + box.leftPx) * channels
    out.set(data.subarray(start, start + rowLength), row * rowLength)
  }
  return { widthPx: box.widthPx, heightPx: box.heightPx, channels, data: out }
}

/** Every row of a tensor turned over, left to right; `values` are rows of `widthPx`, any number of planes of them. */
export function mirroredRows(values: Float32Array, widthPx: number): Float32Array {
  const out = values.slice()
  for (let start = 0; start < out.length; start += widthPx) out.subarray(start, start + widthPx).reverse()
  return out
}
