import { isTube } from '../../src-shared/domain/mark.ts'
import { lineWords, originWords, traceWords } from '../../src-shared/lineWords.ts'
import type { ReportSubject } from './answers.ts'
import { nameIn } from './labelIn.ts'
import { innerWidthPt, page, styles, type Sheet } from './sheet.ts'
import { minuteOf } from './words.ts'

/** Every tube with its flag, trace and calibration as they were signed and what the reader made of it; then who was told. */
export function drawLines(sheet: Sheet, subject: ReportSubject): void {
  const { reported, words } = subject
  const { lines, communications } = reported.read
  if (lines !== null) {
    const { name, version } = lines.rules
    drawList(sheet, words.tubes(name === 'own' ? words.ownRules : name, version), tubesOf(subject))
  }
  if (communications.length > 0) drawList(sheet, words.told, toldOf(subject))
}

function tubesOf({ reported, language, words }: ReportSubject): readonly string[] {
  const { lines, marks } = reported.read
  return (lines?.findings ?? []).map((finding) => {
    const mark = marks.filter(isTube).find(({ markId }) => markId === finding.markId)
    const label = mark?.label ?? null
    const origin = mark === undefined ? null : originWords(mark, language)
    const own = label === null ? words.noOwnLabel : words.ownLabel(nameIn(reported.labelSets, label)?.name[language] ?? label.label)
    const urgent = finding.urgency === 'critical' ? `‼ ${lineWords[language].urgency.critical} ` : ''
    return words.listed([words.named(`${urgent}${lineWords[language].tube[finding.tube]}`, traceWords(finding, language)), own, ...(origin === null ? [] : [origin])])
  })
}

function toldOf({ reported, language, words }: ReportSubject): readonly string[] {
  return reported.read.communications.map(({ toWhom, how, at, readBack }) =>
    words.listed([words.toldTo(toWhom, lineWords[language].way[how], words.utc(minuteOf(at))), readBack ? words.readBack : words.noReadBack]),
  )
}

function drawList(sheet: Sheet, title: string, texts: readonly string[]): void {
  const blocks = texts.map((text) => sheet.block(text, innerWidthPt, styles.body))
  sheet.heading(title, blocks[0]?.heightPt ?? 0)
  for (const block of blocks) {
    if (sheet.roomPt < block.heightPt) sheet.newPage()
    block.draw(page.marginPt, sheet.topPt)
    sheet.topPt += block.heightPt + 1.5
  }
}
