import { AppError, type Reply } from '../errors.ts'
import { accountCalls } from './account.ts'
import { agreementCalls } from './agreement.ts'
import { backupCalls } from './backup.ts'
import { batchCalls } from './batches.ts'
import { benchCalls } from './bench.ts'
import { calibrationCalls } from './calibration.ts'
import { photoCalls } from './photos.ts'
import type { Call } from './call.ts'
import { captureCalls } from './capture.ts'
import { commentCalls } from './comments.ts'
import { givenCalls } from './given.ts'
import { jobCalls } from './jobs.ts'
import { labelCalls } from './labels.ts'
import { learningCalls } from './learning.ts'
import { lineCalls } from './lines.ts'
import { modelCalls } from './models.ts'
import { dimseCalls } from './dimse.ts'
import { pacsCalls } from './pacs.ts'
import { peopleCalls } from './people.ts'
import { performanceCalls } from './performance.ts'
import { progressCalls } from './progress.ts'
import { questionnaireCalls } from './questionnaire.ts'
import { recoveryCalls } from './recovery.ts'
import { reportCalls } from './reports.ts'
import { retrainingCalls } from './retraining.ts'
import { storeCalls } from './store.ts'
import { tubeCalls } from './tubes.ts'
import { viewCalls } from './views.ts'
import { watchCalls } from './watching.ts'
import { worklistCalls } from './worklist.ts'

/** The whole boundary. A host, a client or a handler that misses a line does not compile. */
export const contract = {
  ...accountCalls,
  ...jobCalls,
  ...givenCalls,
  ...worklistCalls,
  ...viewCalls,
  ...tubeCalls,
  ...watchCalls,
  ...batchCalls,
  ...benchCalls,
  ...calibrationCalls,
  ...photoCalls,
  ...captureCalls,
  ...commentCalls,
  ...agreementCalls,
  ...backupCalls,
  ...labelCalls,
  ...lineCalls,
  ...modelCalls,
  ...learningCalls,
  ...performanceCalls,
  ...dimseCalls,
  ...pacsCalls,
  ...peopleCalls,
  ...progressCalls,
  ...questionnaireCalls,
  ...recoveryCalls,
  ...reportCalls,
  ...retrainingCalls,
  ...storeCalls,
}

export type Contract = typeof contract
export type CallName = keyof Contract
export type Input<N extends CallName> = Contract[N] extends Call<infer I, unknown> ? I : never
export type Output<N extends CallName> = Contract[N] extends Call<infer _, infer O> ? O : never
export type Send = <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>

export const callNames = Object.keys(contract) as readonly CallName[]
export const isCallName = (name: string): name is CallName => Object.hasOwn(contract, name)

/** Turns a reply back into a value or the AppError it carries. */
export function unwrap<O>(reply: Reply<unknown>): O {
  if (reply.ok) return reply.value as O
  throw new AppError(reply.error.code, { ...reply.error.detail, incident: reply.error.incident })
}
