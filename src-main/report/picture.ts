import type { ImageView } from '../../src-shared/domain/image.ts'
import { decodeMask, maskBounds } from '../../src-shared/domain/mask.ts'
import { calibratedSpacing, formOf, isLabelled, isLandmark, isLength, isMask, isNote, isPlaced, isTube, lengthMm, lengthPx, outlineOfShape, type Mark, type MaskMark, type NoteMark, type PlacedMark, type Point, type ShownAs } from '../../src-shared/domain/mark.ts'
import { lineWords } from '../../src-shared/lineWords.ts'
import type { PixelBox } from '../engine/protocol.ts'
import type { ReportSubject } from './answers.ts'
import { nameIn } from './labelIn.ts'
import type { ReportWords } from './words.ts'
import { colours, page, styles, type Block, type Sheet } from './sheet.ts'

/** The picture on the page: a part of an original, re-encoded. */
export interface ReportPicture {
  readonly image: ImageView
  readonly box: PixelBox
  readonly jpeg: Uint8Array
  /** How the reader had it on the screen, where it is a key image: its window and polarity are those of `jpeg`. */
  readonly keyImage: ShownAs | null
}

const boxPt = { width: 210, height: 172 } as const
export const pictureLeftPt = page.widthPt - page.marginPt - boxPt.width
const lineColours = { model: '#ffd23f', reader: '#00dcff' } as const
/** Beyond this many the list would leave no room for the answers. */
const mostListedMarks = 8

/** Draws the picture with its lines and caption at the right; answers where it ends, in points from the top. */
export function drawPicture(sheet: Sheet, subject: ReportSubject, picture: ReportPicture | null): number {
  const { topPt } = sheet
  const caption = captionOf(sheet, subject, picture)
  if (picture === null) {
    sheet.document.lineWidth(0.5).strokeColor(colours.rule).rect(pictureLeftPt, topPt, boxPt.width, caption.heightPt + 12).stroke()
    caption.draw(pictureLeftPt + 6, topPt + 6)
    return topPt + caption.heightPt + 12
  }
  const scale = Math.min(boxPt.width / picture.box.widthPx, boxPt.height / picture.box.heightPx)
  const [widthPt, heightPt] = [picture.box.widthPx * scale, picture.box.heightPx * scale]
  sheet.document.image(Buffer.from(picture.jpeg), pictureLeftPt, topPt, { width: widthPt, height: heightPt })
  sheet.document.save().rect(pictureLeftPt, topPt, widthPt, heightPt).clip()
  const toPage = ([x, y]: Point): Point => [pictureLeftPt + (x - picture.box.leftPx) * scale, topPt + (y - picture.box.topPx) * scale]
  drawLines(sheet, subject, { image: picture.image, toPage })
  sheet.document.restore()
  caption.draw(pictureLeftPt, topPt + heightPt + 3)
  return topPt + heightPt + 3 + caption.heightPt
}

export interface Place {
  readonly image: ImageView
  readonly toPage: (point: Point) => Point
}

/** The model's outline and the reader's marks. */
export function drawLines(sheet: Sheet, { reported }: ReportSubject, { image, toPage }: Place): void {
  const outline = outlineOn(reported.run, image)
  if (outline.length > 2) strokePath(sheet, outline.map(toPage), { closed: true, colour: lineColours.model, dashed: true })
  marksOn(reported.read.marks, image).forEach((mark, index) => {
    if (isMask(mark)) return drawMask(sheet, mark, { toPage, number: String(index + 1) })
    const points = (isLength(mark) ? mark.points : outlineOfShape(mark)).map(toPage)
    const [[x, y] = [0, 0]] = points
    const form = isLength(mark) ? 'polyline' : formOf(mark)
    if (form === 'point' || points.length === 1) sheet.document.lineWidth(0.9).strokeColor(lineColours.reader).circle(x, y, 2).stroke()
    else strokePath(sheet, points, { closed: form === 'box' || form === 'polygon', colour: lineColours.reader, dashed: false })
    // Beside a point, not over it.
    drawNumber(sheet, String(index + 1), form === 'point' ? [x + 3, y - 1] : [x, y])
  })
}

interface PlacedMask {
  readonly toPage: (point: Point) => Point
  readonly number: string
}

/** A painted region: a translucent fill under its own border. */
function drawMask(sheet: Sheet, mark: MaskMark, { toPage, number }: PlacedMask): void {
  const mask = decodeMask(mark.runs, mark)
  const bounds = mask === null ? null : maskBounds(mask)
  if (mask === null || bounds === null) return
  const { document } = sheet
  for (const [y, row] of mask.rows.entries()) {
    for (let place = 0; place < row.length; place += 2) {
      const [[left, top], [right, bottom]] = [toPage([row[place] ?? 0, y]), toPage([row[place + 1] ?? 0, y + 1])]
      document.rect(left, top, right - left, bottom - top)
    }
  }
  document.fillOpacity(0.35).fill(lineColours.reader).fillOpacity(1)
  drawNumber(sheet, number, toPage([bounds.left, bounds.top]))
}

/** On a dark ground of its own. */
function drawNumber(sheet: Sheet, number: string, [x, y]: Point): void {
  sheet.document.rect(x, y - 8, 2 + 4 * number.length, 8).fill('#000000')
  sheet.line(number, [x + 1, y - 8.6], { sizePt: 6.5, colour: lineColours.reader })
}

export interface Stroke {
  readonly closed: boolean
  readonly colour: string
  readonly dashed: boolean
  readonly dotted?: boolean
}

/** A dark line under a bright one: seen on bright and on dark pictures. */
export function strokePath({ document }: Sheet, points: readonly Point[], { closed, colour, dashed, dotted = false }: Stroke): void {
  for (const [widthPt, lineColour] of [[1.8, '#000000'], [0.9, colour]] as const) {
    points.forEach(([x, y], index) => (index === 0 ? document.moveTo(x, y) : document.lineTo(x, y)))
    if (closed) document.closePath()
    document.lineWidth(widthPt).strokeColor(lineColour)
    if (dashed) document.dash(3, { space: 2 })
    else if (dotted) document.dash(0.9, { space: 1.6 })
    else document.undash()
    document.stroke()
  }
  document.undash()
}

/** Words on the picture are the reader's own, like the note: they are not on the page. Outline and separation are no numbered marks. */
type ReportedMark = Exclude<PlacedMark, NoteMark>
const reportedMarks = (marks: readonly Mark[]): readonly ReportedMark[] => marks.filter(isPlaced).filter((mark) => !isNote(mark))

const marksOn = (marks: readonly Mark[], { imageId }: ImageView): readonly ReportedMark[] => reportedMarks(marks).filter((mark) => mark.imageId === imageId)

const outlineOn = (run: ReportSubject['reported']['run'], image: ImageView): readonly Point[] =>
  run?.imageId === image.imageId ? (run.segmentation?.polygon ?? []) : []

/** What is to be seen, or why nothing is. */
function captionOf(sheet: Sheet, subject: ReportSubject, picture: ReportPicture | null): Block {
  return picture === null ? sheet.block(whyNoPicture(subject), boxPt.width - 12, styles.quiet) : sheet.block(captionLines(subject, picture).join('\n').trimEnd(), boxPt.width, styles.small)
}

export const whyNoPicture = ({ reported, words }: ReportSubject): string => (reported.images.length === 0 ? words.noPicture : words.faceWithheld)

/** Which picture it is, what its lines are, and its marks by number. */
export function captionLines(subject: ReportSubject, picture: ReportPicture): readonly string[] {
  const { reported, words } = subject
  const marks = marksOn(reported.read.marks, picture.image)
  const elsewhere = reportedMarks(reported.read.marks).length - marks.length
  const listed = [
    ...marks.slice(0, mostListedMarks).map((mark, index) => `${index + 1} ${nameOfMark(subject, mark, picture.image)}`),
    ...(marks.length > mostListedMarks ? [words.moreMarks(marks.length - mostListedMarks)] : []),
    ...(elsewhere > 0 ? [words.otherMarks(elsewhere)] : []),
  ]
  const place = reported.images.findIndex(({ imageId }) => imageId === picture.image.imageId) + 1
  return [words.pictureOf(place, reported.images.length), ...(picture.keyImage === null ? [] : [keyImageWords(words, picture.keyImage)]), ...(outlineOn(reported.run, picture.image).length > 2 ? [words.modelOutline] : []), words.listed(listed)]
}

function keyImageWords({ keyImage, inverted, list }: ReportWords, { window, inverted: isInverted }: ShownAs): string {
  const figure = (value: number): string => String(Math.round(value))
  return list([keyImage, ...(window === null ? [] : [`L ${figure(window.centre)} W ${figure(window.width)}`]), ...(isInverted ? [inverted] : [])])
}

function nameOfMark({ reported, language, words }: ReportSubject, mark: ReportedMark, image: ImageView): string {
  const spacing = calibratedSpacing(reported.read.marks, image)
  if (isLandmark(mark)) return lineWords[language].landmark[mark.landmark]
  const kind = isTube(mark) ? lineWords[language].tube[mark.tube] : words.shape[mark.kind]
  if (isLabelled(mark)) {
    const { label } = mark
    return label === null ? kind : words.named(kind, nameIn(reported.labelSets, label)?.name[language] ?? label.label)
  }
  const millimetres = lengthMm(mark.points, spacing)
  if (millimetres === null) return words.named(kind, `${lengthPx(mark.points).toFixed(1)} ${words.pixels}`)
  const length = words.named(kind, `${millimetres.toFixed(1)} mm`)
  return spacing === null || spacing.source === 'pixelSpacing' ? length : words.remarked(length, lineWords[language].source[spacing.source])
}
