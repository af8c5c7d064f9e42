import type { Mask } from './preprocess.ts'

/** Rows and columns of the mask's pixels, ends exclusive; null for an empty mask. */
export function boundingBox({ widthPx, heightPx, data }: Mask): { top: number; bottom: number; left: number; right: number } | null {
  let top = heightPx
  let bottom = 0
  let left = widthPx
  let right = 0
  for (let row = 0; row < heightPx; row += 1) {
    const line = data.subarray(row * widthPx, (row + 1) * widthPx)
    const first = line.indexOf(255)
    if (first < 0) continue
    top = Math.min(top, row)
    bottom = row + 1
    left = Math.min(left, first)
    right = Math.max(right, line.lastIndexOf(255) + 1)
  }
  return bottom === 0 ? null : { top, bottom, left, right }
}
