import type { Lab } from './analysis.ts'
import type { BodyColour, CoatingColour } from './tongueSigns.ts'

/**
 * What names and grades the measured signs: data, so that a site can have its own, and versioned, so that a value says
 * by which it was named. The colours are those of photos without a colour chart, brought to the lightness
 * `referenceLightness` (docs/tongue-signs.md tells where each number comes from).
 */
export interface TongueRules {
  readonly version: string
  readonly referenceLightness: number
  readonly bodyColours: Readonly<Record<BodyColour, Lab>>
  readonly coatingColours: Readonly<Record<CoatingColour, Lab>>
  /** Shares of the tongue: below the first there is no coating to grade, from the second on it is thick. */
  readonly coatingGrades: readonly [none: number, thick: number]
  /** From here on a sign is called present: scores 0 … 1, counts, degrees to either side. */
  readonly calls: {
    readonly greasy: number
    readonly enlarged: number
    readonly thin: number
    readonly toothMarked: number
    readonly cracked: number
    readonly stasisSpots: number
    readonly prickles: number
    readonly deviatedDeg: number
  }
  /** Fewer pixels across, or less focus, than this: what is fine cannot be seen. */
  readonly fineDetail: { readonly widthPx: number; readonly focus: number }
}

export const tongueRules: TongueRules = {
  version: 'tongue-signs-1',
  referenceLightness: 58,
  bodyColours: {
    pale: [58, 22, 8],
    'pale-red': [58, 31, 12],
    red: [58, 39, 15],
    crimson: [52, 55, 25],
    'blue-purple': [54, 31, -8],
  },
  coatingColours: { white: [62, 15, 5], yellow: [60, 13, 22], 'grey-black': [38, 6, 5] },
  coatingGrades: [0.2906, 0.6351],
  calls: { greasy: 0.5, enlarged: 0.5, thin: 0.5, toothMarked: 0.65, cracked: 0.3, stasisSpots: 3, prickles: 12, deviatedDeg: 6 },
  fineDetail: { widthPx: 96, focus: 0.7 },
}
