import type { LinearRgb } from '../../../src-shared/domain/colourCalibration.ts'
import type { ToneCurve } from './correction.ts'
import { solve } from './solve.ts'

/** First patch of the grey row. */
const FIRST_GREY = 18
/** Slopes a camera's curve has against ours. */
const GAMMA_LIMITS = [0.4, 2.5] as const
const DARKEST = 0.002

interface Grey {
  readonly index: number
  readonly linear: LinearRgb
  readonly reference: { readonly linear: LinearRgb }
}

/**
 * Slope of log reference over log photographed light along the grey row, each channel with a level of its own: the light's
 * colour moves the levels only. The straight line alone; the bend is searched for among all patches.
 * The line through nothing (gamma 1) where fewer than three greys can be used.
 */
export function toneOfGreys(patches: readonly Grey[]): ToneCurve {
  const greys = patches.filter(({ index }) => index >= FIRST_GREY)
  if (greys.length < 3) return { gamma: 1, bend: 0 }
  const left = Array.from({ length: 4 }, () => Array<number>(4).fill(0))
  const right = Array<number>(4).fill(0)
  for (const { linear, reference } of greys) {
    const wanted = Math.log((reference.linear[0] + reference.linear[1] + reference.linear[2]) / 3)
    linear.forEach((value, channel) => {
      const row = [0, 0, 0, Math.log(Math.max(DARKEST, value))]
      row[channel] = 1
      row.forEach((one, index) => {
        right[index] = (right[index] ?? 0) + one * wanted
        row.forEach((two, column) => {
          const line = left[index] ?? []
          line[column] = (line[column] ?? 0) + one * two
        })
      })
    })
  }
  const gamma = solve(left, right)?.[3] ?? 1
  return { gamma: Math.min(GAMMA_LIMITS[1], Math.max(GAMMA_LIMITS[0], gamma)), bend: 0 }
}
