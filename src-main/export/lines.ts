import type { SignedLines } from '../../src-shared/contract/bench.ts'
import type { Communication } from '../../src-shared/domain/communication.ts'
import { tipOf, type LandmarkMark, type TubeMark } from '../../src-shared/domain/mark.ts'
import { isChanged } from '../../src-shared/domain/tubeSuggestion.ts'
import { traceWords } from '../../src-shared/lineWords.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { labelName, type LabelColumn } from './cells.ts'

/** A tube or landmark as exports carry it: the points in the order of drawing, and the tip by name, which data sets leave to guess. */
export function lineCell(mark: TubeMark | LandmarkMark, columns: readonly LabelColumn[]): Record<string, unknown> {
  const { kind, points } = mark
  if (kind === 'landmark') return { kind, landmark: mark.landmark, points }
  return { kind, tube: mark.tube, label: labelName(mark.label, columns), points, tip: tipOf(mark) ?? null, side_port: mark.sidePort, off_film: mark.offFilm, course: mark.course, ...originCell(mark) }
}

/** Of an accepted suggestion of the demonstration model alone: which weights it came from, and as what. */
function originCell(mark: TubeMark): Record<string, unknown> {
  const { suggested } = mark
  if (suggested === undefined) return {}
  const { model, version, score, points } = suggested
  return { suggested_by: { model, version, demonstration: true, score, points, changed: isChanged(mark) } }
}

/** Suggestions of the demonstration model that the reader did not want on a picture. */
export const rejectedCells = ({ rejectedTubes }: Pick<SignedCase, 'rejectedTubes'>, { imageId }: Pick<ExportedImage, 'imageId'>): readonly Record<string, unknown>[] =>
  rejectedTubes.filter((one) => one.imageId === imageId).map(({ tube, suggested: { model, version, score, points } }) => ({ tube, model, version, demonstration: true, score, points }))

/** What the rules said of a tube when the read was signed; the reader's own word is its label. */
export function findingCell(lines: SignedLines | null, { markId }: TubeMark | LandmarkMark): Record<string, unknown> {
  const finding = lines?.findings.find((one) => one.markId === markId)
  if (finding === undefined) return {}
  const { flag, urgency, distance } = finding
  return { rule_flag: flag, urgency, rule: finding.trace.at(-1)?.rule.id ?? null, distance, trace: traceWords(finding, 'en') }
}

/** That somebody was told, without the name: it may be a person's. */
export const toldCell = ({ at, how, readBack, about }: Communication): Record<string, unknown> => ({ at, how, read_back: readBack, findings: about.length })
