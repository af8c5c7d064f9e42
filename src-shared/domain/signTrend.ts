import type { ImageId } from './ids.ts'
import type { TongueMeasures } from './analysis.ts'
import type { TongueZone } from './tongueSigns.ts'

/** Signs whose course over the visits of a patient is shown: those whose steadiness was measured (docs/tongue-signs.md). */
export const trendSigns = ['coatingCoverage', 'greasy', 'toothMarks', 'cracks', 'bodyLightness', 'bodyRedness', 'coatingYellowness'] as const
export type TrendSign = (typeof trendSigns)[number]

/** The whole tongue, or one of its zones. */
export type TrendPlace = 'whole' | TongueZone

export interface TrendRule {
  /** Means something only where the photo's colours are corrected by a chart. */
  readonly colour: boolean
  readonly inZones: boolean
  /** A change up to this says nothing: in the sign's own unit. */
  readonly noise: number
}

/**
 * Data with a version. Shares and scores: twice the largest mean change under ±10 % exposure and ±500 K on drawn tongues, and at
 * least 0.02; colours (CIELAB): the residual up to which a chart's correction is accepted. Photos of one tongue taken twice by
 * practitioners were not at hand.
 */
export const trendRules: { readonly version: string; readonly signs: Readonly<Record<TrendSign, TrendRule>> } = {
  version: 'trend-1',
  signs: {
    coatingCoverage: { colour: false, inZones: true, noise: 0.042 },
    greasy: { colour: false, inZones: false, noise: 0.054 },
    toothMarks: { colour: false, inZones: false, noise: 0.02 },
    cracks: { colour: false, inZones: false, noise: 0.02 },
    bodyLightness: { colour: true, inZones: true, noise: 3 },
    bodyRedness: { colour: true, inZones: true, noise: 3 },
    coatingYellowness: { colour: true, inZones: true, noise: 3 },
  },
}

/** The measures of one visit, as they were signed. */
export interface TrendVisit {
  readonly visitDate: string | null
  readonly importedAt: string
  readonly tongue: TongueMeasures
}

/** An earlier visit with the photo that was measured. */
export interface EarlierVisit extends TrendVisit {
  readonly imageId: ImageId
}

/** One sign's value at each visit that can be compared, oldest first; null where it was not seen. */
export interface TrendLine {
  readonly sign: TrendSign
  readonly values: readonly (number | null)[]
  readonly noise: number
  /** From the last value but one that was seen to the last; null with fewer than two. */
  readonly change: number | null
}

export interface Trend {
  readonly visits: readonly TrendVisit[]
  /** Visits whose photo was taken under another calibration than the newest: their values cannot stand beside it. */
  readonly leftOut: number
  readonly calibrated: boolean
  readonly lines: readonly TrendLine[]
}

/** The course of each sign over the visits, oldest first; colours only where every photo is corrected by a chart. */
export function trendOf(all: readonly TrendVisit[], place: TrendPlace): Trend {
  const calibrated = all.at(-1)?.tongue.calibrated ?? false
  const visits = all.filter(({ tongue }) => tongue.calibrated === calibrated)
  const lines = trendSigns.flatMap((sign): readonly TrendLine[] => {
    const rule = trendRules.signs[sign]
    if ((rule.colour && !calibrated) || (place !== 'whole' && !rule.inZones)) return []
    const values = visits.map(({ tongue }) => valueOf(tongue, sign, place))
    const [before, last] = values.filter((value) => value !== null).slice(-2)
    return [{ sign, values, noise: rule.noise, change: before === undefined || last === undefined ? null : last - before }]
  })
  return { visits, leftOut: all.length - visits.length, calibrated, lines }
}

/** A change that is more than the noise of both its values. */
export const isChange = ({ change, noise }: TrendLine): boolean => change !== null && Math.abs(change) > noise

function valueOf({ signs, body, coating }: TongueMeasures, sign: TrendSign, place: TrendPlace): number | null {
  if (signs === null) return null
  const zone = place === 'whole' ? null : (signs.zones?.[place] ?? null)
  if (place !== 'whole' && zone === null) return null
  const bodyLab = zone === null ? body.lab : zone.bodyLab
  const coatingLab = zone === null ? coating.lab : zone.coatingLab
  switch (sign) {
    case 'coatingCoverage':
      return zone === null ? signs.coatingCoverage.value : zone.coatingCoverage
    case 'greasy':
      return signs.greasy.score
    case 'toothMarks':
      return signs.toothMarks.score
    case 'cracks':
      return signs.cracks.score
    case 'bodyLightness':
      return bodyLab?.[0] ?? null
    case 'bodyRedness':
      return bodyLab?.[1] ?? null
    case 'coatingYellowness':
      return coatingLab?.[2] ?? null
    default:
      return sign satisfies never
  }
}
