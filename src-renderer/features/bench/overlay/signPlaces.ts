import type { Point } from '../../../../src-shared/domain/mark.ts'
import { widestOf } from '../../../../src-shared/domain/signValues.ts'
import type { SublingualVein, TongueSigns, VeinWidth } from '../../../../src-shared/domain/tongueSigns.ts'

/** Signs that have places on the picture: they show why. */
export const placedSigns = ['peeled', 'toothMarks', 'cracks', 'spots', 'deviationDeg', 'sublingualVeins'] as const
export type PlacedSign = (typeof placedSigns)[number]

export interface SignPlaces {
  /** Single places with their radii, in picture pixels. */
  readonly rings: readonly { readonly at: Point; readonly radiusPx: number; readonly dashed: boolean }[]
  /** Dots along each course. */
  readonly courses: readonly (readonly Point[])[]
  /** Straight lines. */
  readonly lines: readonly (readonly [Point, Point])[]
  /** Of each vein the places where its width was measured. */
  readonly veins: readonly VeinTicks[]
}

export interface VeinTicks {
  readonly ticks: readonly VeinWidth[]
  readonly widest: ReturnType<typeof widestOf>
  readonly course: readonly Point[]
}

const nowhere: SignPlaces = { rings: [], courses: [], lines: [], veins: [] }
/** Rings about dents, in shares of the tongue's width. */
const DENT_RING = 0.03

/** Where a sign was seen. */
export function signPlaces(signs: TongueSigns, sign: PlacedSign): SignPlaces {
  const { axis } = signs
  switch (sign) {
    case 'toothMarks':
      return { ...nowhere, rings: signs.toothMarks.places.map((at) => ({ at, radiusPx: DENT_RING * (axis?.widthPx ?? 300), dashed: false })) }
    case 'peeled':
      return { ...nowhere, courses: signs.peeled?.edges ?? [] }
    case 'cracks':
      return { ...nowhere, courses: signs.cracks.courses }
    case 'spots':
      return { ...nowhere, rings: signs.spots.places.map(({ at, radiusPx, kind }) => ({ at, radiusPx: radiusPx * 1.6, dashed: kind === 'prickle' })) }
    case 'deviationDeg':
      return axis === null ? nowhere : { ...nowhere, lines: [[axis.rootPx, axis.tipPx], [axis.rootPx, [axis.rootPx[0], axis.rootPx[1] + axis.lengthPx]]] }
    case 'sublingualVeins':
      return veinPlaces([signs.sublingualVeins?.left, signs.sublingualVeins?.right].flatMap((vein) => vein ?? []))
    default:
      return sign satisfies never
  }
}

/** The middle line of each vein as a course, and across it the widths that were kept. */
const veinPlaces = (veins: readonly SublingualVein[]): SignPlaces => ({
  ...nowhere,
  courses: veins.map(({ course }) => course),
  veins: veins.map((vein) => ({ ticks: vein.widths ?? [], widest: widestOf(vein), course: vein.course })),
})
