import type { Point } from '../../src-shared/domain/mark.ts'
import type { TongueRules } from '../../src-shared/domain/tongueRules.ts'
import type { Peeled, SignReason } from '../../src-shared/domain/tongueSigns.ts'
import { rounded, unit } from '../imaging/rounded.ts'
import type { TongueFrame } from './frame.ts'
import { centreOf } from './grid.ts'
import type { SeparatedTongue } from './separate.ts'

/** Less coating, or less bare body, than this share of the cells has no edge worth the name. */
const LEAST_SHARE = 0.05
/** Length of the edge in widths of the tongue times its sharpness, half-way between peeled and other drawn tongues, and the slope there. */
const PEELED = { middle: 2.4, slope: 0.5 } as const
/** Every so many cells of the edge are told as its course. */
const COURSE_STEP = 2

interface PeeledView {
  readonly found: SeparatedTongue
  readonly frame: TongueFrame
  readonly rules: TongueRules
  readonly obstacle: SignReason | null
  /** 0 … 1: how finely the photo shows the tongue. */
  readonly fineness: number
}

/**
 * A coating that has come off in places: a long and sharp edge between coating and bare body, where an ordinary one thins out.
 * Sharpness is the step in redness and lightness over three cells, as a share of the whole difference between the two.
 */
export function peeled({ found, frame, rules, obstacle, fineness }: PeeledView): Peeled {
  const none = (reason: SignReason): Peeled => ({ value: null, score: null, unit: 'score', edges: [], confidence: 0, reason })
  if (obstacle !== null) return none(obstacle)
  const { grid, coating, counted } = found
  const tone = grid.a.map((redness, cell) => redness - 0.5 * (grid.lightness[cell] ?? 0))
  const means = [0, 1].map((wanted) => meanOf(tone, (cell) => counted[cell] === 1 && coating[cell] === wanted))
  const [bare, coated] = means
  const cells = (bare?.count ?? 0) + (coated?.count ?? 0)
  if (bare === undefined || coated === undefined || coated.count < LEAST_SHARE * cells) return none('no-coating')
  if (bare.count < LEAST_SHARE * cells) return none('no-body')
  const edge = edgeOf(found, tone)
  const lengthWidths = (edge.pairs * grid.place.cellPx) / frame.widthPx
  const difference = bare.mean - coated.mean
  const sharpness = edge.pairs === 0 || difference <= 0 ? 0 : edge.step / difference
  const score = rounded(unit(1 / (1 + Math.exp(-(lengthWidths * sharpness - PEELED.middle) / PEELED.slope))), 3)
  const edges = [edge.cells.filter((_, index) => index % COURSE_STEP === 0).map((cell): Point => centreOf(grid, cell)).map(([x, y]): Point => [rounded(x, 1), rounded(y, 1)])]
  return { value: score >= rules.calls.peeled, score, unit: 'score', edges, confidence: rounded(fineness * Math.abs(score - 0.5) * 2, 3), reason: null }
}

function meanOf(plane: Float32Array, isWanted: (cell: number) => boolean): { readonly mean: number; readonly count: number } {
  let [sum, count] = [0, 0]
  for (const [cell, value] of plane.entries()) {
    if (!isWanted(cell)) continue
    sum += value
    count += 1
  }
  return { mean: count === 0 ? 0 : sum / count, count }
}

interface Edge {
  /** Cells of coating beside bare body. */
  readonly cells: readonly number[]
  /** Sides of cells along the edge. */
  readonly pairs: number
  /** Mean step of the tone from the cell before the edge to the one behind it. */
  readonly step: number
}

function edgeOf({ grid, coating, counted }: SeparatedTongue, tone: Float32Array): Edge {
  const cells: number[] = []
  let [pairs, seen, sum] = [0, 0, 0]
  const across = [1, -1, grid.columns, -grid.columns]
  for (let cell = 0; cell < tone.length; cell += 1) {
    if (counted[cell] !== 1 || coating[cell] !== 1) continue
    const steps = across.filter((step) => counted[cell + step] === 1 && coating[cell + step] === 0)
    if (steps.length > 0) cells.push(cell)
    pairs += steps.length
    for (const step of steps.filter((each) => counted[cell - each] === 1 && counted[cell + 2 * each] === 1)) {
      sum += (tone[cell + 2 * step] ?? 0) - (tone[cell - step] ?? 0)
      seen += 1
    }
  }
  return { cells, pairs, step: seen === 0 ? 0 : sum / seen }
}
