import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { Answer, AnswerState, LabelDefinition, LabelSet, Language } from '../../src-shared/domain/label.ts'
import { isAssessed } from '../../src-shared/domain/labelRules.ts'
import { columnWidthPt, flowColumns } from './columns.ts'
import type { ReportCase } from './reportCase.ts'
import { colours, styles, type Block, type Sheet, type TextStyle } from './sheet.ts'
import type { ReportWords } from './words.ts'

/** What every part of the page is made from. */
export interface ReportSubject {
  readonly reported: ReportCase
  readonly language: Language
  readonly words: ReportWords
}

/** More rows than this stand in two columns, so that the usual case stays on one page. */
const mostRowsInOneColumn = 18
const shapeOf: Readonly<Record<AnswerState, string>> = { present: '●', absent: '○', unsure: '?', notAssessable: '×' }
const tallestNarrowRowPt = 90
const rowGapPt = 2.5
const cellGapPt = 4
/** Shares of a column's width. */
const withScores = [0.3, 0.2, 0.25, 0.25] as const
const withoutScores = [0.54, 0.46] as const

/** Every label of every set, answered or not, with what the reader saw of the model beside it. */
export function drawAnswers(sheet: Sheet, subject: ReportSubject): void {
  for (const set of subject.reported.labelSets) drawSet(sheet, subject, set)
}

function drawSet(sheet: Sheet, subject: ReportSubject, set: LabelSet): void {
  const { words, language, reported } = subject
  const scored = reported.run !== null && set.labels.some((label) => isAssessed(set.id, label))
  const rowsIn = (columns: number): readonly Block[] => {
    const plan = { widthPt: columnWidthPt(columns), shares: scored ? withScores : withoutScores }
    const rows = set.labels.map((label) => rowOf(sheet, cellsOf(subject, set, label), plan))
    return scored ? [rowOf(sheet, titlesOf(subject), plan), ...rows] : rows
  }
  const columns = scored ? (set.labels.length > mostRowsInOneColumn ? 2 : 1) : 3
  const narrow = rowsIn(columns)
  // A long reason or name in a narrow column could be taller than a page.
  const isTall = narrow.some(({ heightPt }) => heightPt > tallestNarrowRowPt)
  const rows = isTall ? rowsIn(1) : narrow
  const named = words.named(words.answers, set.name[language])
  sheet.heading(scored ? named : words.remarked(named, words.noScoresHere), (rows[0]?.heightPt ?? 0) + (rows[1]?.heightPt ?? 0))
  flowColumns(sheet, rows, isTall ? 1 : columns)
}

function titlesOf({ reported, words }: ReportSubject): readonly Cell[] {
  const { label, answer, score, decision } = words.columns
  const scoreTitle = reported.run?.model.demonstration === true ? words.remarked(score, words.demonstration) : score
  return [label, answer, scoreTitle, decision].map((text) => ({ text, style: styles.small }))
}

interface Cell {
  readonly text: string
  readonly style: TextStyle
}

function cellsOf({ reported, language, words }: ReportSubject, set: LabelSet, label: LabelDefinition): readonly Cell[] {
  const { read, run } = reported
  const answer = read.answers.find((given) => given.labelSet === set.id && given.label === label.key)
  const score = run?.labels.find(({ name }) => name === label.key)
  const assessed = isAssessed(set.id, label)
  const said = answerText(answer, words)
  const isDisputed = reported.disputed.some((ref) => ref.labelSet === set.id && ref.label === label.key)
  const named = answer?.state === 'present' ? styles.body : { ...styles.body, colour: colours.quiet }
  return [
    { text: label.name[language], style: named },
    { text: isDisputed ? words.remarked(said, words.disputed) : said, style: named },
    { text: assessed ? scoreText(score, words) : words.notAssessed, style: styles.quiet },
    { text: decisionText(answer, words), style: styles.quiet },
  ]
}

export function answerText(answer: Answer | undefined, words: ReportWords): string {
  if (answer === undefined) return `– ${words.unanswered}`
  const said = `${shapeOf[answer.state]} ${words.answer[answer.state]}`
  const changed = answer.blindState !== null && answer.blindState !== answer.state
  return changed ? words.remarked(said, words.blind(words.answer[answer.blindState])) : said
}

export function scoreText(score: LabelScore | undefined, words: ReportWords): string {
  if (score === undefined) return words.noScore
  return words.remarked(`${score.score.toFixed(2)} / ${score.threshold.toFixed(2)}`, words.answer[score.call])
}

export function decisionText(answer: Answer | undefined, words: ReportWords): string {
  if (answer === undefined || answer.decision === null) return '–'
  const decided = words.decision[answer.decision]
  return answer.reason.trim() === '' ? decided : words.named(decided, answer.reason)
}

interface RowPlan {
  readonly widthPt: number
  readonly shares: readonly number[]
}

/** As many cells as there are shares, side by side over a fine line; as tall as the tallest. */
function rowOf(sheet: Sheet, cells: readonly Cell[], { widthPt, shares }: RowPlan): Block {
  const placed = cells.slice(0, shares.length).map(({ text, style }, index) => ({
    block: sheet.block(text, (shares[index] ?? 0) * widthPt - cellGapPt, style),
    leftPt: shares.slice(0, index).reduce((sum, share) => sum + share, 0) * widthPt,
  }))
  const heightPt = Math.max(...placed.map(({ block }) => block.heightPt)) + rowGapPt
  return {
    heightPt,
    draw: (leftPt, topPt) => {
      for (const { block, leftPt: shiftPt } of placed) block.draw(leftPt + shiftPt, topPt)
      sheet.rule(topPt + heightPt - rowGapPt / 2, leftPt, widthPt)
    },
  }
}
