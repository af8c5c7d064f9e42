import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { AnswerState } from '../../src-shared/domain/label.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { ownerPassword, type TestWorkstation } from './workstation.ts'

export interface Reading {
  /** Label key -> answer, in the task's first label set. */
  readonly answers: Readonly<Record<string, AnswerState>>
  readonly note?: string
  readonly impression?: string
}

/** Reads a case to its signature, as a reader does: blind, revealed, signed. */
export async function readAndSign({ send }: TestWorkstation, caseId: CaseId, { answers, note = '', impression = '' }: Reading): Promise<void> {
  const { read, row } = await send('case.open', { caseId })
  const labelSet = labelSetsFor(row.task)[0]?.id
  const edits = [
    ...Object.entries(answers).map(([label, state]) => ({ kind: 'answer', labelSet, label, state })),
    { kind: 'note', text: note },
    { kind: 'impression', text: impression },
  ]
  await send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  const revealed = await send('read.reveal', { readId: read.readId })
  await send('signing.open', { password: ownerPassword })
  await send('read.sign', { readId: read.readId, baseRevision: revealed.read.revision })
}
