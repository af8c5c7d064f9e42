import type { Lab } from './analysis.ts'
import type { BodyColour, CoatingColour } from './tongueSigns.ts'

/**
 * What names and grades the measured signs: data, so that a site can have its own, and versioned, so that a value says
 * by which it was named. `bodyColours` and `coatingColours` are those of photos without a colour chart, brought to the
 * lightness `referenceLightness`; `calibrated` are those of photos corrected by a chart, CIELAB under D65 as it is
 * (docs/tongue-signs.md tells where each number comes from).
 */
export interface TongueRules {
  readonly version: string
  readonly referenceLightness: number
  readonly bodyColours: Readonly<Record<BodyColour, Lab>>
  readonly coatingColours: Readonly<Record<CoatingColour, Lab>>
  readonly calibrated: { readonly bodyColours: Readonly<Record<BodyColour, Lab>>; readonly coatingColours: Readonly<Record<CoatingColour, Lab>> }
  /** Shares of the tongue: below the first there is no coating to grade, from the second on it is thick. */
  readonly coatingGrades: readonly [none: number, thick: number]
  /** From here on a sign is called present: scores 0 … 1, counts, degrees to either side. */
  readonly calls: {
    readonly greasy: number
    readonly curdy: number
    readonly peeled: number
    readonly enlarged: number
    readonly thin: number
    readonly toothMarked: number
    readonly cracked: number
    readonly stasisSpots: number
    readonly prickles: number
    readonly deviatedDeg: number
    /** Of the underside's width, the wider of the two veins; and of either, its course over the straight distance. */
    readonly veinsThickShare: number
    readonly veinsTortuous: number
  }
  /** Fewer pixels across, or less focus, than this: what is fine cannot be seen. */
  readonly fineDetail: { readonly widthPx: number; readonly focus: number }
  /** Expected boundary error, in shares of the tongue's width, from which the outline of a photo, or a place of it, is to be looked at. */
  readonly outline: { readonly unsurePhoto: number; readonly unsurePlace: number }
}

export const tongueRules: TongueRules = {
  version: 'tongue-signs-4',
  referenceLightness: 58,
  bodyColours: {
    pale: [58, 22, 8],
    'pale-red': [58, 31, 12],
    red: [58, 39, 15],
    crimson: [52, 55, 25],
    'blue-purple': [54, 31, -8],
  },
  coatingColours: { white: [62, 15, 5], yellow: [60, 13, 22], 'grey-black': [38, 6, 5] },
  // pale-red, red, crimson, blue-purple, yellow and grey-black: light red, red, deep red, purple, yellow and grey of the
  // gamut of Zhang et al. (2013) as our domain notes give it; pale and white are ours, no practitioner has judged them.
  calibrated: {
    bodyColours: { pale: [73, 17, 9], 'pale-red': [69.5, 28.5, 13.4], red: [52.3, 34.8, 21.3], crimson: [37.8, 24.6, 25.9], 'blue-purple': [69.5, 42.5, -23.9] },
    coatingColours: { white: [72, 8, 5], yellow: [56.3, 9.6, 24.5], 'grey-black': [61.7, 5.7, 3.7] },
  },
  coatingGrades: [0.2906, 0.6351],
  calls: { greasy: 0.5, curdy: 0.5, peeled: 0.5, enlarged: 0.5, thin: 0.5, toothMarked: 0.65, cracked: 0.3, stasisSpots: 3, prickles: 12, deviatedDeg: 6, veinsThickShare: 0.07, veinsTortuous: 1.12 },
  fineDetail: { widthPx: 96, focus: 0.7 },
  outline: { unsurePhoto: 0.0056, unsurePlace: 0.03 },
}
