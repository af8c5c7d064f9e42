import type { Lab } from '../../../src-shared/domain/analysis.ts'
import type { ColourCorrection, LinearRgb } from '../../../src-shared/domain/colourCalibration.ts'
import { labOf } from '../colour.ts'
import { colourDifference } from '../colourDifference.ts'
import { corrected, type ToneCurve, toned } from './correction.ts'
import type { ReferencePatch } from './reference.ts'
import { solve } from './solve.ts'
import { toneOfGreys } from './tone.ts'

/** A photographed colour and what it is in truth. */
export interface Known {
  readonly index: number
  readonly linear: LinearRgb
  readonly reference: ReferencePatch
}

export interface Fit {
  readonly correction: ColourCorrection
  /** Indices of the patches that were fitted to; the others are of another colour than theirs. */
  readonly kept: ReadonlySet<number>
}

/** Residual (about ΔE00) from which a patch pulls no harder (Huber), and from which it is another colour. */
const HUBER = 1.5
const OUTLIER = { least: 5, medians: 4 } as const
const ROUNDS = 3
const OUTLIER_ROUNDS = 4
/** Pull towards gains of the channels alone: firm while outliers are looked for, faint in the end. */
const FIRM = 3
const FAINT = 0.01
/** Search of the curve: factors about the grey row's gamma, and steps of the bend. */
const GAMMA_STEPS = [0.7, 0.8, 0.88, 0.94, 1, 1.06, 1.13, 1.25, 1.4] as const
const BEND_STEPS = [-0.06, -0.03, -0.015, 0, 0.015, 0.03, 0.06] as const
const BEND_LIMITS = [-0.15, 0.05] as const

/**
 * The correction of a photo from colours that are known: a tone curve begun from the grey row (patches 18 … 23) and a 3 × 4
 * matrix on it, by iteratively reweighted least squares (Huber's weights) of differences in CIELAB, scaled by the chroma
 * as CIEDE2000 does, so that what is least squared is what is seen. Patches far off all the same are left out and the
 * rest fitted again. null where the colours do not determine a correction.
 */
export function fitCorrection(known: readonly Known[]): Fit | null {
  const targets = known.map(targetOf)
  let kept: readonly Target[] = targets
  let correction: ColourCorrection | null = null
  for (let round = 0; round < OUTLIER_ROUNDS; round += 1) {
    correction = fitted(kept, round === 0 ? FIRM : FAINT)
    if (correction === null) return null
    const next = within(targets, correction)
    const isSettled = round > 0 && next.length === kept.length && next.every((target) => kept.includes(target))
    kept = next
    if (isSettled) break
  }
  const final = fitted(kept, FAINT)
  return final === null ? null : { correction: final, kept: new Set(kept.map(({ index }) => index)) }
}

/** The same without looking for outliers, of colours that are known to be good. */
export function fitAll(known: readonly Known[]): ColourCorrection | null {
  return fitted(known.map(targetOf), FAINT)
}

interface Target extends Known {
  /** Differences of linear sRGB to differences of CIELAB at the reference, `[3 * 3]`, row by row. */
  readonly slope: Float64Array
}

/** Lightness, chroma and hue are weighted as in CIEDE2000 at the reference: by S_L = 1 and S_C, S_H of its chroma. */
function targetOf(known: Known): Target {
  const { linear, lab } = known.reference
  const slope = new Float64Array(9)
  const chroma = Math.hypot(lab[1], lab[2])
  const [cosine, sine] = chroma === 0 ? [1, 0] : [lab[1] / chroma, lab[2] / chroma]
  for (let channel = 0; channel < 3; channel += 1) {
    const moved = linear.map((value, index) => Math.max(0, value) + (index === channel ? STEP : 0)) as [number, number, number]
    const still = linear.map((value) => Math.max(0, value)) as [number, number, number]
    const [lightness, a, b] = difference(labOf(...moved), labOf(...still))
    slope[channel] = lightness / STEP
    slope[3 + channel] = (a * cosine + b * sine) / STEP / (1 + 0.045 * chroma)
    slope[6 + channel] = (b * cosine - a * sine) / STEP / (1 + 0.015 * chroma)
  }
  return { ...known, slope }
}
const STEP = 0.002
const difference = (one: Lab, two: Lab): Lab => [one[0] - two[0], one[1] - two[1], one[2] - two[2]]

function within(targets: readonly Target[], correction: ColourCorrection): readonly Target[] {
  const residuals = targets.map(({ linear, reference }) => colourDifference(labOf(...corrected(linear, correction)), reference.lab))
  const median = residuals.toSorted((one, two) => one - two)[Math.floor(residuals.length / 2)] ?? 0
  const limit = Math.max(OUTLIER.least, OUTLIER.medians * median)
  return targets.filter((_, index) => (residuals[index] ?? 0) <= limit)
}

/** The best tone curve near the grey row's, each with its best matrix. */
function fitted(targets: readonly Target[], pull: number): ColourCorrection | null {
  const start = toneOfGreys(targets)
  let best = matrixFor(targets, start, pull)
  const consider = (tone: ToneCurve): void => {
    if (tone.bend < BEND_LIMITS[0] || tone.bend > BEND_LIMITS[1]) return
    const next = matrixFor(targets, tone, pull)
    if (next !== null && next.loss < (best?.loss ?? Number.POSITIVE_INFINITY)) best = next
  }
  for (const narrowing of [1, 3]) {
    const { gamma } = best?.correction ?? start
    for (const factor of GAMMA_STEPS) consider({ gamma: gamma * factor ** (1 / narrowing), bend: best?.correction.bend ?? start.bend })
    const { bend } = best?.correction ?? start
    for (const step of BEND_STEPS) consider({ gamma: best?.correction.gamma ?? start.gamma, bend: bend + step / narrowing })
  }
  return best?.correction ?? null
}

interface Weighed {
  readonly correction: ColourCorrection
  readonly loss: number
}

function matrixFor(targets: readonly Target[], tone: ToneCurve, pull: number): Weighed | null {
  const inputs = targets.map(({ linear }) => [...toned(linear, tone), 1])
  const gains = gainsOf(targets, inputs)
  let weights = targets.map(() => 1)
  let matrix = gains
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = solve(...normalEquations(targets, inputs, { weights, gains, pull }))
    if (found === null) return null
    matrix = found
    weights = targets.map((target, index) => Math.min(1, HUBER / Math.max(1e-9, residualOf(target, inputs[index] ?? [], matrix))))
  }
  const loss = targets.reduce((sum, target, index) => {
    const residual = residualOf(target, inputs[index] ?? [], matrix)
    return sum + (residual <= HUBER ? residual ** 2 : 2 * HUBER * residual - HUBER ** 2)
  }, 0)
  return { correction: { ...tone, matrix }, loss }
}

/** One gain for each channel, the median over the patches, as a matrix. */
function gainsOf(targets: readonly Target[], inputs: readonly (readonly number[])[]): number[] {
  const matrix = Array<number>(12).fill(0)
  for (let channel = 0; channel < 3; channel += 1) {
    const ratios = targets.map(({ reference }, index) => (reference.linear[channel] ?? 0) / Math.max(1e-4, inputs[index]?.[channel] ?? 0)).toSorted((one, two) => one - two)
    matrix[channel * 5] = ratios[Math.floor(ratios.length / 2)] ?? 1
  }
  return matrix
}

interface Pull {
  readonly weights: readonly number[]
  readonly gains: readonly number[]
  readonly pull: number
}

/** Sum over patches of weight * |slope * (matrix * input - reference)|^2, and the pull: 12 unknowns, row by row of the matrix. */
function normalEquations(targets: readonly Target[], inputs: readonly (readonly number[])[], { weights, gains, pull }: Pull): [number[][], number[]] {
  const left = Array.from({ length: 12 }, () => Array<number>(12).fill(0))
  const right = Array<number>(12).fill(0)
  targets.forEach(({ slope, reference }, index) => {
    const input = inputs[index] ?? []
    const weight = weights[index] ?? 0
    for (let one = 0; one < 12; one += 1) {
      const row = left[one] ?? []
      const [channel, place] = [Math.floor(one / 4), one % 4]
      for (let other = 0; other < 3; other += 1) {
        const share = weight * (input[place] ?? 0) * product(slope, channel, other)
        right[one] = (right[one] ?? 0) + share * (reference.linear[other] ?? 0)
        for (let column = 0; column < 4; column += 1) row[other * 4 + column] = (row[other * 4 + column] ?? 0) + share * (input[column] ?? 0)
      }
    }
  })
  // In the units of the squared slopes: a slope is some hundred ΔE for the whole range.
  const strength = pull * PULL_SCALE
  left.forEach((row, index) => {
    row[index] = (row[index] ?? 0) + strength
    right[index] = (right[index] ?? 0) + strength * (gains[index] ?? 0)
  })
  return [left, right]
}
const PULL_SCALE = 1000

/** Entry of slope' * slope. */
function product(slope: Float64Array, one: number, two: number): number {
  let sum = 0
  for (let row = 0; row < 9; row += 3) sum += (slope[row + one] ?? 0) * (slope[row + two] ?? 0)
  return sum
}

function residualOf({ slope, reference }: Target, input: readonly number[], matrix: readonly number[]): number {
  const off = [0, 1, 2].map((channel) => input.reduce((sum, value, place) => sum + value * (matrix[channel * 4 + place] ?? 0), 0) - (reference.linear[channel] ?? 0))
  return Math.hypot(...[0, 3, 6].map((row) => off.reduce((sum, value, channel) => sum + value * (slope[row + channel] ?? 0), 0)))
}
