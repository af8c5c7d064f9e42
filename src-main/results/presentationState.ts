import { calibratedSpacing, formOf, isLandmark, isLength, isNote, isShape, isTube, lengthMm, lengthPx, outlineOfShape, tipOf, type Mark, type Point } from '../../src-shared/domain/mark.ts'
import { lineWords, sizeWords, sourceWords } from '../../src-shared/lineWords.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { cutToBytes, float32, sequence, text, unsigned16 } from '../dicom/elements.ts'
import type { Written } from '../dicom/write.ts'
import { contentFacts, objectFile, referenceTo, stampOf } from './dicomObject.ts'
import { codeOfLabel } from './flags.ts'
import { shownAs } from './shownAs.ts'
import type { SourcedFilm } from './sourced.ts'
import type { ResultSubject } from './subject.ts'

const softcopyState = '1.2.840.10008.5.1.4.1.1.11.1'
const layer = 'READER'

/**
 * Grayscale Softcopy Presentation State of one film (PS3.3 A.33.1): as a key image was shown, else as the film opens, and
 * the reader's lines, points and words over it. Words on the picture may be names: they leave only with the patient's. null for a film whose
 * values go through a modality table, which a state would have to repeat, and for one that is no grey picture in its file.
 */
export function presentationState(subject: ResultSubject, film: SourcedFilm): Uint8Array | null {
  const { source } = film
  if (source.rescale === 'table' || source.window === null) return null
  const kind = { sopClass: softcopyState, modality: 'PR', seriesNumber: 9003, description: 'Film as read', purpose: `pr/${film.image.imageId}` } as const
  const { date, time } = stampOf(subject, source)
  return objectFile(subject, source, kind, [
    ...contentFacts(subject, 'READ'),
    // A chest is no paired part (PS3.3 C.7.3.1).
    text(0x0020_0060, 'CS', ''),
    text(0x0070_0082, 'DA', date),
    text(0x0070_0083, 'TM', time),
    sequence(0x0008_1115, [text(0x0020_000e, 'UI', source.seriesUid), sequence(0x0008_1140, imageOf(film))]),
    ...shownAs(film),
    sequence(0x0070_0001, annotationOf(subject, film)),
    sequence(0x0070_0060, [text(0x0070_0002, 'CS', layer), text(0x0070_0062, 'IS', '1'), text(0x0070_0068, 'LO', 'Marks of the reader')]),
  ])
}

/** Of several frames the first is read. */
const imageOf = ({ source }: SourcedFilm): readonly Written[] => [...referenceTo(source), ...(source.frames > 1 ? [text(0x0008_1160, 'IS', '1')] : [])]

function annotationOf(subject: ResultSubject, film: SourcedFilm): readonly Written[] {
  const drawn = film.marks.flatMap((mark) => drawnAs(subject, film, mark))
  const graphics = drawn.flatMap((one) => one.lines.map(graphicObject))
  return [
    sequence(0x0008_1140, imageOf(film)),
    text(0x0070_0002, 'CS', layer),
    sequence(0x0070_0008, inCorner(researchUseOnly.en, 0), inCorner(`Sizes: ${sourceWords(film.spacing?.source ?? null, 'en')}`, 1), ...drawn.filter(({ words }) => words !== '').map(textObject)),
    ...(graphics.length === 0 ? [] : [sequence(0x0070_0009, ...graphics)]),
  ]
}

interface Line {
  readonly points: readonly Point[]
  readonly closed: boolean
}

interface Drawn {
  readonly lines: readonly Line[]
  readonly words: string
  readonly at: Point
}

/** Painted regions are in the segmentation; words on the picture stay here where no name may leave. */
function drawnAs(subject: ResultSubject, film: SourcedFilm, mark: Mark): readonly Drawn[] {
  if (isNote(mark)) return subject.naming.identity === 'original' ? [{ lines: [], words: mark.text, at: mark.points[0] }] : []
  if (isLength(mark)) {
    const mm = lengthMm(mark.points, calibratedSpacing(subject.reported.read.marks, film.image))
    return [{ lines: [{ points: mark.points, closed: false }], words: mm === null ? `${lengthPx(mark.points).toFixed(1)} px` : `${mm.toFixed(1)} mm`, at: mark.points[0] }]
  }
  if (!isShape(mark)) return []
  const [at] = mark.points
  if (at === undefined) return []
  const form = formOf(mark)
  const closed = form === 'box' || form === 'polygon'
  return [{ lines: [{ points: outlineOfShape(mark), closed }, ...dotsOf(mark)], words: wordsOf(subject, mark), at }]
}

const dotsOf = (mark: Mark): readonly Line[] =>
  isTube(mark) ? [mark.offFilm ? undefined : tipOf(mark), mark.sidePort ?? undefined].flatMap((point) => (point === undefined ? [] : [{ points: [point], closed: false }])) : []

function wordsOf(subject: ResultSubject, mark: Mark): string {
  if (isLandmark(mark)) return lineWords.en.landmark[mark.landmark]
  const tube = subject.tubes.find((one) => one.mark.markId === mark.markId)
  if (tube !== undefined) {
    const distance = tube.finding?.distance ?? null
    return distance === null ? tube.name : `${tube.name}: ${lineWords.en.tipAt(sizeWords(distance, 'en'), lineWords.en.landmark[distance.landmark], distance.side)}`
  }
  return 'label' in mark ? (codeOfLabel(subject, mark.label)?.meaning ?? '') : ''
}

function graphicObject({ points, closed }: Line): readonly Written[] {
  const [first] = points
  const path = closed && first !== undefined ? [...points, first] : points
  const isPoint = path.length === 1
  return [
    text(0x0070_0005, 'CS', 'PIXEL'),
    unsigned16(0x0070_0020, 2),
    unsigned16(0x0070_0021, path.length),
    float32(0x0070_0022, ...path.flat()),
    text(0x0070_0023, 'CS', isPoint ? 'POINT' : 'POLYLINE'),
    ...(isPoint || !closed ? [] : [text(0x0070_0024, 'CS', 'N')]),
  ]
}

/** Of a text object, in bytes. */
const longestWords = 1024

/** Words that do not fit say so: half a sentence is not the reader's. */
function shownWhole(words: string): string {
  const lines = words.replaceAll(/\r?\n/gu, '\r\n')
  return Buffer.byteLength(lines) <= longestWords ? lines : `${cutToBytes(lines, longestWords - Buffer.byteLength(cutSign))}${cutSign}`
}

const cutSign = ' […]'

const textObject = ({ words, at }: Drawn): readonly Written[] => [
  text(0x0070_0004, 'CS', 'PIXEL'),
  text(0x0070_0006, 'ST', shownWhole(words)),
  float32(0x0070_0014, ...at),
  text(0x0070_0015, 'CS', 'N'),
]

/** In a corner of the screen, whatever part of the film is shown; one line under the other. */
const inCorner = (words: string, line: number): readonly Written[] => [
  text(0x0070_0003, 'CS', 'DISPLAY'),
  text(0x0070_0006, 'ST', words),
  float32(0x0070_0010, 0.01, 0.01 + 0.04 * line),
  float32(0x0070_0011, 0.6, 0.05 + 0.04 * line),
  text(0x0070_0012, 'CS', 'LEFT'),
]
