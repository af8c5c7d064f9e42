import { gaussian, type Extent } from './plane.ts'

/** What the lightness of a coating says of its grain. */
export interface Lumps {
  /** Root mean square of L* at the scale of lumps. */
  readonly contrast: number
  /** That contrast over the one at the scale of grains. */
  readonly coarseness: number
  /** Skewness at the scale of grains, turned round: above 0 where thin dark lines part what is lighter. */
  readonly crevices: number
  /** Skewness at the scale of lumps: above 0 where they stand out of what is darker. */
  readonly heaps: number
}

/** Standard deviations of the blurs whose differences are the bands, in widths of the tongue: the first two show grains, the third and fourth lumps, the last two how these stand out. */
const BLURS = [0.004, 0.006, 0.009, 0.0135, 0.02] as const
const FEWEST_CELLS = 800

/** Band-passed lightness of the cells that `counted` names, in a tongue `widthCells` wide; null where there are too few. */
export function lumpsOf(lightness: Float32Array, counted: Uint8Array, extent: Extent, widthCells: number): Lumps | null {
  const cells = [...counted.keys()].filter((cell) => counted[cell] === 1)
  if (cells.length < FEWEST_CELLS) return null
  const blurs = BLURS.map((share) => gaussian(lightness, counted, extent, share * widthCells))
  const band = (sharp: number): Moments => momentsOf(cells.map((cell) => (blurs[sharp]?.[cell] ?? 0) - (blurs[sharp + 1]?.[cell] ?? 0)))
  const [grains, lumps, heaps] = [band(0), band(2), band(3)]
  if (grains.deviation === 0 || lumps.deviation === 0) return { contrast: 0, coarseness: 0, crevices: 0, heaps: 0 }
  return { contrast: lumps.deviation, coarseness: lumps.deviation / grains.deviation, crevices: -grains.skewness, heaps: heaps.skewness }
}

interface Moments {
  readonly deviation: number
  readonly skewness: number
}

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const [square, cube] = [2, 3].map((power) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length)
  const deviation = Math.sqrt(square ?? 0)
  return { deviation, skewness: deviation === 0 ? 0 : (cube ?? 0) / deviation ** 3 }
}
