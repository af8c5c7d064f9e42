import type { Lab } from './analysis.ts'
import type { Point } from './mark.ts'

/** Zones follow the tongue's own axis; left and right are those of the picture. */
export const tongueZones = ['root', 'centre', 'left', 'right', 'tip'] as const
export type TongueZone = (typeof tongueZones)[number]

export const bodyColours = ['pale', 'pale-red', 'red', 'crimson', 'blue-purple'] as const
export type BodyColour = (typeof bodyColours)[number]

export const coatingColours = ['white', 'yellow', 'grey-black'] as const
export type CoatingColour = (typeof coatingColours)[number]

export const coatingGrades = ['none', 'thin', 'thick'] as const
export type CoatingGrade = (typeof coatingGrades)[number]

/**
 * Why a sign has no value: the body or the coating cannot be seen, the tongue is too few pixels wide for what is that
 * fine, the photo is too blurred for it, its colour chart says that its colours cannot be trusted, it has no colours, the reader
 * has said that the coating is stained (never said by a measure), the photo shows the tongue's underside where its surface is
 * asked for, or the other way round, or it was measured
 * before there was such a measure.
 */
export const signReasons = ['no-body', 'no-coating', 'too-small', 'blurred', 'calibration-poor', 'monochrome', 'stained', 'underside', 'not-underside', 'unmeasured'] as const
export type SignReason = (typeof signReasons)[number]

/** What every sign carries. `confidence` is 0 … 1; where a gate failed every value is null and `reason` says which. */
interface Judged {
  readonly confidence: number
  readonly reason: SignReason | null
}

/** The nearest named colour of the rule, its distance ΔE00 and that of the next. */
export interface NamedColour<N extends string> extends Judged {
  readonly name: N | null
  readonly lab: Lab | null
  readonly deltaE: number | null
  readonly runnerUp: N | null
  readonly runnerUpDeltaE: number | null
}

export interface Measured<T> extends Judged {
  readonly value: T | null
  readonly unit: string
}

/** A score is 0 … 1 and grows with the sign; it orders tongues, it is no probability. */
export interface Scored extends Measured<boolean> {
  readonly score: number | null
}

/** A coating that has come off in places. */
export interface Peeled extends Scored {
  /** Where coating meets bare body, in picture pixels. */
  readonly edges: readonly (readonly Point[])[]
}

export interface ToothMarks extends Judged {
  /** Dents counted on each side of the picture. */
  readonly left: number | null
  readonly right: number | null
  readonly score: number | null
  /** Deepest point of each dent, in picture pixels. */
  readonly places: readonly Point[]
}

export interface Cracks extends Judged {
  readonly count: number | null
  readonly lengthPx: number | null
  /** Pixels of cracks over pixels of the tongue. */
  readonly areaFraction: number | null
  readonly score: number | null
  /** The course of each crack, in picture pixels. */
  readonly courses: readonly (readonly Point[])[]
}

export interface Spots extends Judged {
  readonly count: number | null
  /** Red raised points, and dark or purple spots. */
  readonly prickles: number | null
  readonly stasis: number | null
  readonly score: number | null
  readonly places: readonly SpotPlace[]
}

export interface SpotPlace {
  readonly kind: 'prickle' | 'stasis'
  readonly at: Point
  readonly radiusPx: number
  readonly zone: TongueZone
}

/** One vein on the underside of the tongue. Shares are of the underside's own width and of the length of its axis. */
export interface SublingualVein {
  /** Across, at half its depth: the median along its course. */
  readonly widthPx: number
  readonly widthShare: number
  readonly lengthPx: number
  readonly lengthShare: number
  /** Length along its course over the straight distance between its ends; 1 is straight. */
  readonly tortuosity: number
  /** Its middle line, in picture pixels. */
  readonly course: readonly Point[]
  /** Across it at some places from the root on, among them the widest. Absent from what was measured before they were kept. */
  readonly widths?: readonly VeinWidth[]
}

/** The edges of a vein at one place of its course, in picture pixels, and how far they lie apart. */
export interface VeinWidth {
  readonly from: Point
  readonly to: Point
  readonly widthPx: number
}

/** The veins on each side of the frenulum; sides are those of the picture, null where none shows. */
export interface SublingualVeins extends Judged {
  readonly left: SublingualVein | null
  readonly right: SublingualVein | null
  /** SHA-256 of the photo they were measured on: it is another one than that of the tongue's surface. */
  readonly photoSha256: string | null
}

export interface ZoneFacts {
  /** Share of the tongue's area. */
  readonly areaFraction: number
  readonly coatingCoverage: number
  readonly bodyLab: Lab | null
  readonly coatingLab: Lab | null
}

/** The axis that the zones follow. */
export interface TongueAxis {
  readonly rootPx: Point
  readonly tipPx: Point
  readonly lengthPx: number
  readonly widthPx: number
}

/** The measured signs of one tongue (docs/tongue-signs.md), as `ctw analyze --task tongue` prints them. */
export interface TongueSigns {
  /** Version of the rules that named and graded. */
  readonly rules: string
  readonly calibrated: boolean
  readonly axis: TongueAxis | null
  readonly bodyColour: NamedColour<BodyColour>
  readonly coatingColour: NamedColour<CoatingColour>
  readonly coatingCoverage: Measured<number>
  readonly coatingGrade: Measured<CoatingGrade>
  readonly greasy: Scored
  readonly moist: Measured<number>
  readonly toothMarks: ToothMarks
  readonly cracks: Cracks
  readonly spots: Spots
  readonly enlarged: Scored
  readonly thin: Scored
  readonly deviationDeg: Measured<number>
  /** These are absent from what was measured before they were. */
  readonly curdy?: Scored
  readonly peeled?: Peeled
  readonly sublingualVeins?: SublingualVeins
  readonly zones: Readonly<Record<TongueZone, ZoneFacts>> | null
}
