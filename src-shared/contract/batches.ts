import * as v from 'valibot'
import type { BatchId, CaseId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { idOf, nothing, shortText } from './fields.ts'

/** open: the sample is being read; signed; stopped: the sample differed; givenUp. What was in one that ended unsigned is signed singly. */
export const batchStates = ['open', 'signed', 'stopped', 'givenUp'] as const
export type BatchState = (typeof batchStates)[number]

export interface SignBatch {
  readonly batchId: BatchId
  readonly state: BatchState
  /** ISO 8601, UTC. */
  readonly begunAt: string
  /** What the sample was drawn with: who has it can draw it again. */
  readonly seed: string
  readonly share: number
  /** All of it, the sample too. */
  readonly cases: number
  /** waiting: not yet opened and signed since; agrees, differs: what came of it. */
  readonly sample: readonly { readonly caseId: CaseId; readonly pseudonym: string; readonly outcome: 'waiting' | 'agrees' | 'differs' }[]
  /** Signed with it, the sample not counted. */
  readonly signed: number
}

export interface BatchOverview {
  /** Own revealed reads that are normal throughout, blind and now, and on which the model agrees. */
  readonly eligible: number
  /** The newest of the asking person. */
  readonly batch: SignBatch | null
}

export const batchCalls = {
  'batch.show': query<BatchOverview>()('read.sign', nothing),
  /** Puts all that may be signed together into a batch and draws the sample. Throws `batch.open` while another is, `batch.tooFew`. */
  'batch.begin': command<BatchOverview>()('read.sign', nothing),
  /**
   * Signs the rest; needs an open signing session. What was changed meanwhile is left out. Throws `batch.sample` while one of
   * the sample waits, `batch.missing`. One of the sample that differs stops the batch: then nothing is signed and its state says so.
   */
  'batch.sign': command<BatchOverview>()('read.sign', v.strictObject({ batchId: idOf<BatchId>() })),
  /** Ends it unsigned. Throws `batch.missing`. */
  'batch.giveUp': command<BatchOverview>()('read.sign', v.strictObject({ batchId: idOf<BatchId>(), reason: v.pipe(shortText, v.trim(), v.minLength(1)) })),
}
