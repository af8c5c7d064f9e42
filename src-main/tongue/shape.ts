import type { Measured, Scored } from '../../src-shared/domain/tongueSigns.ts'
import type { TongueRules } from '../../src-shared/domain/tongueRules.ts'
import { rounded, unit } from '../imaging/rounded.ts'
import type { TongueFrame } from './frame.ts'
import { centreOf, type LabGrid } from './grid.ts'

/** The last part of the axis: how much of the tongue lies there tells a blunt tip from a pointed one. */
const TIP_BEGINS = 0.85
/**
 * Fullness 0 (thin) … 1 (enlarged) from the tip's share of the area and from width over length, fitted on drawn
 * tongues; each part counts by how well it told there.
 */
const FULLNESS = { tip: { from: 0.08, to: 0.112, weight: 0.7 }, aspect: { from: 0.7, to: 1.02, weight: 0.3 } } as const
const ENLARGED = { middle: 0.78, slope: 0.08 } as const
const THIN = { middle: 0.18, slope: 0.08 } as const
/** About how well the axis is told: a lean of twice this is sure to be one. */
const AXIS_ERROR_DEG = 2
/** Width over length from which the axis says nothing: such a tongue mirrors as well about others. */
const WIDEST = 1.5

/** Fullness of the shape: 0 a thin tongue, 1 an enlarged one. */
function fullness(grid: LabGrid, frame: TongueFrame): number {
  let [inside, atTip] = [0, 0]
  grid.inside.forEach((value, cell) => {
    if (value !== 1) return
    inside += 1
    if (frame.at(...centreOf(grid, cell)).along > TIP_BEGINS) atTip += 1
  })
  const { tip, aspect } = FULLNESS
  const place = (value: number, { from, to }: { from: number; to: number }): number => Math.min(1.2, Math.max(-0.2, (value - from) / (to - from)))
  return tip.weight * place(atTip / Math.max(1, inside), tip) + aspect.weight * place(frame.widthPx / frame.lengthPx, aspect)
}

/** Whether the tongue is enlarged, and whether it is thin. */
export function shapeSigns(grid: LabGrid, frame: TongueFrame, { calls }: TongueRules): { enlarged: Scored; thin: Scored } {
  const value = fullness(grid, frame)
  const scored = (score: number, call: number): Scored => ({ value: score >= call, score: rounded(score, 3), unit: 'score', confidence: unit(Math.abs(score - call) * 2), reason: null })
  return {
    enlarged: scored(1 / (1 + Math.exp(-(value - ENLARGED.middle) / ENLARGED.slope)), calls.enlarged),
    thin: scored(1 / (1 + Math.exp((value - THIN.middle) / THIN.slope)), calls.thin),
  }
}

/** Lean of the axis; a tongue much wider than long has no certain one. */
export function deviation(frame: TongueFrame): Measured<number> {
  const certain = Math.max(0, WIDEST - frame.widthPx / frame.lengthPx)
  return { value: rounded(frame.deviationDeg, 1), unit: 'deg', confidence: unit(Math.min(1, certain) * Math.min(1, 0.5 + Math.abs(frame.deviationDeg) / (4 * AXIS_ERROR_DEG))), reason: null }
}
