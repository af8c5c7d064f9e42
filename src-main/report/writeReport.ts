import { researchUseOnly } from '../../src-shared/research.ts'
import { drawAnswers, type ReportSubject } from './answers.ts'
import type { ReportFont } from './font.ts'
import { drawPicture, pictureLeftPt, type ReportPicture } from './picture.ts'
import { drawLines } from './tubes.ts'
import { innerWidthPt, page, Sheet, styles } from './sheet.ts'
import { drawTonguePage } from './tonguePage.ts'
import { minuteOf } from './words.ts'

export interface ReportPlan extends ReportSubject {
  readonly picture: ReportPicture | null
  readonly font: ReportFont
  /** ISO 8601, UTC. */
  readonly madeAt: string
}

export interface WrittenReport {
  readonly bytes: Uint8Array
  readonly pages: number
}

const factNameWidthPt = 78
const factGapPt = 2

/**
 * One A4 page, and of a film further ones where the reader wrote more than a page holds: nothing is cut there. A tongue's
 * report is always one page, which says what it leaves out. The note stays here: it is for the readers themselves.
 */
export async function writeReport(plan: ReportPlan): Promise<WrittenReport> {
  const { words, language, reported, font, madeAt } = plan
  const sheet = new Sheet(font, { title: words.title, subject: researchUseOnly[language], language, madeAt })
  drawTitle(sheet, plan)
  if (reported.row.task === 'tongue') drawTonguePage(sheet, plan, { picture: plan.picture, facts: factsOf(plan).filter(([name]) => name !== plan.words.facts.signer && name !== plan.words.facts.signedAt) })
  else drawFilmPages(sheet, plan)
  return sheet.finish((current, pages) => drawFoot(sheet, plan, { current, pages }))
}

function drawFilmPages(sheet: Sheet, plan: ReportPlan): void {
  const { words, reported } = plan
  const pictureEndPt = drawPicture(sheet, plan, plan.picture)
  const pagesBefore = sheet.document.bufferedPageRange().count
  drawFacts(sheet, plan)
  if (sheet.document.bufferedPageRange().count === pagesBefore) sheet.topPt = Math.max(sheet.topPt, pictureEndPt)
  drawLines(sheet, plan)
  drawAnswers(sheet, plan)
  drawText(sheet, words.impression, reported.read.impression.trim() || words.nothingWritten)
}

function drawTitle(sheet: Sheet, { words, language }: ReportPlan): void {
  sheet.line(words.title, [page.marginPt, sheet.topPt], styles.title)
  sheet.topPt += sheet.lineHeightPt(styles.title)
  sheet.line(researchUseOnly[language], [page.marginPt, sheet.topPt], styles.warning)
  sheet.topPt += sheet.lineHeightPt(styles.warning) + 3
  sheet.rule(sheet.topPt)
  sheet.topPt += 8
}

function drawFacts(sheet: Sheet, plan: ReportPlan): void {
  const valueWidthPt = pictureLeftPt - page.marginPt - factNameWidthPt - 14
  for (const [name, value] of factsOf(plan)) {
    const block = sheet.block(value, valueWidthPt, styles.body)
    if (sheet.roomPt < block.heightPt) sheet.newPage()
    sheet.line(name, [page.marginPt, sheet.topPt + 0.7], styles.quiet)
    block.draw(page.marginPt + factNameWidthPt, sheet.topPt)
    sheet.topPt += block.heightPt + factGapPt
  }
}

function factsOf({ reported, words }: ReportPlan): readonly (readonly [name: string, value: string])[] {
  const { row, read, signature, images } = reported
  const { facts } = words
  return [
    [facts.case, row.pseudonym],
    [facts.patient, words.patientKind[row.patientKind]],
    [facts.visit, row.visitDate ?? words.unknownDate],
    [facts.task, words.task[row.task]],
    [facts.pictures, String(images.length)],
    [facts.signer, signature.signer],
    ...(read.reader === signature.signer ? [] : [[facts.reader, read.reader] as const]),
    [facts.signedAt, words.utc(minuteOf(signature.signedAt))],
    [facts.version, versionOf({ reported, words })],
    ...(read.amendmentReason === '' ? [] : [[facts.amended, read.amendmentReason] as const]),
    [facts.model, modelOf({ reported, words })],
    [facts.caseId, row.caseId],
  ]
}

function versionOf({ reported: { read, settles }, words }: Pick<ReportPlan, 'reported' | 'words'>): string {
  if (settles) return words.remarked(String(read.version), words.settles)
  return read.version === 1 ? words.firstVersion : String(read.version)
}

function modelOf({ reported: { run }, words }: Pick<ReportPlan, 'reported' | 'words'>): string {
  if (run === null) return words.noModel
  const { id, version, sha256, demonstration } = run.model
  const named = words.model(id, version, sha256.slice(0, 12))
  return demonstration ? `${named}\n${words.demonstrationHint}` : named
}

function drawText(sheet: Sheet, title: string, text: string): void {
  sheet.heading(title, sheet.lineHeightPt(styles.body))
  sheet.flow(text, styles.body)
}

interface PageNumber {
  readonly current: number
  readonly pages: number
}

/** What a page that lies alone must say of itself. */
function drawFoot(sheet: Sheet, { reported, words, language, madeAt }: ReportPlan, { current, pages }: PageNumber): void {
  const { row, signature } = reported
  const topPt = page.heightPt - page.footPt + 8
  const [pseudonym = ''] = sheet.lines(row.pseudonym, innerWidthPt / 2, styles.small)
  const continued = current === 1 ? [] : [words.remarked(pseudonym, words.continued)]
  const marks = [...continued, words.page(current, pages), words.madeAt(words.utc(minuteOf(madeAt)))]
  const lines = [words.listed(marks), words.record(signature.recordSha256), ...(sheet.substituted ? [words.substituted] : [])]
  sheet.rule(topPt - 4)
  sheet.line(researchUseOnly[language], [page.marginPt, topPt], styles.warning)
  const belowPt = topPt + sheet.lineHeightPt(styles.warning)
  lines.forEach((line, index) => sheet.line(line, [page.marginPt, belowPt + index * sheet.lineHeightPt(styles.small)], styles.small))
}
