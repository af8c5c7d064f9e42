import { calibratedSpacing, isLength, isMask, isNote, isPlaced, lengthMm, lengthPx, type MaskMark, type NoteMark, type ShapeMark } from '../../src-shared/domain/mark.ts'
import type { AnswerState } from '../../src-shared/domain/label.ts'
import { labelSetsOfTask } from '../../src-shared/domain/case.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { byteOrderMark, csvText } from '../../src-shared/csv.ts'
import { runLengths } from './runLengths.ts'
import { calibrationCell, measuredSigns, readerSigns, signsCell } from './measuredSigns.ts'
import { outlineCell, readerOutline, tongueCells } from './tongueRegions.ts'
import { questionnaireCells, questionnaireColumns } from './questionnaire.ts'
import { findingCell, lineCell, rejectedCells, toldCell } from './lines.ts'
import { labelColumns, labelName, labelValue, nameOf, type LabelColumn, type LabelSetsOf } from './cells.ts'

/**
 * One line per picture of a signed case; its labels are those of the case. Label columns are named "set.label" and hold
 * 1, 0 or nothing; `marks` holds every shape on the picture as JSON (kind, label, points in pixels; of a painted region size and run lengths; a note on the picture
 * stands there as the reader's note stands in `note`). `unsure` and `notAssessable` name the labels that were answered so, `measured_signs` holds
 * the signs of a tongue as the reader saw them, as JSON; `measured_signs_reader` those inside the reader's own outline and separation, where there are
 * such, `tongue_outline_reader` that outline (COCO's run lengths), `tongue_cells` coating, body and what is left out, with who said so. Tubes stand in
 * `marks` with their tip, flag and trace as signed; `line_rules` names the rules, `communications` says when and how somebody was told (not who), `rejected_suggestions` what the demonstration model suggested as tubes
 * on the picture and the reader did not want.
 * Where a patient's own answers were signed, columns `ccmq.…` hold
 * version, key and words of the questionnaire, and the score and verdict of each type. The research line is a column of
 * its own, because a comment line would be read as data by most programs.
 */
export function casesAsCsv(cases: readonly SignedCase[], labelSetsOf: LabelSetsOf): string {
  const tasks = Object.keys(labelSetsOfTask) as (keyof typeof labelSetsOfTask)[]
  const present = tasks.filter((task) => cases.some((signed) => signed.task === task))
  const columns = labelColumns(present.flatMap(labelSetsOf))
  const asked = cases.some(({ questionnaire }) => questionnaire !== null)
  const header = [...factNames, ...columns.map(nameOf), ...(asked ? questionnaireColumns : []), 'research_use_only']
  const rows = cases.flatMap((signed) =>
    signed.images.map((image) => [
      ...factsOf(signed, image, columns),
      ...columns.map((column) => labelValue(signed.answers, column)),
      ...(asked ? questionnaireCells(signed.questionnaire) : []),
      researchUseOnly.en,
    ]),
  )
  return byteOrderMark + csvText([header, ...rows])
}

const factNames = [
  'case', 'patient', 'patient_kind', 'visit_date', 'task', 'image', 'image_role', 'image_sha256', 'width_px', 'height_px',
  'reader', 'read_version', 'signed_at', 'record_sha256', 'note', 'impression', 'lengths_px', 'lengths_mm', 'marks',
  'unsure', 'not_assessable', 'measured_signs', 'colour_calibration', 'measured_signs_reader', 'tongue_outline_reader', 'tongue_cells', 'line_rules', 'communications', 'reading_seconds', 'signed_in_batch', 'rejected_suggestions',
] as const

function factsOf(signed: SignedCase, image: ExportedImage, columns: readonly LabelColumn[]): (string | number | null)[] {
  const marks = signed.marks.filter(({ imageId }) => imageId === image.imageId)
  const lengths = marks.filter(isLength)
  const cells = tongueCells(signed, image)
  const rejected = rejectedCells(signed, image)
  const spacing = calibratedSpacing(marks, image)
  const millimetres = lengths.flatMap(({ points }) => lengthMm(points, spacing) ?? [])
  return [
    signed.caseId, signed.pseudonym, signed.patientKind, signed.visitDate, signed.task, image.imageId, image.role,
    image.sha256, image.widthPx, image.heightPx, signed.reader, signed.version, signed.signedAt, signed.recordSha256,
    signed.note, signed.impression, lengths.map(({ points }) => lengthPx(points).toFixed(2)).join(';'),
    millimetres.map((value) => value.toFixed(2)).join(';'), shapesCell(signed, marks.filter(isPlaced).filter((mark) => !isLength(mark)), columns),
    answeredAs(signed, 'unsure'), answeredAs(signed, 'notAssessable'), signsCell(measuredSigns(signed, image)), calibrationCell(signed, image),
    signsCell(readerSigns(signed, image)), outlineCell(readerOutline(signed, image)), cells === null ? '' : JSON.stringify(cells),
    signed.lines === null ? '' : JSON.stringify(signed.lines.rules), signed.communications.length === 0 ? '' : JSON.stringify(signed.communications.map(toldCell)), signed.readingSeconds,
    signed.batch === null ? '' : JSON.stringify(signed.batch), rejected.length === 0 ? '' : JSON.stringify(rejected),
  ]
}

/** Empty where nothing was drawn. A painted region has COCO's run lengths instead of points. */
function shapesCell({ lines }: SignedCase, marks: readonly (ShapeMark | MaskMark | NoteMark)[], columns: readonly LabelColumn[]): string {
  if (marks.length === 0) return ''
  return JSON.stringify(
    marks.map((mark) => {
      if (isNote(mark)) return { kind: mark.kind, points: mark.points, text: mark.text }
      if (mark.kind === 'tube' || mark.kind === 'landmark') return { ...lineCell(mark, columns), ...findingCell(lines, mark) }
      const named = { kind: mark.kind, label: labelName(mark.label, columns) }
      return isMask(mark) ? { ...named, ...runLengths(mark) } : { ...named, points: mark.points }
    }),
  )
}

const answeredAs = ({ answers }: SignedCase, state: AnswerState): string =>
  answers.filter((answer) => answer.state === state).map(nameOf).join(';')
