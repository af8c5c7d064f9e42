import type { PredictionView } from '../../src-shared/contract/bench.ts'
import { maskArea, maskBounds } from '../../src-shared/domain/mask.ts'
import { calibratedSpacing, isLabelled, isLandmark, isLength, isShape, isTube, lengthMm, lengthPx, outlineOfShape, type MaskMark, type OutlineMark, type Point, type ShapeKind, type ShapeMark } from '../../src-shared/domain/mark.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { maskOf, runLengths, type RunLengths } from './runLengths.ts'
import { calibrationOf, measuredSigns, readerSigns } from './measuredSigns.ts'
import { modelSource, readerOutline, tongueCells } from './tongueRegions.ts'
import { questionnaireFacts } from './questionnaire.ts'
import { labelColumns, labelName, labelValue, nameOf, type LabelColumn, type LabelSetsOf } from './cells.ts'
import { findingCell, lineCell, rejectedCells, toldCell } from './lines.ts'

/** Category of the tongue's outline; labels of whole pictures follow after it. */
const tongueCategory = { id: 1, name: 'tongue', supercategory: 'region' } as const

export interface PlacedImage {
  readonly signed: SignedCase
  readonly image: ExportedImage
  /** Name of the written picture, relative to the annotation file. */
  readonly fileName: string
}

/**
 * COCO instances: the tongue as the reader outlined it (run lengths, source `reader`; the model's own then stands in the image's entry as `tongue_outline_model`), else the model's outline as a polygon, as the reader saw it; and the reader's boxes, polygons and
 * painted regions (uncompressed run lengths) in their labels' categories (without a label: `unlabelled`, a category of its own where one was drawn). What COCO has no member for stands in
 * additional ones, which readers of COCO pass over: `labels` of an image (1 present, 0 absent; anything else is left
 * out), `unsure`, `not_assessable`, `lengths` in pixels and, where calibrated, in mm, `polylines` and `points` with
 * their label and places in pixels, `tubes` (points in order of drawing, tip, course, flag and trace as signed), `line_rules`, `rejected_suggestions` (tubes that the demonstration model suggested and the reader did not want: model, score and points as suggested), `landmarks`,
 * `reading_seconds` (how long the case was on the screen while it was read), `signed_in_batch` (its id, cases, sample, share and seed) and `communications` (when and how; who was told stays here); of an annotation: `source` and `kind`.
 */
export function casesAsCoco(placed: readonly PlacedImage[], createdAt: string, labelSetsOf: LabelSetsOf): string {
  const present = [...new Set(placed.map(({ signed }) => signed.task))]
  const columnsOf = new Map(present.map((task) => [task, labelColumns(labelSetsOf(task))]))
  const columns = [...columnsOf.values()].flat()
  const named = columns.map((column, index) => ({ id: index + 2, name: nameOf(column), supercategory: column.labelSet }))
  const other = { id: named.length + 2, name: 'unlabelled', supercategory: 'region' }
  const categoryIds = new Map(named.map(({ id, name }) => [name, id]))
  const images = placed.map((one, index) => imageEntry(one, index + 1, columnsOf.get(one.signed.task) ?? []))
  const regionsOf = (one: PlacedImage, index: number): readonly Region[] => [
    ...outlineOf(one, index + 1),
    ...shapesOf(one, index + 1, (label) => categoryIds.get(labelName(label, columns) ?? '') ?? other.id),
  ]
  const annotations = placed.flatMap(regionsOf).map((region, index) => ({ ...region, id: index + 1 }))
  const used = annotations.some(({ category_id: category }) => category === other.id) ? [other] : []
  const info = { description: researchUseOnly.en, version: '1', date_created: createdAt }
  return `${JSON.stringify({ info, licenses: [], images, annotations, categories: [tongueCategory, ...named, ...used] }, null, 1)}\n`
}

function imageEntry({ signed, image, fileName }: PlacedImage, id: number, columns: readonly LabelColumn[]): Record<string, unknown> {
  const [signs, ownSigns, cells] = [measuredSigns(signed, image), readerSigns(signed, image), tongueCells(signed, image)]
  const modelOutline = readerOutline(signed, image) === null ? [] : polygonOn(signed.run, image)
  const values = columns.map((column) => [`${column.labelSet}.${column.label}`, labelValue(signed.answers, column)] as const)
  const answeredAs = (state: string): readonly string[] =>
    signed.answers.filter((answer) => answer.state === state).map(({ labelSet, label }) => `${labelSet}.${label}`)
  return {
    id,
    file_name: fileName,
    width: image.widthPx,
    height: image.heightPx,
    task: signed.task,
    case: signed.caseId,
    patient: signed.pseudonym,
    patient_kind: signed.patientKind,
    role: image.role,
    labels: Object.fromEntries(values.filter(([, value]) => value !== null)),
    ...(signs === null ? {} : { measured_signs: signs, colour_calibration: calibrationOf(signed, image) }),
    ...(ownSigns === null ? {} : { measured_signs_reader: ownSigns }),
    ...(cells === null ? {} : { tongue_cells: cells }),
    ...(modelOutline.length < 3 ? {} : { tongue_outline_model: { source: modelSource(signed), segmentation: [modelOutline.flat()] } }),
    ...(signed.questionnaire === null ? {} : { questionnaire: questionnaireFacts(signed.questionnaire) }),
    unsure: answeredAs('unsure'),
    not_assessable: answeredAs('notAssessable'),
    lengths: signed.marks
      .filter(isLength)
      .filter(({ imageId }) => imageId === image.imageId)
      .map(({ points }) => ({ points, px: lengthPx(points), mm: lengthMm(points, calibratedSpacing(signed.marks, image)) })),
    polylines: placesOf('polyline', { signed, image }, columns),
    points: placesOf('point', { signed, image }, columns),
    ...linesOf(signed, image, columns),
  }
}

/** Tubes with their tips and what the rules said of them as signed, landmarks, suggestions that were not wanted, and who was told; nothing where there is none of it. */
function linesOf(signed: SignedCase, image: ExportedImage, columns: readonly LabelColumn[]): Record<string, unknown> {
  const { marks, lines, communications, readingSeconds, batch } = signed
  const here = marks.filter((mark) => mark.imageId === image.imageId)
  const rejected = rejectedCells(signed, image)
  const tubes = here.filter(isTube).map((tube) => ({ ...lineCell(tube, columns), ...findingCell(lines, tube) }))
  const landmarks = here.filter(isLandmark).map((mark) => lineCell(mark, columns))
  return {
    ...(tubes.length === 0 ? {} : { tubes, line_rules: lines?.rules ?? null }),
    ...(rejected.length === 0 ? {} : { rejected_suggestions: rejected }),
    ...(landmarks.length === 0 ? {} : { landmarks }),
    ...(batch === null ? {} : { signed_in_batch: batch }),
    ...(readingSeconds === null ? {} : { reading_seconds: readingSeconds }),
    ...(communications.length === 0 ? {} : { communications: communications.map(toldCell) }),
  }
}

/** Shapes without an inside: COCO's annotations have no place for them. */
const placesOf = (kind: ShapeKind, { signed, image }: Omit<PlacedImage, 'fileName'>, columns: readonly LabelColumn[]) =>
  signed.marks
    .filter(isShape)
    .filter((mark) => mark.kind === kind && mark.imageId === image.imageId)
    .map(({ label, points }) => ({ label: labelName(label, columns), points }))

interface Region {
  readonly image_id: number
  readonly category_id: number
  readonly segmentation: readonly (readonly number[])[] | RunLengths
  /** px² */
  readonly area: number
  readonly bbox: readonly number[]
  readonly iscrowd: 0
  readonly source: string
  readonly kind: 'box' | 'polygon' | 'mask' | 'outline'
}

function outlineOf({ signed, image }: PlacedImage, imageId: number): readonly Region[] {
  const own = readerOutline(signed, image)
  if (own !== null) return [{ image_id: imageId, category_id: tongueCategory.id, ...placeOfMask(own), iscrowd: 0, source: 'reader', kind: 'outline' }]
  const polygon = polygonOn(signed.run, image)
  if (polygon.length < 3) return []
  const source = modelSource(signed)
  return [{ image_id: imageId, category_id: tongueCategory.id, ...placeOf(polygon), iscrowd: 0, source, kind: 'polygon' }]
}

function shapesOf({ signed, image }: PlacedImage, imageId: number, categoryOf: (label: ShapeMark['label']) => number): readonly Region[] {
  return signed.marks.filter(isLabelled).flatMap((mark): readonly Region[] => {
    const { kind, label } = mark
    if (kind === 'mask' && mark.imageId === image.imageId) return [{ image_id: imageId, category_id: categoryOf(label), ...placeOfMask(mark), iscrowd: 0, source: 'reader', kind }]
    if (mark.imageId !== image.imageId || (kind !== 'box' && kind !== 'polygon')) return []
    const place = placeOf(outlineOfShape(mark))
    return [{ image_id: imageId, category_id: categoryOf(label), ...place, iscrowd: 0, source: 'reader', kind }]
  })
}

function placeOfMask(mark: MaskMark | OutlineMark): Pick<Region, 'segmentation' | 'area' | 'bbox'> {
  const mask = maskOf(mark)
  const { left, top, right, bottom } = maskBounds(mask) ?? { left: 0, top: 0, right: 0, bottom: 0 }
  return { segmentation: runLengths(mark), area: maskArea(mask), bbox: [left, top, right - left, bottom - top] }
}

function placeOf(polygon: readonly Point[]): Pick<Region, 'segmentation' | 'area' | 'bbox'> {
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const bbox = [left, top, Math.max(...xs) - left, Math.max(...ys) - top]
  return { segmentation: [polygon.flat()], area: polygonArea(polygon), bbox }
}

const polygonOn = (run: PredictionView | null, image: ExportedImage): readonly Point[] =>
  run?.imageId === image.imageId ? (run.segmentation?.polygon ?? []) : []

/** Shoelace formula; px². */
export function polygonArea(polygon: readonly Point[]): number {
  let twice = 0
  for (const [index, [x, y]] of polygon.entries()) {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length] ?? [x, y]
    twice += x * nextY - nextX * y
  }
  return Math.abs(twice) / 2
}
