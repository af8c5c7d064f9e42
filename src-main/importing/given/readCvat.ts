import type { RowProblem } from '../../../src-shared/contract/given.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { RowCollector, shapeProblem, type ForeignItem, type ForeignRow, type LabelFile } from './foreignRow.ts'
import { XmlRefusal, xmlStarts, type XmlStart } from './xmlElements.ts'

type Attributes = XmlStart['attributes']
type Reader = (attributes: Attributes, name: string) => readonly ForeignItem[] | RowProblem

/** Elements that stand for something on a picture. Those without a reader are kinds of shape that are not kept here. */
const readers: Readonly<Record<string, Reader | RowProblem>> = {
  tag: (_, name) => [{ kind: 'answer', name, state: 'present' }],
  box: readBox,
  polygon: (attributes, name) => shaped('polygon', name, pointsOf(attributes)),
  polyline: (attributes, name) => shaped('polyline', name, pointsOf(attributes)),
  points: readPoints,
  mask: 'mask',
  ellipse: 'shape',
  cuboid: 'shape',
  skeleton: 'shape',
}

/**
 * Reads CVAT's XML 1.1 for pictures: tags, boxes (a turned one as the polygon it is), polygons, polylines and points.
 * Throws AppError `labels.unreadable`; its reason is `doctype` for a file that declares one, `video` for tracks.
 */
export function readCvat(xml: string): LabelFile {
  try {
    return readElements(xml)
  } catch (cause) {
    if (cause instanceof XmlRefusal) throw new AppError('labels.unreadable', { reason: cause.reason, offset: cause.offset }, { cause })
    throw cause
  }
}

function readElements(xml: string): LabelFile {
  const found = new RowCollector()
  let image: Omit<ForeignRow, 'items'> | null = null
  let place = 0
  for (const { name, attributes, depth } of xmlStarts(xml)) {
    if (depth === 0 && name !== 'annotations') throw new AppError('labels.unreadable', { reason: 'cvat' })
    if (depth === 1 && name === 'track') throw new AppError('labels.unreadable', { reason: 'video' })
    if (depth === 1) image = name === 'image' ? { place: (place += 1), image: attributes.get('name') ?? '', ...sizeOf(attributes) } : null
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (depth !== 2 || image === null || reader === undefined) continue
    const read = typeof reader === 'string' ? reader : reader(attributes, attributes.get('label') ?? '')
    if (typeof read === 'string') found.refuse(image, read)
    else found.take({ ...image, items: read })
  }
  return found.file('cvat')
}

function sizeOf(attributes: Attributes): Pick<ForeignRow, 'size'> {
  const [widthPx, heightPx] = [numberOf(attributes.get('width')), numberOf(attributes.get('height'))]
  return widthPx > 0 && heightPx > 0 ? { size: { widthPx, heightPx } } : {}
}

const numberOf = (text: string | undefined): number => (text === undefined || text.trim() === '' ? Number.NaN : Number(text))

function shaped(shape: 'box' | 'polygon' | 'polyline' | 'point', name: string, points: readonly Point[]): readonly ForeignItem[] | RowProblem {
  return shapeProblem(shape, points) ?? [{ kind: 'shape', name, shape, points }]
}

function readBox(attributes: Attributes, name: string): readonly ForeignItem[] | RowProblem {
  const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = ['xtl', 'ytl', 'xbr', 'ybr'].map((key) => numberOf(attributes.get(key)))
  const degrees = attributes.has('rotation') ? numberOf(attributes.get('rotation')) : 0
  if (degrees === 0) return shaped('box', name, [[left, top], [right, bottom]])
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2]
  const turned = ([x, y]: Point): Point => [middleX + (x - middleX) * cos - (y - middleY) * sin, middleY + (x - middleX) * sin + (y - middleY) * cos]
  return shaped('polygon', name, ([[left, top], [right, top], [right, bottom], [left, bottom]] as const).map(turned))
}

/** One element may hold several places; each becomes a point of its own. */
function readPoints(attributes: Attributes, name: string): readonly ForeignItem[] | RowProblem {
  const points = pointsOf(attributes)
  const problem = points.length === 0 ? 'points' : points.map((point) => shapeProblem('point', [point])).find((found) => found !== null)
  return problem ?? points.map((point) => ({ kind: 'shape', name, shape: 'point', points: [point] }))
}

/** "x,y;x,y"; a coordinate that is none stays NaN and is refused with its shape. */
function pointsOf(attributes: Attributes): readonly Point[] {
  const pairs = (attributes.get('points') ?? '').split(';').filter((pair) => pair.trim() !== '')
  return pairs.map((pair): Point => {
    const [x, y, ...more] = pair.split(',').map((text) => numberOf(text))
    return more.length > 0 ? [Number.NaN, Number.NaN] : [x ?? Number.NaN, y ?? Number.NaN]
  })
}
