import type { ReportSubject } from './answers.ts'
import { drawHeading, fittedText, type LeftOut } from './fitted.ts'
import type { ReportPicture } from './picture.ts'
import { innerWidthPt, page, styles, type Sheet } from './sheet.ts'
import { drawTonguePictures, picturesLeftPt } from './tonguePictures.ts'
import { drawAnswered, drawConstitution, drawSigns } from './tongueTables.ts'
import { tongueReportWords } from './tongueWords.ts'
import { minuteOf } from './words.ts'

const factNameWidthPt = 74
const factGapPt = 1
/** What is never given to a table: the heading and two lines of the impression, what is left out, and the signature. */
const keptPt = { impression: 40, foot: 26 } as const
const mostFactLines = 4

interface Given {
  readonly picture: ReportPicture | null
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/**
 * A practitioner's one page: photo and lines, measured signs, constitution seen by reader, model, evidence and
 * questionnaire side by side, answers, impression, signature. Whatever the texts, it stays one page: what finds no room
 * is counted, and the page says so.
 */
export function drawTonguePage(sheet: Sheet, subject: ReportSubject, { picture, facts }: Given): void {
  const leftOut: LeftOut = { characters: 0, rows: 0 }
  const { words, reported, language } = subject
  const top = sheet.topPt
  const pictureEndPt = drawTonguePictures(sheet, subject, picture, leftOut)
  sheet.topPt = top
  drawFacts(sheet, facts, leftOut)
  sheet.topPt = Math.max(sheet.topPt, pictureEndPt)
  const room = (): number => sheet.roomPt - keptPt.impression - keptPt.foot
  drawSigns(sheet, subject, room, leftOut)
  drawConstitution(sheet, subject, room, leftOut)
  drawAnswered(sheet, subject, room, leftOut)
  drawHeading(sheet, words.impression, { heading: styles.heading }, leftOut)
  const mostLines = Math.max(1, Math.floor((sheet.roomPt - keptPt.foot) / sheet.lineHeightPt(styles.body)))
  fittedText(sheet, reported.read.impression.trim() || words.nothingWritten, { widthPt: innerWidthPt, style: styles.body, mostLines }, leftOut).draw(page.marginPt, sheet.topPt)
  drawSignature(sheet, subject, leftOut, tongueReportWords[language].leftOut)
}

function drawFacts(sheet: Sheet, facts: Given['facts'], leftOut: LeftOut): void {
  const widthPt = picturesLeftPt - page.marginPt - factNameWidthPt - 12
  for (const [name, value] of facts) {
    const block = fittedText(sheet, value, { widthPt, style: styles.body, mostLines: mostFactLines }, leftOut)
    fittedText(sheet, name, { widthPt: factNameWidthPt - 3, style: styles.quiet, mostLines: 1 }, leftOut).draw(page.marginPt, sheet.topPt + 0.7)
    block.draw(page.marginPt + factNameWidthPt, sheet.topPt)
    sheet.topPt += block.heightPt + factGapPt
  }
}

/** At the foot of what a page holds, whatever stands above. */
function drawSignature(sheet: Sheet, { reported, words, language }: ReportSubject, leftOut: LeftOut, saidOf: (characters: number, rows: number) => string): void {
  const { signature } = reported
  const topPt = page.heightPt - page.footPt - keptPt.foot + 1
  const said = fittedText(sheet, tongueReportWords[language].signed(signature.signer, words.utc(minuteOf(signature.signedAt))), { widthPt: innerWidthPt, style: styles.body, mostLines: 1 }, leftOut)
  if (leftOut.characters + leftOut.rows > 0) sheet.line(saidOf(leftOut.characters, leftOut.rows), [page.marginPt, topPt], { ...styles.quiet, colour: styles.warning.colour })
  said.draw(page.marginPt, topPt + sheet.lineHeightPt(styles.quiet) + 1)
}
