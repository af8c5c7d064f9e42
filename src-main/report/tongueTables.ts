import { ccmqItems, ccmqResults, type CcmqResult } from '../../src-shared/domain/ccmq.ts'
import { evidenceFor, evidenceRules } from '../../src-shared/domain/constitutionEvidence.ts'
import type { LabelDefinition, LabelSet } from '../../src-shared/domain/label.ts'
import { isAssessed } from '../../src-shared/domain/labelRules.ts'
import { isTongueMark } from '../../src-shared/domain/mark.ts'
import { signCalls } from '../../src-shared/domain/signCalls.ts'
import { confidenceOf, reasonOf, signNames, signValue, type SignName } from '../../src-shared/domain/signValues.ts'
import { signsAsRead } from '../../src-shared/domain/stainedCoating.ts'
import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import { withUnderside } from '../../src-shared/domain/undersideVeins.ts'
import type { TongueMeasures } from '../../src-shared/domain/analysis.ts'
import { answerText, decisionText, scoreText, type ReportSubject } from './answers.ts'
import { drawHeading, fittedRow, fittedRows, fittedText, type Cell, type LeftOut } from './fitted.ts'
import { colours, innerWidthPt, page, styles, type Sheet, type TextStyle } from './sheet.ts'
import { tongueReportWords, type TongueReportWords } from './tongueWords.ts'

const text: TextStyle = { sizePt: 7.5, colour: colours.ink }
const quiet: TextStyle = { ...text, colour: colours.quiet }
const constitutionSet = 'constitution9'
const mostAnswerLines = 4
/** Shares of the room below: what follows needs some too. */
const mostOfRoom = { signs: 0.5, constitution: 0.72 } as const

/** In the reader's own outline and separation, where something was corrected there. */
const readerMeasuresOf = ({ reported: { read, images } }: ReportSubject): TongueMeasures | null => read.measures.find(({ imageId }) => imageId === images[0]?.imageId)?.tongue ?? null

const modelMeasuresOf = ({ reported: { run } }: ReportSubject): TongueMeasures | null => run?.tongue ?? null

const measuredOf = (subject: ReportSubject): TongueMeasures | null => withVeins(subject, readerMeasuresOf(subject) ?? modelMeasuresOf(subject))

const withVeins = ({ reported: { read } }: ReportSubject, tongue: TongueMeasures | null): TongueMeasures | null => withUnderside(tongue, read.measures)

const calibrationWords = ({ calibrated, calibration }: TongueMeasures, words: TongueReportWords): string =>
  calibrated && calibration?.found === true ? words.calibrated(calibration.meanDeltaE00.toFixed(1), calibration.patches) : words.uncalibrated

/** Name, value with its unit, and how sure it is; where a sign could not be seen, why not. */
export function drawSigns(sheet: Sheet, subject: ReportSubject, room: () => number, leftOut: LeftOut): void {
  const words = tongueReportWords[subject.language]
  const measures = measuredOf(subject)
  const asRead = (found: TongueMeasures | null): TongueSigns | null => {
    const seen = found?.signs ?? null
    return seen === null ? null : signsAsRead(seen, subject.reported.read.answers)
  }
  const signs = asRead(measures)
  if (measures === null || signs === null) return drawHeading(sheet, words.notMeasured, { heading: styles.heading }, leftOut)
  const [own, other] = [asRead(withVeins(subject, readerMeasuresOf(subject))), asRead(withVeins(subject, modelMeasuresOf(subject)))]
  const corrected = subject.reported.read.marks.some(isTongueMark)
  const whose = own !== null ? [words.ofBoth] : corrected ? [words.notMeasuredAgain] : []
  const standing = [calibrationWords(measures, words), ...whose].join(' ')
  drawHeading(sheet, words.measured(signs.rules), { heading: styles.heading, remark: { text: standing, style: styles.small } }, leftOut)
  const columns = 2
  const rowOf = (sign: SignName): Cell[] => {
    const value = saidOf(subject, signs, sign)
    const [confidence, reason] = [confidenceOf(signs, sign), reasonOf(signs, sign)]
    const unchanged = own === null || other === null || saidOf(subject, other, sign) === value
    const both = unchanged ? value : `${words.reader(value)}\n${words.model(saidOf(subject, other, sign))}`
    return [
      { text: words.signs.name[sign], style: quiet, share: 0.3 },
      { text: both, style: reason === null ? text : quiet, share: 0.57 },
      { text: reason !== null ? '–' : `${Math.round(confidence * 100)} %`, style: quiet, share: 0.13 },
    ]
  }
  const { sign, value, confidence } = words.columns
  const title: Cell[] = [
    { text: sign, style: styles.small, share: 0.3 },
    { text: value, style: styles.small, share: 0.57 },
    { text: confidence, style: styles.small, share: 0.13 },
  ]
  // A photo of the other side of the tongue is missing from most cases: the page has no room to say so.
  const shown = signNames.filter((sign) => reasonOf(signs, sign) !== 'not-underside')
  const half = Math.ceil(shown.length / columns)
  const cells = [title, ...shown.slice(0, half).map(rowOf), title, ...shown.slice(half).map(rowOf)]
  const rows = cells.map((row) => ({ ...fittedRow(sheet, row, { columns, mostLines: 2 }), rank: 0 }))
  fittedRows(sheet, rows, { columns, heightPt: room() * mostOfRoom.signs }, leftOut)
}

/** A sign's value in words, or why there is none. */
function saidOf(subject: ReportSubject, signs: TongueSigns, sign: SignName): string {
  const words = tongueReportWords[subject.language].signs
  return signValue(signs, sign, words) ?? subject.words.named(words.notSeen, words.reason[reasonOf(signs, sign) ?? 'too-small'])
}

/** What reader, model, measured signs and the patient say of each type, side by side: nothing is made of the four. */
export function drawConstitution(sheet: Sheet, subject: ReportSubject, room: () => number, leftOut: LeftOut): void {
  const set = subject.reported.labelSets.find(({ id }) => id === constitutionSet)
  if (set === undefined) return
  const words = tongueReportWords[subject.language]
  const { questionnaire } = subject.reported
  const said = questionnaire === null ? [] : [subject.words.questionnaire(questionnaire.version, Object.keys(questionnaire.answers).length, ccmqItems.length, questionnaire.keyVersion)]
  const otherWords = (questionnaire?.wordingId ?? null) === null ? [] : [subject.words.otherWords]
  const remark = { text: subject.words.listed([words.sideBySide(evidenceRules.version), ...said, ...otherWords]), style: styles.small }
  drawHeading(sheet, words.constitution, { heading: styles.heading, remark }, leftOut)
  const frame = { columns: 1, mostLines: 3 }
  const title = { ...fittedRow(sheet, titles(words, subject), frame), rank: 0 }
  const rows = set.labels.map((label) => ({ ...fittedRow(sheet, constitutionCells(subject, set, label), frame), rank: 1 + rankOf(subject, set, label) }))
  fittedRows(sheet, [title, ...rows], { columns: 1, heightPt: room() * mostOfRoom.constitution }, leftOut)
}

const shares = [0.13, 0.25, 0.19, 0.28, 0.15] as const

function titles({ columns }: TongueReportWords, { reported, words }: ReportSubject): Cell[] {
  const model = reported.run?.model.demonstration === true ? words.remarked(columns.model, words.demonstration) : columns.model
  return placed([columns.type, columns.reader, model, columns.evidence, columns.questionnaire].map((title) => [title, styles.small]))
}

const placed = (cells: readonly (readonly [text: string, style: TextStyle])[]): Cell[] => cells.map(([said, style], index) => ({ text: said, style, share: shares[index] ?? 0 }))

function constitutionCells(subject: ReportSubject, set: LabelSet, label: LabelDefinition): Cell[] {
  const { reported, words, language } = subject
  const answer = answerOf(subject, set, label)
  const said = (answer?.decision ?? null) === null ? answerText(answer, words) : words.listed([answerText(answer, words), decisionText(answer, words)])
  const score = reported.run?.labels.find(({ name }) => name === label.key)
  const modelSays = reported.run === null ? words.noScore : isAssessed(set.id, label) ? scoreText(score, words) : words.notAssessed
  const style = answer?.state === 'present' ? text : quiet
  return placed([
    [label.name[language], style],
    [isDisputed(subject, set, label) ? words.remarked(said, words.disputed) : said, style],
    [modelSays, quiet],
    [evidenceText(subject, label.key), quiet],
    [questionnaireText(subject, label.key), quiet],
  ])
}

function evidenceText(subject: ReportSubject, type: string): string {
  const words = tongueReportWords[subject.language]
  const signs = measuredOf(subject)?.signs ?? null
  if (signs === null) return '–'
  const evidence = evidenceFor(type, signCalls(signsAsRead(signs, subject.reported.read.answers)))
  if (evidence === null) return words.noTypicalTongue
  const set = subject.reported.labelSets.find(({ id }) => id === 'tongue-signs')
  const named = (labels: readonly string[]): string => labels.map((key) => set?.labels.find((label) => label.key === key)?.name[subject.language] ?? key).join(words.separator)
  const parts = [...(evidence.speaksFor.length > 0 ? [`+ ${named(evidence.speaksFor)}`] : []), ...(evidence.speaksAgainst.length > 0 ? [`− ${named(evidence.speaksAgainst)}`] : [])]
  return parts.length === 0 ? '–' : parts.join('\n')
}

function questionnaireText({ reported: { questionnaire }, words, language }: ReportSubject, type: string): string {
  const own = tongueReportWords[language]
  if (questionnaire === null) return own.notAsked
  const result: CcmqResult | undefined = ccmqResults(questionnaire.answers).find((each) => each.type === type)
  if (result === undefined) return '–'
  if (result.score === null) return `– ${words.noScore}`
  return result.verdict === null ? result.score.toFixed(1) : words.remarked(result.score.toFixed(1), words.verdict[result.verdict])
}

/** Every other label, answered or not, by its answer: what is present first. A row that finds no room is counted with its labels. */
export function drawAnswered(sheet: Sheet, subject: ReportSubject, room: () => number, leftOut: LeftOut): void {
  const { reported, words, language } = subject
  for (const set of reported.labelSets.filter(({ id }) => id !== constitutionSet)) {
    drawHeading(sheet, words.named(words.answers, set.name[language]), { heading: styles.heading }, leftOut)
    for (const [said, labels] of byAnswer(subject, set)) {
      const mostLines = Math.min(mostAnswerLines, Math.floor(room() / sheet.lineHeightPt(text)))
      if (mostLines < 1) {
        leftOut.rows += labels.length
        continue
      }
      const style = answerOf(subject, set, labels[0])?.state === 'present' ? text : quiet
      const block = fittedText(sheet, words.named(said, words.list(labels.map(({ name }) => name[language]))), { widthPt: innerWidthPt, style, mostLines }, leftOut)
      block.draw(page.marginPt, sheet.topPt)
      sheet.topPt += block.heightPt
    }
  }
}

/** Answer in words, with what is remarked of it -> the labels that have it. */
function byAnswer(subject: ReportSubject, set: LabelSet): ReadonlyMap<string, readonly LabelDefinition[]> {
  const { words } = subject
  const ordered = set.labels.toSorted((one, other) => rankOf(subject, set, one) - rankOf(subject, set, other))
  const groups = new Map<string, LabelDefinition[]>()
  for (const label of ordered) {
    const plain = answerText(answerOf(subject, set, label), words)
    const said = isDisputed(subject, set, label) ? words.remarked(plain, words.disputed) : plain
    groups.set(said, [...(groups.get(said) ?? []), label])
  }
  return groups
}

const answerOf = ({ reported }: ReportSubject, set: LabelSet, label: LabelDefinition | undefined) => reported.read.answers.find((given) => given.labelSet === set.id && given.label === label?.key)

const isDisputed = ({ reported }: ReportSubject, set: LabelSet, label: LabelDefinition): boolean => reported.disputed.some((ref) => ref.labelSet === set.id && ref.label === label.key)

/** What is present stays longest, then what is open, then what is absent; what was not answered goes first. */
function rankOf(subject: ReportSubject, set: LabelSet, label: LabelDefinition): number {
  const state = answerOf(subject, set, label)?.state
  return state === undefined ? 3 : state === 'absent' ? 2 : state === 'present' ? 0 : 1
}
