import type { DisplayWindow } from './image.ts'
import type { ImageId, MarkId } from './ids.ts'
import type { TongueCells } from './tongueCells.ts'
import type { TubeOrigin } from './tubeSuggestion.ts'

/** A point in the picture's own pixels after EXIF rotation: x to the right, y down, (0, 0) the outer corner of the first pixel. */
export type Point = readonly [xPx: number, yPx: number]

export interface LengthMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'length'
  readonly points: readonly [Point, Point]
  /** What the reader knows it to be, in mm: it calibrates its picture. */
  readonly knownMm?: number
}

/** Of a length that calibrates: less is no measure on a film, more is no part of a person. */
export const knownLengthMm = { least: 1, most: 1000 } as const

/** box: the left upper and the right lower corner; polygon: closed by itself; polyline: open; point: one place. */
export const shapeKinds = ['box', 'polygon', 'polyline', 'point'] as const
export type ShapeKind = (typeof shapeKinds)[number]

/** The least and the most points of each kind; of a tube its tip alone may be drawn. */
export const pointLimits: Readonly<Record<ShapeKind | 'tube', readonly [least: number, most: number]>> = {
  box: [2, 2],
  polygon: [3, 2000],
  polyline: [2, 2000],
  point: [1, 1],
  tube: [1, 2000],
}

interface DrawnFacts {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly points: readonly Point[]
  readonly label: { readonly labelSet: string; readonly label: string } | null
}

/** Says where something is: the sign it belongs to, or null for a shape without one. */
export interface PlainShape extends DrawnFacts {
  readonly kind: ShapeKind
}

export const tubeKinds = ['ett', 'ngt', 'cvc', 'swan-ganz'] as const
export type TubeKind = (typeof tubeKinds)[number]
export const tipEnds = ['first', 'last'] as const

/** Where a reader can say that a tube of each kind runs; the usual course first. */
export const coursesOf = {
  ett: ['trachea', 'bronchus', 'oesophagus'],
  ngt: ['oesophagus', 'airway'],
  cvc: ['venous', 'wrong-vessel', 'arterial'],
  'swan-ganz': ['pulmonary-artery', 'wrong-vessel'],
} as const satisfies Record<TubeKind, readonly string[]>
export type TubeCourse = (typeof coursesOf)[TubeKind][number]
export const tubeCourses: readonly TubeCourse[] = [...new Set(tubeKinds.flatMap((tube): readonly TubeCourse[] => coursesOf[tube]))]

/** A catheter or tube along its way. Its label is what the reader has made of it. */
export interface TubeMark extends DrawnFacts {
  readonly kind: 'tube'
  readonly tube: TubeKind
  /** Which end of the line is the tip: data sets and readers draw either way. */
  readonly tipEnd: (typeof tipEnds)[number]
  readonly sidePort: Point | null
  /** The tip lies beyond the edge of the film: the line's end is where it was last seen. */
  readonly offFilm: boolean
  /** null: the reader has not said. */
  readonly course: TubeCourse | null
  /** The model's suggestion that the reader accepted, where it began as one. */
  readonly suggested?: TubeOrigin
}

/** What places of a film tubes are measured against, and the form each is drawn in. */
export const landmarkForms = {
  carina: 'point',
  'left-hemidiaphragm': 'polyline',
  'gastro-oesophageal-junction': 'point',
  'cavoatrial-zone': 'box',
  'right-hilum': 'point',
  'left-hilum': 'point',
} as const satisfies Record<string, ShapeKind>
export type LandmarkName = keyof typeof landmarkForms
export const landmarkNames = Object.keys(landmarkForms) as readonly LandmarkName[]

/** A place of the body that belongs to no label; one of each name a picture. */
export interface LandmarkMark extends DrawnFacts {
  readonly kind: 'landmark'
  readonly landmark: LandmarkName
  readonly label: null
}

/** What is drawn with points. */
export type ShapeMark = PlainShape | TubeMark | LandmarkMark

/** How a mark is drawn and taken hold of. */
export function formOf(mark: Pick<PlainShape, 'kind'> | Pick<TubeMark, 'kind'> | Pick<LandmarkMark, 'kind' | 'landmark'>): ShapeKind {
  if (mark.kind === 'tube') return 'polyline'
  return mark.kind === 'landmark' ? landmarkForms[mark.landmark] : mark.kind
}

/** A hemidiaphragm may be one place of it or a line along it. */
export function pointLimitsOf(mark: ShapeMark): readonly [least: number, most: number] {
  if (mark.kind === 'landmark' && formOf(mark) === 'polyline') return pointLimits.tube
  return pointLimits[mark.kind === 'tube' ? 'tube' : formOf(mark)]
}

/** The end of the tube that lies in the body; undefined only for a tube without points. */
export const tipOf = ({ points, tipEnd }: Pick<TubeMark, 'points' | 'tipEnd'>): Point | undefined => (tipEnd === 'first' ? points[0] : points.at(-1))

/** A region painted pixel by pixel on a picture of this very size. */
export interface MaskMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'mask'
  readonly widthPx: number
  readonly heightPx: number
  /** Run lengths as `encodeMask` writes them. */
  readonly runs: string
  readonly label: ShapeMark['label']
}

/** Of a mask's text: far more than anybody paints, far less than a call may carry. */
export const longestRuns = 2_000_000

/** Words at a place. They may hold names: they go where the reader's note goes, and nowhere else. */
export interface NoteMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'note'
  readonly points: readonly [Point]
  readonly text: string
}

export const longestNote = 500

/** The tongue as the reader outlined it on a picture of this very size: one piece, without holes. The model's own outline stays beside it. */
export interface OutlineMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'outline'
  readonly widthPx: number
  readonly heightPx: number
  /** Run lengths as `encodeMask` writes them. */
  readonly runs: string
  /** The points of the smooth contour that the region was filled from; null after a brush. */
  readonly handles: readonly Point[] | null
}

export const handleLimits = [4, 200] as const

/** What the reader says of the tongue's cells: coating, body, or left out. */
export interface SeparationMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'separation'
  readonly cells: TongueCells
}

export const quarterTurns = [0, 90, 180, 270] as const

/** How a picture stands on the screen: turned clockwise, then mirrored left to right (DICOM PS3.3 C.10.6). */
export interface Orientation {
  readonly rotationDeg: (typeof quarterTurns)[number]
  readonly flipped: boolean
}

export interface ShownAs extends Orientation {
  /** null for a colour picture. */
  readonly window: DisplayWindow | null
  /** The lowest value is shown white. */
  readonly inverted: boolean
}

/** A picture that its reader wants to be seen again, and as seen: one a picture. It changes nothing of the picture. */
export interface KeyImageMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'keyImage'
  readonly shownAs: ShownAs
}

/** What belongs to a label, or could. */
export type LabelledMark = Exclude<ShapeMark, LandmarkMark> | MaskMark
/** A reader's correction of what was found of the tongue; one of each kind a picture, and only after the reveal. */
export type TongueMark = OutlineMark | SeparationMark
export type PlacedMark = LengthMark | ShapeMark | MaskMark | NoteMark
export type Mark = PlacedMark | TongueMark | KeyImageMark

export const isLength = (mark: Mark): mark is LengthMark => mark.kind === 'length'
export const isMask = (mark: Mark): mark is MaskMark => mark.kind === 'mask'
export const isNote = (mark: Mark): mark is NoteMark => mark.kind === 'note'
export const isTube = (mark: Mark): mark is TubeMark => mark.kind === 'tube'
export const isLandmark = (mark: Mark): mark is LandmarkMark => mark.kind === 'landmark'
export const isOutline = (mark: Mark): mark is OutlineMark => mark.kind === 'outline'
export const isSeparation = (mark: Mark): mark is SeparationMark => mark.kind === 'separation'
export const isTongueMark = (mark: Mark): mark is TongueMark => isOutline(mark) || isSeparation(mark)
export const isKeyImage = (mark: Mark): mark is KeyImageMark => mark.kind === 'keyImage'
/** What has a place on its picture and a name: neither a correction nor a way of showing. */
export const isPlaced = (mark: Mark): mark is PlacedMark => !isTongueMark(mark) && !isKeyImage(mark)
export const isShape = (mark: Mark): mark is ShapeMark => isPlaced(mark) && !isLength(mark) && !isNote(mark) && !isMask(mark)
export const isLabelled = (mark: Mark): mark is LabelledMark => isMask(mark) || (isShape(mark) && !isLandmark(mark))

/** A line round the shape; the corners of a box clockwise from the left upper one. */
export function outlineOfShape(mark: ShapeMark): readonly Point[] {
  const { points } = mark
  const [start, end] = points
  if (formOf(mark) !== 'box' || start === undefined || end === undefined) return points
  return [start, [end[0], start[1]], end, [start[0], end[1]]]
}

/** Where a pixel's size comes from. Detector spacing is not corrected for magnification and is said to be so. reader: a length that was calibrated on the picture. */
export const spacingSources = ['pixelSpacing', 'imagerPixelSpacing', 'reader'] as const
export type SpacingSource = (typeof spacingSources)[number]
export interface Spacing {
  readonly rowMm: number
  readonly columnMm: number
  readonly source: SpacingSource
}

/** Length in mm, or null when the picture is not calibrated. */
export function lengthMm(points: LengthMark['points'], spacing: Spacing | null): number | null {
  if (spacing === null) return null
  const [[startX, startY], [endX, endY]] = points
  return Math.hypot((endX - startX) * spacing.columnMm, (endY - startY) * spacing.rowMm)
}

export function lengthPx([[startX, startY], [endX, endY]]: LengthMark['points']): number {
  return Math.hypot(endX - startX, endY - startY)
}

/**
 * The pixel size that holds on a picture: what its reader calibrated, else what it came with, else null. Several
 * calibrated lengths are taken together: the sum of their known mm over the sum of their lengths. The ratio of rows to
 * columns stays the picture's own.
 */
export function calibratedSpacing(marks: readonly Mark[], { imageId, spacing }: { readonly imageId: ImageId; readonly spacing: Spacing | null }): Spacing | null {
  const known = marks.filter(isLength).filter((mark) => mark.imageId === imageId && mark.knownMm !== undefined && lengthPx(mark.points) > 0)
  if (known.length === 0) return spacing
  const { rowMm, columnMm }: Omit<Spacing, 'source'> = spacing ?? { rowMm: 1, columnMm: 1 }
  const drawn = known.reduce((sum, { points }) => sum + (lengthMm(points, { rowMm, columnMm, source: 'reader' }) ?? 0), 0)
  const share = known.reduce((sum, { knownMm }) => sum + (knownMm ?? 0), 0) / drawn
  return { rowMm: rowMm * share, columnMm: columnMm * share, source: 'reader' }
}
