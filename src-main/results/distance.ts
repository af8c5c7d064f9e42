import type { DistanceWay, Side } from '../../src-shared/domain/lineGeometry.ts'
import { isLandmark, tipOf, type LandmarkName, type Point } from '../../src-shared/domain/mark.ts'
import { lineWords } from '../../src-shared/lineWords.ts'
import type { Code } from '../dicom/elements.ts'
import { own } from './codes.ts'
import type { ResultTube } from './subject.ts'

export interface ResultDistance {
  /** In mm as it was shown and judged, or in pixels to a hundredth where the film is not calibrated. */
  readonly value: number
  readonly unit: 'mm' | 'px'
  readonly landmark: LandmarkName
  readonly along: DistanceWay
  readonly side: Side | null
  /** Landmark and tip; null where the distance was taken along the tube. */
  readonly ends: readonly [Point, Point] | null
}

/** The distance of a tube's tip as the rules took it when the read was signed; null where none was. */
export function distanceOf({ mark, film, finding }: ResultTube): ResultDistance | null {
  const taken = finding?.distance ?? null
  if (taken === null) return null
  const { landmark, along, side, px, cm } = taken
  const place = film.marks.filter(isLandmark).find((one) => one.landmark === landmark)?.points[0]
  const tip = tipOf(mark)
  const start: Point | undefined = along === 'vertical' && place !== undefined && tip !== undefined ? [tip[0], place[1]] : place
  const ends = along === 'tube' || start === undefined || tip === undefined ? null : ([start, tip] as const)
  return { ...(cm === null ? { value: Math.round(px * 100) / 100, unit: 'px' } : { value: Math.round(cm * 10), unit: 'mm' }), landmark, along, side, ends }
}

export const methodCode = (along: DistanceWay): Code => own(`tip-${along}`, `Landmark to tip, ${lineWords.en.along[along]}`)
export const sideCode = (side: Side): Code => own(side, `Tip ${side} the landmark`)
