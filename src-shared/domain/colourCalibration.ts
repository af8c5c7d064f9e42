import type { Lab } from './analysis.ts'
import type { Point } from './mark.ts'

/** Red, green, blue in linear light; 1 is the brightest the format holds. */
export type LinearRgb = readonly [red: number, green: number, blue: number]

/**
 * Why a patch is left out: not one colour over its area (glare, a finger's edge), at the end of the format's range, or
 * one colour that is not its own under the light of the others (covered, dirty, in a shadow).
 */
export const patchFaults = ['uneven', 'clipped', 'outlier'] as const
export type PatchFault = (typeof patchFaults)[number]

/** One patch as it was found. `reference`, `photographed` and `corrected` are CIELAB under D65. */
export interface ChartPatch {
  /** Place on the upright chart, row by row, 0 … 23. */
  readonly index: number
  readonly name: string
  /** Its corners in pixels of the picture. */
  readonly outline: readonly Point[]
  /** Median over its inside. */
  readonly linearRgb: LinearRgb
  readonly photographed: Lab
  readonly corrected: Lab
  readonly reference: Lab
  /** CIEDE2000 of `corrected` against `reference`. */
  readonly deltaE00: number
  readonly fault: PatchFault | null
}

/**
 * From a photographed sRGB level to the colour under the chart's own light: the level in linear light is bent,
 * `exp(gamma * ln v + bend * (ln v)^2)`, and the three are mixed by `matrix`, three rows of red, green, blue and a
 * constant, into linear sRGB under D65.
 */
export interface ColourCorrection {
  readonly gamma: number
  readonly bend: number
  readonly matrix: readonly number[]
}

export interface FoundChart {
  /** Corners of the field of patches: upper left, upper right, lower right, lower left of the upright chart. */
  readonly corners: readonly Point[]
  readonly mirrored: boolean
  /** 0 … 1: how well the colours follow those of a chart, times the share of patches that can be used. */
  readonly confidence: number
}

/** A correction and how good it is. Means and maxima are over the patches that were used. */
export interface ColourCalibration {
  readonly found: true
  /** Version of the data that named colours and limits, and which of its charts was taken. */
  readonly rules: string
  readonly reference: string
  readonly chart: FoundChart
  readonly patches: number
  readonly meanDeltaE00: number
  readonly maxDeltaE00: number
  /** Mean over patches each of which was left out of the fit that corrected it. */
  readonly heldOutDeltaE00: number
  /** Whether the mean is within the limit of the rules; colours are not named otherwise. */
  readonly good: boolean
  readonly correction: ColourCorrection
  readonly table: readonly ChartPatch[]
}

/** No chart, or fewer patches to be used than the rules ask for. */
export const chartReasons = ['no-chart', 'too-few-patches'] as const
export type ChartReason = (typeof chartReasons)[number]

export interface NoCalibration {
  readonly found: false
  readonly reason: ChartReason
}

/** What one photo says of its own chart. */
export type ChartReading = ColourCalibration | NoCalibration

/** A correction with the photo whose chart it comes from: the measured photo's own, or another of the same sitting. */
export interface AppliedCalibration extends ColourCalibration {
  readonly source: 'own' | 'other'
  readonly chartSha256: string
}

export type PhotoCalibration = AppliedCalibration | NoCalibration
