import type { MapGrid } from '../../src-shared/domain/analysis.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { inColours, type Samples } from './raster.ts'

type Rgb = readonly [red: number, green: number, blue: number]

/** Dark blue through grey to yellow: one direction of lightness, told apart by every kind of colour vision. */
const colours: readonly Rgb[] = [
  [0, 34, 78],
  [60, 77, 110],
  [124, 123, 120],
  [188, 174, 108],
  [254, 232, 56],
]
const STRONGEST_COVER = 0.55
const CONTOUR_COLOUR: Rgb = [0, 220, 255]

/** The picture with a map laid over it, stronger where the map is higher, and a contour. Answers RGB samples. */
export function drawOverlay(samples: Samples, map: MapGrid | null, contour: readonly Point[]): Samples {
  const base = inColours(samples, 'rgb')
  const picture = { ...base, data: Uint8Array.from(base.data) }
  if (map !== null) layMap(picture, map)
  if (contour.length > 1) drawContour(picture, contour)
  return picture
}

function layMap({ widthPx, heightPx, data }: Samples, map: MapGrid): void {
  const shades = Array.from({ length: 256 }, (_, level) => shade(level / 255))
  for (let row = 0; row < heightPx; row += 1) {
    for (let column = 0; column < widthPx; column += 1) {
      const value = valueAt(map, (column + 0.5) / widthPx, (row + 0.5) / heightPx)
      const target = (row * widthPx + column) * 3
      const colour = shades[Math.round(value * 255)] ?? CONTOUR_COLOUR
      for (let channel = 0; channel < 3; channel += 1) {
        const under = data[target + channel] ?? 0
        data[target + channel] = Math.round(under + ((colour[channel] ?? 0) - under) * value * STRONGEST_COVER)
      }
    }
  }
}

/** Bilinear value of a grid at a place given as shares of width and height. */
export function valueAt({ rows, columns, grid }: MapGrid, across: number, down: number): number {
  const x = Math.min(columns - 1, Math.max(0, across * columns - 0.5))
  const y = Math.min(rows - 1, Math.max(0, down * rows - 0.5))
  const left = Math.floor(x)
  const top = Math.floor(y)
  const right = Math.min(columns - 1, left + 1)
  const bottom = Math.min(rows - 1, top + 1)
  const at = (row: number, column: number): number => grid[row * columns + column] ?? 0
  const upper = at(top, left) + (at(top, right) - at(top, left)) * (x - left)
  const lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * (x - left)
  return upper + (lower - upper) * (y - top)
}

function shade(value: number): Rgb {
  const position = value * (colours.length - 1)
  const index = Math.min(colours.length - 2, Math.floor(position))
  const [low, high] = [colours[index] ?? CONTOUR_COLOUR, colours[index + 1] ?? CONTOUR_COLOUR]
  const mix = (channel: 0 | 1 | 2): number => low[channel] + (high[channel] - low[channel]) * (position - index)
  return [mix(0), mix(1), mix(2)]
}

function drawContour(picture: Samples, contour: readonly Point[]): void {
  const radius = Math.max(1, Math.round(Math.max(picture.widthPx, picture.heightPx) / 400))
  contour.forEach((start, index) => {
    const end = contour[(index + 1) % contour.length] ?? start
    const count = Math.max(1, Math.ceil(Math.hypot(end[0] - start[0], end[1] - start[1])))
    for (let step = 0; step <= count; step += 1) {
      const share = step / count
      stamp(picture, [start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share], radius)
    }
  })
}

function stamp({ widthPx, heightPx, data }: Samples, [x, y]: Point, radius: number): void {
  const firstRow = Math.max(0, Math.round(y - radius))
  const firstColumn = Math.max(0, Math.round(x - radius))
  for (let row = firstRow; row < Math.min(heightPx, Math.round(y + radius)); row += 1) {
    for (let column = firstColumn; column < Math.min(widthPx, Math.round(x + radius)); column += 1) {
      data.set(CONTOUR_COLOUR, (row * widthPx + column) * 3)
    }
  }
}
