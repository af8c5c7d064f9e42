import type { Point } from '../../../../src-shared/domain/mark.ts'
import { clampToPicture } from '../overlay/geometry.ts'

/** Grey values of a film, row by row. */
export interface Greys {
  readonly samples: ArrayLike<number>
  readonly widthPx: number
  readonly heightPx: number
  /** The lowest value is shown white: a tube is then a valley of the values. */
  readonly inverted: boolean
}

/** Films are looked at about this wide: a tube's wall or wire is one to four such pixels. */
const workingWidthPx = 1024
const sigmas = [1.2, 2.4] as const
/** A ridge must stand out this far from what is usual in its neighbourhood. */
const leastContrast = 2.5
/** How much longer than wide: the second curvature at most this share of the first. */
const mostRound = 0.5

/**
 * The place of the strongest bright ridge within `reachPx` of a place, nearer ones first, or null where nothing stands
 * out. Ridges are maxima across the greater curvature of the film after a Gaussian (Lindeberg's scale-normalised second
 * derivative), to a fraction of a pixel. Points and reach in picture pixels.
 */
export function ridgeNear(greys: Greys, at: Point, reachPx: number): Point | null {
  const step = Math.max(1, Math.round(greys.widthPx / workingWidthPx))
  const reach = Math.min(24, Math.max(3, Math.round(reachPx / step)))
  const patch = patchAround(greys, at, { step, reach })
  const found = sigmas.flatMap((sigma) => strongest(patch, sigma, reach) ?? []).toSorted((one, other) => other.score - one.score)[0]
  if (found === undefined) return null
  const [x, y] = [patch.left + (found.x + 0.5) * step, patch.top + (found.y + 0.5) * step]
  return clampToPicture([x, y], greys.widthPx, greys.heightPx)
}

interface Patch {
  readonly values: Float64Array
  readonly side: number
  /** Of the patch's corner, in picture pixels. */
  readonly left: number
  readonly top: number
}

/** Means of step × step pixels, brighter is higher; beyond the edge the edge goes on. */
function patchAround({ samples, widthPx, heightPx, inverted }: Greys, at: Point, { step, reach }: { readonly step: number; readonly reach: number }): Patch {
  // Room for the widest Gaussian and its derivatives.
  const half = reach + 9
  const side = 2 * half + 1
  const [left, top] = [Math.floor(at[0] - (half + 0.5) * step), Math.floor(at[1] - (half + 0.5) * step)]
  const values = new Float64Array(side * side)
  for (let index = 0; index < values.length; index += 1) {
    const [column, row] = [index % side, Math.floor(index / side)]
    let sum = 0
    for (let inner = 0; inner < step * step; inner += 1) {
      const x = Math.min(widthPx - 1, Math.max(0, left + column * step + (inner % step)))
      const y = Math.min(heightPx - 1, Math.max(0, top + row * step + Math.floor(inner / step)))
      sum += samples[y * widthPx + x] ?? 0
    }
    values[index] = (inverted ? -sum : sum) / (step * step)
  }
  return { values, side, left, top }
}

/** Two passes of a Gaussian. */
function smoothed({ values, side }: Patch, sigma: number): Float64Array {
  const radius = Math.ceil(2.5 * sigma)
  const weights = Array.from({ length: 2 * radius + 1 }, (_, index) => Math.exp(-((index - radius) ** 2) / (2 * sigma * sigma)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const pass = (from: Float64Array, along: 1 | 0): Float64Array =>
    from.map((_, index) => {
      const [column, row] = [index % side, Math.floor(index / side)]
      return (
        weights.reduce((sum, weight, place) => {
          const x = along === 1 ? Math.min(side - 1, Math.max(0, column + place - radius)) : column
          const y = along === 0 ? Math.min(side - 1, Math.max(0, row + place - radius)) : row
          return sum + weight * (from[y * side + x] ?? 0)
        }, 0) / total
      )
    })
  return pass(pass(values, 1), 0)
}

interface Found {
  readonly x: number
  readonly y: number
  readonly score: number
}

function strongest(patch: Patch, sigma: number, reach: number): Found | null {
  const { side } = patch
  const values = smoothed(patch, sigma)
  const middle = (side - 1) / 2
  const ridges: (Found & { readonly strength: number })[] = []
  let usual = 0
  let looked = 0
  for (let y = middle - reach; y <= middle + reach; y += 1) {
    for (let x = middle - reach; x <= middle + reach; x += 1) {
      const away = Math.hypot(x - middle, y - middle)
      if (away > reach) continue
      const { strength, roundness, shift } = curvatureAt(values, side, y * side + x)
      usual += Math.abs(strength)
      looked += 1
      // The top of the ridge must lie in this very pixel.
      if (strength <= 0 || roundness > mostRound || shift === null) continue
      ridges.push({ x: x + shift[0], y: y + shift[1], strength, score: sigma * sigma * strength * (1 - 0.6 * (away / reach) ** 2) })
    }
  }
  const clear = ridges.filter(({ strength }) => strength > (leastContrast * usual) / Math.max(1, looked))
  return clear.toSorted((one, other) => other.score - one.score)[0] ?? null
}

interface Curvature {
  /** Against the greatest downward curvature; positive on a ridge. */
  readonly strength: number
  readonly roundness: number
  /** From the pixel's middle to the top across the ridge; null where it lies in another pixel. */
  readonly shift: Point | null
}

function curvatureAt(values: Float64Array, side: number, index: number): Curvature {
  const at = (x: number, y: number): number => values[index + y * side + x] ?? 0
  const [gx, gy] = [(at(1, 0) - at(-1, 0)) / 2, (at(0, 1) - at(0, -1)) / 2]
  const [xx, yy] = [at(1, 0) - 2 * at(0, 0) + at(-1, 0), at(0, 1) - 2 * at(0, 0) + at(0, -1)]
  const xy = (at(1, 1) - at(-1, 1) - at(1, -1) + at(-1, -1)) / 4
  const [mean, spread] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)]
  const [least, other] = [mean - spread, mean + spread]
  // The direction of the greatest downward curvature: an eigenvector of the smaller eigenvalue.
  const along: Point = Math.abs(xy) > 1e-12 ? [xy, least - xx] : xx <= yy ? [1, 0] : [0, 1]
  const length = Math.hypot(along[0], along[1])
  const [nx, ny] = [along[0] / length, along[1] / length]
  const move = least === 0 ? 0 : -(gx * nx + gy * ny) / least
  const shift: Point = [move * nx, move * ny]
  const inPixel = Math.abs(shift[0]) <= 0.6 && Math.abs(shift[1]) <= 0.6
  return { strength: -least, roundness: least === 0 ? 1 : Math.abs(other / least), shift: inPixel ? shift : null }
}
