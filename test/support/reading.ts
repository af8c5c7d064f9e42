import { randomUUID } from 'node:crypto'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { AnswerState } from '../../src-shared/domain/label.ts'
import type { MaskMark, NoteMark, ShapeMark } from '../../src-shared/domain/mark.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { ownerPassword, type TestWorkstation } from './workstation.ts'

type NewMark = Omit<ShapeMark, 'markId' | 'imageId'> | Omit<MaskMark, 'markId' | 'imageId'> | Omit<NoteMark, 'markId' | 'imageId'>

export interface Reading {
  /** Label key -> answer, in the task's first label set. */
  readonly answers: Readonly<Record<string, AnswerState>>
  readonly note?: string
  readonly impression?: string
  /** Shapes on the case's first picture; their ids are made here. */
  readonly shapes?: readonly NewMark[]
}

/** Reads a case to its signature, as a reader does: blind, revealed, signed. */
export async function readAndSign({ send }: TestWorkstation, caseId: CaseId, { answers, note = '', impression = '', shapes = [] }: Reading): Promise<void> {
  const { read, row, images } = await send('case.open', { caseId })
  const labelSet = labelSetsFor(row.task)[0]?.id
  const edits = [
    ...Object.entries(answers).map(([label, state]) => ({ kind: 'answer', labelSet, label, state })),
    { kind: 'note', text: note },
    { kind: 'impression', text: impression },
    ...shapes.map((shape) => {
      const markId = randomUUID()
      return { kind: 'mark', markId, mark: { markId, imageId: images[0]?.imageId, ...shape } }
    }),
  ]
  await send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  const revealed = await send('read.reveal', { readId: read.readId })
  await send('signing.open', { password: ownerPassword })
  await send('read.sign', { readId: read.readId, baseRevision: revealed.read.revision })
}
