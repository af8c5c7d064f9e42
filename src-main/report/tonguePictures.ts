import { outlinesOf } from '../../src-shared/domain/contour.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { partOfCells, type TongueCells } from '../../src-shared/domain/tongueCells.ts'
import { maskOf } from '../export/runLengths.ts'
import { readerOutline } from '../export/tongueRegions.ts'
import type { ReportSubject } from './answers.ts'
import { fittedText, type LeftOut } from './fitted.ts'
import { captionLines, drawLines, strokePath, whyNoPicture, type ReportPicture } from './picture.ts'
import { colours, page, styles, type Sheet } from './sheet.ts'
import { tongueReportWords } from './tongueWords.ts'

const gapPt = 6
const onePt = { width: 122, height: 150 } as const
const widthPt = 2 * onePt.width + gapPt
export const picturesLeftPt = page.widthPt - page.marginPt - widthPt
const readerColour = '#00dcff'
const coatingColour = '#8dff6a'
const mostCaptionLines = 6

/** The photo, and beside it the same with the tongue's outline, the edge of the coating and the reader's marks; answers where they end. */
export function drawTonguePictures(sheet: Sheet, subject: ReportSubject, picture: ReportPicture | null, leftOut: LeftOut): number {
  const { topPt } = sheet
  const words = tongueReportWords[subject.language]
  if (picture === null) {
    const why = sheet.block(whyNoPicture(subject), widthPt - 12, styles.quiet)
    sheet.document.lineWidth(0.5).strokeColor(colours.rule).rect(picturesLeftPt, topPt, widthPt, why.heightPt + 12).stroke()
    why.draw(picturesLeftPt + 6, topPt + 6)
    return topPt + why.heightPt + 12
  }
  const scale = Math.min(onePt.width / picture.box.widthPx, onePt.height / picture.box.heightPx)
  const [width, height] = [picture.box.widthPx * scale, picture.box.heightPx * scale]
  // By one address, so that the file holds it once.
  const source = `data:image/jpeg;base64,${Buffer.from(picture.jpeg).toString('base64')}`
  const leftOf = (index: number): number => picturesLeftPt + index * (onePt.width + gapPt)
  for (const index of [0, 1]) sheet.document.image(source, leftOf(index), topPt, { width, height })
  sheet.document.save().rect(leftOf(1), topPt, width, height).clip()
  const toPage = ([x, y]: Point): Point => [leftOf(1) + (x - picture.box.leftPx) * scale, topPt + (y - picture.box.topPx) * scale]
  const cells = cellsOn(subject, picture)
  if (cells !== null) drawCoatingEdge(sheet, cells, toPage)
  drawLines(sheet, subject, { image: picture.image, toPage })
  const own = readerOutline(subject.reported.read, picture.image)
  if (own !== null) for (const line of outlinesOf(maskOf(own))) strokePath(sheet, line.map(toPage), { closed: true, colour: readerColour, dashed: false })
  sheet.document.restore()
  const lines = [words.plainPhoto, ...(own === null ? [] : [words.readerOutline]), cells === null ? words.noCells : words.coatingEdge, ...captionLines(subject, picture)]
  const caption = fittedText(sheet, lines.join('\n').trimEnd(), { widthPt, style: styles.small, mostLines: mostCaptionLines }, leftOut)
  caption.draw(picturesLeftPt, topPt + height + 3)
  return topPt + height + 3 + caption.heightPt
}

/** In the reader's own outline and separation, where something was corrected and measured. */
function cellsOn({ reported: { read, run } }: ReportSubject, { image }: ReportPicture): TongueCells | null {
  const own = read.measures.find((each) => each.imageId === image.imageId)?.tongue.cells
  return own ?? (run?.imageId === image.imageId ? (run.tongue?.cells ?? null) : null)
}

/** Where a cell of coating lies beside one that is none. */
function drawCoatingEdge(sheet: Sheet, cells: TongueCells, toPage: (point: Point) => Point): void {
  for (const outline of outlinesOf(partOfCells(cells, 'coating'))) {
    const points = outline.map(([x, y]) => toPage([cells.leftPx + x * cells.cellPx, cells.topPx + y * cells.cellPx]))
    strokePath(sheet, points, { closed: true, colour: coatingColour, dashed: false, dotted: true })
  }
}
