import type { Read } from '../../../../src-shared/contract/bench.ts'
import type { ImageId, MarkId, ReadId } from '../../../../src-shared/domain/ids.ts'
import type { LengthMark } from '../../../../src-shared/domain/mark.ts'

/** Data for the unit tests of this folder: a read as the store answers it before anything was said. */
export const blankRead: Read = {
  readId: '5e0c3d5e-1111-4111-8111-111111111111' as ReadId,
  version: 1,
  phase: 'blind',
  reader: 'Reader',
  revision: 0,
  answers: [],
  marks: [],
  measures: [],
  givenDecisions: [],
  rejectedTubes: [],
  communications: [],
  lines: null,
  note: '',
  impression: '',
  amendmentReason: '',
  runId: null,
  savedAt: null,
  signature: null,
}

export const lengthMark: LengthMark = {
  markId: '5e0c3d5e-2222-4222-8222-222222222222' as MarkId,
  imageId: '5e0c3d5e-3333-4333-8333-333333333333' as ImageId,
  kind: 'length',
  points: [
    [10, 20],
    [40, 60],
  ],
}
