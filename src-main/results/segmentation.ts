import { decodeMask, emptyMask, strokedMask, type Mask } from '../../src-shared/domain/mask.ts'
import { isMask, type Point, type Spacing, type TubeMark } from '../../src-shared/domain/mark.ts'
import type { TubeOrigin } from '../../src-shared/domain/tubeSuggestion.ts'
import { originWords } from '../../src-shared/lineWords.ts'
import { codeSequence, sequence, tagValue, text, unsigned16, unsigned32, type Code } from '../dicom/elements.ts'
import type { Written } from '../dicom/write.ts'
import { codes, ownCodes, tubeCodes } from './codes.ts'
import { contentFacts, contentMoment, objectFile, referenceTo } from './dicomObject.ts'
import { codeOfLabel } from './flags.ts'
import { uidOfMark } from './identity.ts'
import type { SourcedFilm } from './sourced.ts'
import type { ResultSubject } from './subject.ts'

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4'
/** A tube's drawn line has no width of its own. */
const lineWidth = { mm: 2, px: 5 } as const

interface Segment {
  readonly label: string
  readonly description: string
  readonly category: Code
  readonly type: Code
  readonly trackingUid: string
  /** Where a model suggested it and the reader accepted it; null: the reader drew it. */
  readonly suggested: TubeOrigin | null
  readonly mask: Mask
}

/**
 * Binary Segmentation on the pixel grid of a film (PS3.3 A.51): a segment for every tube, whose line is drawn 2 mm wide
 * (5 pixels without calibration), and one for every region that the reader painted. null where there is neither.
 */
export function segmentation(subject: ResultSubject, film: SourcedFilm): Uint8Array | null {
  const segments = segmentsOf(subject, film)
  if (segments.length === 0) return null
  const { source } = film
  const kind = { sopClass: segmentationStorage, modality: 'SEG', seriesNumber: 9002, description: 'Tubes as drawn', purpose: `seg/${film.image.imageId}` } as const
  const dimension = subject.naming.made(`${kind.purpose}/dimension`)
  return objectFile(subject, source, kind, [
    ...contentMoment(subject, source),
    ...contentFacts(subject, 'TUBES'),
    text(0x0008_0008, 'CS', 'DERIVED', 'PRIMARY'),
    text(0x0020_0020, 'CS', ...(film.image.lie?.patientOrientation ?? [])),
    text(0x0062_0001, 'CS', 'BINARY'),
    text(0x0028_2110, 'CS', '00'),
    ...pixels(film, segments),
    sequence(0x0062_0002, ...segments.map(segmentItem)),
    sequence(0x0020_9221, [text(0x0020_9164, 'UI', dimension)]),
    sequence(0x0020_9222, [tagValue(0x0020_9165, 0x0062_000b), text(0x0020_9164, 'UI', dimension), tagValue(0x0020_9167, 0x0062_000a), text(0x0020_9421, 'LO', 'Segment')]),
    sequence(0x5200_9229, derivedFrom(film)),
    sequence(0x5200_9230, ...segments.map((_, index) => [sequence(0x0020_9111, [unsigned32(0x0020_9157, index + 1)]), sequence(0x0062_000a, [unsigned16(0x0062_000b, index + 1)])])),
    sequence(0x0008_1115, [text(0x0020_000e, 'UI', source.seriesUid), sequence(0x0008_114a, referenceTo(source))]),
  ])
}

function segmentsOf(subject: ResultSubject, film: SourcedFilm): readonly Segment[] {
  const size = { widthPx: film.source.columns, heightPx: film.source.rows }
  const radiusPx = lineRadiusPx(film.spacing)
  const tubes = subject.tubes.filter((tube) => tube.film === film).map(({ name, mark }): Segment => ({
    label: name,
    description: `Line of the reader, drawn ${film.spacing === null ? `${lineWidth.px} pixels` : `${lineWidth.mm} mm`} wide; no measure of the tube${originOf(mark)}`,
    category: codes.physicalObject,
    type: tubeCodes[mark.tube],
    trackingUid: uidOfMark(mark.markId),
    suggested: mark.suggested ?? null,
    mask: along(mark.points).reduce((mask, [from, to]) => strokedMask(mask, { from, to, radiusPx, erase: false }), emptyMask(size)),
  }))
  const painted = film.marks.filter(isMask).flatMap((mark, index): readonly Segment[] => {
    const mask = decodeMask(mark.runs, mark)
    if (mask === null) return []
    const type = codeOfLabel(subject, mark.label) ?? ownCodes.paintedRegion
    return [{ label: `${type.meaning} ${index + 1}`, description: 'Painted by the reader', category: codes.place, type, trackingUid: uidOfMark(mark.markId), suggested: null, mask }]
  })
  return [...tubes, ...painted]
}

function originOf(mark: TubeMark): string {
  const origin = originWords(mark, 'en')
  return origin === null ? '' : `; ${origin}`
}

const along = (points: readonly Point[]): readonly (readonly [Point, Point])[] => points.map((end, index) => [points[index - 1] ?? end, end])

/** At least so wide that the line never breaks. */
const lineRadiusPx = (spacing: Spacing | null): number =>
  spacing === null ? lineWidth.px / 2 : Math.max(0.75, lineWidth.mm / 2 / Math.sqrt(spacing.rowMm * spacing.columnMm))

function segmentItem({ label, description, category, type, trackingUid, suggested }: Segment, index: number): readonly Written[] {
  return [
    unsigned16(0x0062_0004, index + 1),
    text(0x0062_0005, 'LO', label),
    text(0x0062_0006, 'ST', description),
    text(0x0062_0008, 'CS', suggested === null ? 'MANUAL' : 'SEMIAUTOMATIC'),
    ...(suggested === null ? [] : [text(0x0062_0009, 'LO', `${suggested.model} ${suggested.version}`)]),
    codeSequence(0x0062_0003, category),
    codeSequence(0x0062_000f, type),
    text(0x0062_0020, 'UT', label),
    text(0x0062_0021, 'UI', trackingUid),
  ]
}

const derivedFrom = ({ source }: SourcedFilm): readonly Written[] => [
  sequence(0x0008_9124, [
    codeSequence(0x0008_9215, codes.segmentation),
    sequence(0x0008_2112, [...referenceTo(source), ...(source.frames > 1 ? [text(0x0008_1160, 'IS', '1')] : []), text(0x0028_135a, 'CS', 'YES'), codeSequence(0x0040_a170, codes.sourceImage)]),
  ]),
]

function pixels({ source }: SourcedFilm, segments: readonly Segment[]): readonly Written[] {
  return [
    unsigned16(0x0028_0002, 1),
    text(0x0028_0004, 'CS', 'MONOCHROME2'),
    text(0x0028_0008, 'IS', String(segments.length)),
    unsigned16(0x0028_0010, source.rows),
    unsigned16(0x0028_0011, source.columns),
    unsigned16(0x0028_0100, 1),
    unsigned16(0x0028_0101, 1),
    unsigned16(0x0028_0102, 0),
    unsigned16(0x0028_0103, 0),
    { tag: 0x7fe0_0010, vr: 'OB', value: packedBits(segments.map(({ mask }) => mask), source) },
  ]
}

/** Frames one after the other without a gap between them, the first pixel in the lowest bit (PS3.5 8.1.1, annex D). */
function packedBits(masks: readonly Mask[], { rows, columns }: SourcedFilm['source']): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((masks.length * rows * columns) / 8))
  for (const [frame, mask] of masks.entries()) {
    for (const [y, row] of mask.rows.entries()) {
      const start = (frame * rows + y) * columns
      for (let place = 0; place < row.length; place += 2) setBits(bytes, start + (row[place] ?? 0), start + (row[place + 1] ?? 0))
    }
  }
  return bytes
}

function setBits(bytes: Uint8Array, from: number, endBefore: number): void {
  for (let bit = from; bit < endBefore; bit += 1) bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) | (1 << (bit & 7))
}
