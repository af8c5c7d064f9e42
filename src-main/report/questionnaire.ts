import { ccmqItems, ccmqResults, type CcmqResult } from '../../src-shared/domain/ccmq.ts'
import { labelSet } from '../../src-shared/labels.ts'
import type { ReportSubject } from './answers.ts'
import { columnWidthPt, flowColumns } from './columns.ts'
import { colours, styles, type Sheet } from './sheet.ts'

const columns = 3

/** What the patient's own answers come to, type by type, apart from what the reader answered; single answers stay here. */
export function drawQuestionnaire(sheet: Sheet, { reported, language, words }: ReportSubject): void {
  const { questionnaire } = reported
  if (questionnaire === null) return
  const { version, keyVersion, wordingId, answers } = questionnaire
  const titled = words.questionnaire(version, Object.keys(answers).length, ccmqItems.length, keyVersion)
  const names = new Map(labelSet('constitution9')?.labels.map(({ key, name }) => [key, name[language]]))
  const said = ({ score, verdict }: CcmqResult): string => {
    if (score === null) return `– ${words.noScore}`
    return verdict === null ? score.toFixed(1) : words.remarked(score.toFixed(1), words.verdict[verdict])
  }
  const blocks = ccmqResults(answers).map((result) => {
    const style = result.verdict === 'yes' ? styles.body : { ...styles.body, colour: colours.quiet }
    return sheet.block(words.named(names.get(result.type) ?? result.type, said(result)), columnWidthPt(columns), style)
  })
  sheet.heading(wordingId === null ? titled : words.remarked(titled, words.otherWords), blocks[0]?.heightPt ?? 0)
  flowColumns(sheet, blocks, columns)
}
