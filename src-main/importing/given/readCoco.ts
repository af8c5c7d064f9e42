import type { RowProblem } from '../../../src-shared/contract/given.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { outlinesOfMask } from './cocoMask.ts'
import { RowCollector, shapeProblem, type ForeignItem, type ForeignRow, type LabelFile } from './foreignRow.ts'

type Member = Readonly<Record<string, unknown>>

/**
 * Reads COCO's object detection JSON: boxes and polygons. An annotation with polygons becomes those, one without becomes
 * its box, and one with a run-length mask the outlines of its pieces. Throws AppError `labels.unreadable`.
 */
export function readCoco(json: string): LabelFile {
  const root = parsed(json)
  const images = new Map(listOf(root['images']).map((image) => [image['id'], image]))
  const names = new Map(listOf(root['categories']).map((category) => [category['id'], textOf(category['name'])]))
  const found = new RowCollector()
  for (const [index, annotation] of listOf(root['annotations']).entries()) {
    const image = images.get(annotation['image_id'])
    const row = { place: index + 1, image: textOf(image?.['file_name']), ...sizeOf(image) }
    const name = names.get(annotation['category_id']) ?? ''
    const { segmentation } = annotation
    const read = isMember(segmentation) ? maskShapes(segmentation, name, row.size) : shapesOf(annotation, name)
    if (typeof read === 'string') found.refuse(row, read)
    else found.take({ ...row, items: read })
  }
  return found.file('coco')
}

function parsed(json: string): Member {
  try {
    const root: unknown = JSON.parse(json)
    if (isMember(root) && Array.isArray(root['images']) && Array.isArray(root['annotations'])) return root
  } catch (cause) {
    throw new AppError('labels.unreadable', { reason: 'json' }, { cause })
  }
  throw new AppError('labels.unreadable', { reason: 'coco' })
}

const isMember = (value: unknown): value is Member => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly Member[] => (Array.isArray(value) ? value.map((each) => (isMember(each) ? each : {})) : [])
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function sizeOf(image: Member | undefined): Pick<ForeignRow, 'size'> {
  const [width, height] = [image?.['width'], image?.['height']]
  return typeof width === 'number' && typeof height === 'number' ? { size: { widthPx: width, heightPx: height } } : {}
}

function shapesOf({ segmentation, bbox }: Member, name: string): readonly ForeignItem[] | RowProblem {
  const parts = Array.isArray(segmentation) ? (segmentation as readonly unknown[]) : []
  const shapes = parts.length > 0 ? parts.map((part) => ({ shape: 'polygon' as const, points: pairsOf(part) })) : [{ shape: 'box' as const, points: cornersOf(bbox) }]
  const items: ForeignItem[] = []
  for (const { shape, points } of shapes) {
    const problem = points === null ? 'number' : shapeProblem(shape, points)
    if (points === null || problem !== null) return problem ?? 'number'
    items.push({ kind: 'shape', name, shape, points })
  }
  return items
}

/** The outlines of a run-length mask of the picture's own size. */
function maskShapes({ counts, size }: Member, name: string, picture: ForeignRow['size']): readonly ForeignItem[] | RowProblem {
  const read = outlinesOfMask({ counts, size })
  if (typeof read === 'string') return read
  if (picture !== undefined && (picture.widthPx !== read.widthPx || picture.heightPx !== read.heightPx)) return 'otherSize'
  const tooMany = read.outlines.some((points) => shapeProblem('polygon', points) !== null)
  return tooMany ? 'points' : read.outlines.map((points) => ({ kind: 'shape', name, shape: 'polygon', points }))
}

const numbersOf = (value: unknown): readonly number[] | null => (Array.isArray(value) && value.every((each) => typeof each === 'number') ? (value as number[]) : null)

/** Flat coordinates x, y, x, y … as places; null where they are none. */
export function pairsOf(part: unknown): readonly Point[] | null {
  const numbers = numbersOf(part)
  if (numbers === null || numbers.length % 2 !== 0) return null
  return Array.from({ length: numbers.length / 2 }, (_, index): Point => [numbers[2 * index] ?? 0, numbers[2 * index + 1] ?? 0])
}

function cornersOf(bbox: unknown): readonly Point[] | null {
  const numbers = numbersOf(bbox)
  if (numbers?.length !== 4) return null
  const [x = 0, y = 0, width = 0, height = 0] = numbers
  return [[x, y], [x + width, y + height]]
}
