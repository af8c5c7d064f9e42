import { useMemo, useState } from 'react'
import { labelOfFlag, toCommunicate } from '../../../../src-shared/domain/lineFindings.ts'
import { lineFindings, type LineFinding } from '../../../../src-shared/domain/lineRules.ts'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isTube, type TubeMark } from '../../../../src-shared/domain/mark.ts'
import { answerEdits, rivalEdits } from '../record/decide.ts'
import { editableMark } from '../record/draft.ts'
import type { BenchSession, BenchState } from '../record/session.ts'
import type { Reading } from '../useReading.ts'
import type { LineTool } from './useLineTool.ts'

/** What the rules say of the tubes drawn; nothing of it is an answer until the reader takes it over. */
export interface LineReading {
  /** Of a signed read as it was signed. */
  readonly findings: readonly LineFinding[]
  /** Those that somebody must be told of. */
  readonly telling: readonly LineFinding[]
  /** The tube whose trace is open. */
  readonly traced: MarkId | null
  readonly setTraced: (markId: MarkId | null) => void
  readonly toggleTrace: () => void
  /** Makes the flag the tube's label and the picture's answer, in one step. */
  readonly takeOver: (tube: TubeMark) => void
  readonly takeOverChosen: () => void
}

export function useLineFindings(session: BenchSession, { view, read }: BenchState, reading: Reading, lines: LineTool): LineReading {
  const [traced, setTraced] = useState<MarkId | null>(null)
  const findings = useMemo(
    () => (read.phase === 'signed' ? (read.lines?.findings ?? []) : view.lineRules === null ? [] : lineFindings(read.marks, view.images, view.lineRules.rules)),
    [read.phase, read.lines, read.marks, view.lineRules, view.images],
  )
  const takeOver = (tube: TubeMark): void => {
    const finding = findings.find(({ markId }) => markId === tube.markId)
    const label = finding === undefined ? null : labelOfFlag(tube.tube, finding.flag)
    if (label === null || reading.readOnly) return
    const callOf: Parameters<typeof rivalEdits>[3] = (ref) => reading.scoreOf(ref)?.call ?? null
    reading.setFocus(label)
    session.edit([
      { kind: 'mark', markId: tube.markId, mark: editableMark({ ...tube, label }) },
      ...answerEdits(read, label, 'present', callOf(label)),
      ...rivalEdits(read, view.labelSets, label, callOf),
    ])
  }
  const { chosen } = lines
  return {
    findings,
    telling: toCommunicate(read.marks.filter(isTube), findings),
    traced,
    setTraced,
    toggleTrace: () => chosen !== null && setTraced(traced === chosen.markId ? null : chosen.markId),
    takeOver,
    takeOverChosen: () => chosen !== null && takeOver(chosen),
  }
}
