import { readFile, stat } from 'node:fs/promises'
import type { Point } from '../../src-shared/domain/mark.ts'
import type { PictureSize } from '../../src-shared/domain/markRules.ts'
import { encodeMask, maskArea } from '../../src-shared/domain/mask.ts'
import { maskOfPolygon, onePiece } from '../../src-shared/domain/maskPieces.ts'
import { crossesItself } from '../../src-shared/domain/selfCrossing.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { MeasureRequest } from '../engine/protocol.ts'
import { outlinesOfMask } from '../importing/given/cocoMask.ts'
import { pairsOf } from '../importing/given/readCoco.ts'

/** An outline as a closed line in picture pixels. */
export interface GivenOutline {
  readonly polygon: readonly Point[]
  /** Of the picture it was drawn on, where the file says so. */
  readonly size: PictureSize | null
}

const MOST_BYTES = 16 * 1024 * 1024
/** More than the contour of any tongue in a picture of 50 megapixels needs. */
const MOST_POINTS = 20_000

/**
 * Reads an outline from a JSON file: an object whose `segmentation` is, as an annotation of the COCO export has it, one polygon
 * `[[x, y, x, y, …]]` or run lengths `{"size":[height, width],"counts":[…]}`, or, as `ctw analyze` prints it, `{"polygon":[[x, y],…]}`;
 * other members are passed over. Throws AppError `outline.unreadable`, `outline.pieces`, `outline.crossing`.
 */
export async function readOutline(path: string): Promise<GivenOutline> {
  const segmentation = membersOf(await jsonIn(path))?.['segmentation']
  const members = membersOf(segmentation)
  if (members !== null && 'counts' in members) return outlineOfRuns(members)
  const polygon = members === null ? flatPolygon(segmentation) : placesOf(members['polygon'])
  if (polygon === null) throw new AppError('outline.unreadable', { reason: 'form' })
  if (polygon.length < 3 || polygon.length > MOST_POINTS || !polygon.flat().every(Number.isFinite)) throw new AppError('outline.unreadable', { reason: 'points', points: polygon.length })
  if (crossesItself(polygon)) throw new AppError('outline.crossing')
  return { polygon, size: null }
}

async function jsonIn(path: string): Promise<unknown> {
  const bytes = await stat(path).then(({ size }) => size, () => null)
  if (bytes === null) throw new AppError('outline.unreadable', { reason: 'missing' })
  if (bytes > MOST_BYTES) throw new AppError('outline.unreadable', { reason: 'tooLarge' })
  try {
    return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/u, ''))
  } catch (cause) {
    throw new AppError('outline.unreadable', { reason: 'json' }, { cause })
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null

function outlineOfRuns({ counts, size }: Readonly<Record<string, unknown>>): GivenOutline {
  const read = outlinesOfMask({ counts, size })
  if (read === 'mask') throw new AppError('outline.pieces')
  if (typeof read === 'string') throw new AppError('outline.unreadable', { reason: 'runLengths' })
  const { outlines, widthPx, heightPx } = read
  const [polygon] = outlines
  if (polygon === undefined || outlines.length > 1) throw new AppError('outline.pieces')
  return { polygon, size: { widthPx, heightPx } }
}

function flatPolygon(value: unknown): readonly Point[] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  if (value.length > 1 && value.every(Array.isArray)) throw new AppError('outline.pieces')
  return pairsOf(value[0])
}

function placesOf(value: unknown): readonly Point[] | null {
  if (!Array.isArray(value)) return null
  const places = value.map((place) => (Array.isArray(place) && place.length === 2 ? pairsOf(place)?.[0] : undefined))
  return places.every((place) => place !== undefined) ? places : null
}

/** The outline as the engine takes it. Throws AppError `outline.otherSize`, `outline.outside`, `outline.tooSmall` where it is none of this picture. */
export function outlineOn({ polygon, size }: GivenOutline, { widthPx, heightPx }: PictureSize): MeasureRequest['outline'] {
  if (size !== null && (size.widthPx !== widthPx || size.heightPx !== heightPx)) throw new AppError('outline.otherSize', { outline: `${size.widthPx} x ${size.heightPx}`, picture: `${widthPx} x ${heightPx}` })
  if (!polygon.every(([x, y]) => x >= 0 && y >= 0 && x <= widthPx && y <= heightPx)) throw new AppError('outline.outside', { picture: `${widthPx} x ${heightPx}` })
  const mask = maskOfPolygon(polygon, { widthPx, heightPx })
  if (maskArea(mask) === 0) throw new AppError('outline.tooSmall')
  return { widthPx, heightPx, runs: encodeMask(onePiece(mask)) }
}
