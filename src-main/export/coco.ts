import type { PredictionView } from '../../src-shared/contract/bench.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { lengthMm, lengthPx } from '../../src-shared/domain/mark.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { labelColumns, labelValue, type LabelColumn, type LabelSetsOf } from './cells.ts'

/** Category of the tongue's outline; labels of whole pictures follow after it. */
const tongueCategory = { id: 1, name: 'tongue', supercategory: 'region' } as const

export interface PlacedImage {
  readonly signed: SignedCase
  readonly image: ExportedImage
  /** Name of the written picture, relative to the annotation file. */
  readonly fileName: string
}

/**
 * COCO instances: the model's tongue outline as a polygon, as the reader saw it. What COCO has no member for stands in
 * additional ones, which readers of COCO pass over: `labels` of an image (1 present, 0 absent; anything else is left
 * out), `unsure`, `not_assessable`, and `lengths` in pixels and, where calibrated, in mm.
 */
export function casesAsCoco(placed: readonly PlacedImage[], createdAt: string, labelSetsOf: LabelSetsOf): string {
  const present = [...new Set(placed.map(({ signed }) => signed.task))]
  const columnsOf = new Map(present.map((task) => [task, labelColumns(labelSetsOf(task))]))
  const columns = [...columnsOf.values()].flat()
  const categories = columns.map(({ labelSet, label }, index) => ({ id: index + 2, name: `${labelSet}.${label}`, supercategory: labelSet }))
  const images = placed.map((one, index) => imageEntry(one, index + 1, columnsOf.get(one.signed.task) ?? []))
  const annotations = placed.flatMap((one, index) => outlineOf(one, index + 1)).map(numbered)
  const info = { description: researchUseOnly.en, version: '1', date_created: createdAt }
  return `${JSON.stringify({ info, licenses: [], images, annotations, categories: [tongueCategory, ...categories] }, null, 1)}\n`
}

function imageEntry({ signed, image, fileName }: PlacedImage, id: number, columns: readonly LabelColumn[]): Record<string, unknown> {
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
    unsure: answeredAs('unsure'),
    not_assessable: answeredAs('notAssessable'),
    lengths: signed.marks
      .filter(({ imageId }) => imageId === image.imageId)
      .map(({ points }) => ({ points, px: lengthPx(points), mm: lengthMm(points, image.spacing) })),
  }
}

const numbered = (outline: Outline, index: number): Outline & { readonly id: number } => ({ ...outline, id: index + 1 })

interface Outline {
  readonly image_id: number
  readonly category_id: number
  readonly segmentation: readonly (readonly number[])[]
  readonly area: number
  readonly bbox: readonly number[]
  readonly iscrowd: 0
  readonly source: string
}

function outlineOf({ signed, image }: PlacedImage, imageId: number): readonly Outline[] {
  const polygon = polygonOn(signed.run, image)
  if (polygon.length < 3) return []
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return [
    {
      image_id: imageId,
      category_id: tongueCategory.id,
      segmentation: [polygon.flat()],
      area: polygonArea(polygon),
      bbox: [left, top, Math.max(...xs) - left, Math.max(...ys) - top],
      iscrowd: 0,
      source: `model ${signed.run?.model.id ?? ''} ${signed.run?.model.version ?? ''}`,
    },
  ]
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
