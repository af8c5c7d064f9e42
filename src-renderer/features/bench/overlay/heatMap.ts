import type { MapGrid } from '../../../../src-shared/domain/analysis.ts'

/** Values of a map at `widthPx` × `heightPx`, row by row, 0 … 1. */
export interface HeatField {
  readonly widthPx: number
  readonly heightPx: number
  readonly values: Float32Array
}

/**
 * Bilinear interpolation of a coarse grid, with the value of a cell at the cell's centre and the outer half cells
 * held at the edge's value, as `torch.nn.functional.interpolate(mode='bilinear', align_corners=False)` does.
 */
export function interpolateGrid({ rows, columns, grid }: MapGrid, widthPx: number, heightPx: number): HeatField {
  const values = new Float32Array(widthPx * heightPx)
  const across = positions(columns, widthPx)
  const down = positions(rows, heightPx)
  const at = (row: number, column: number): number => grid[row * columns + column] ?? 0
  down.forEach((vertical, y) => {
    across.forEach((horizontal, x) => {
      const above = mix(at(vertical.low, horizontal.low), at(vertical.low, horizontal.high), horizontal.share)
      const below = mix(at(vertical.high, horizontal.low), at(vertical.high, horizontal.high), horizontal.share)
      values[y * widthPx + x] = mix(above, below, vertical.share)
    })
  })
  return { widthPx, heightPx, values }
}

interface Between {
  readonly low: number
  readonly high: number
  readonly share: number
}

function positions(cells: number, sizePx: number): readonly Between[] {
  return Array.from({ length: sizePx }, (_, index) => {
    const exact = Math.min(cells - 1, Math.max(0, ((index + 0.5) * cells) / sizePx - 0.5))
    const low = Math.floor(exact)
    return { low, high: Math.min(cells - 1, low + 1), share: exact - low }
  })
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share

/**
 * Colours a field through a 256-entry RGB table into RGBA. Values under `threshold` are clear; the others are opaque:
 * how strongly the map covers the picture is the layer's opacity, so that moving the slider recolours nothing.
 */
export function colourField(field: HeatField, table: Uint8ClampedArray, threshold: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(field.values.length * 4)
  field.values.forEach((value, index) => {
    // A map that is 0 everywhere shows nothing, even at threshold 0.
    if (!(value > 0) || value < threshold) return
    const entry = Math.min(255, Math.round(value * 255)) * 3
    rgba[index * 4] = table[entry] ?? 0
    rgba[index * 4 + 1] = table[entry + 1] ?? 0
    rgba[index * 4 + 2] = table[entry + 2] ?? 0
    rgba[index * 4 + 3] = 255
  })
  return rgba
}

/** Size of the coloured raster: the region's shape at most `longestPx` long. The screen scales it smoothly from there. */
export function rasterSize(widthPx: number, heightPx: number, longestPx: number): readonly [number, number] {
  const scale = longestPx / Math.max(widthPx, heightPx, 1)
  return [Math.max(1, Math.round(widthPx * scale)), Math.max(1, Math.round(heightPx * scale))]
}
