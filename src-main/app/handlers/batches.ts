import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { BatchOverview, SignBatch } from '../../../src-shared/contract/batches.ts'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { BatchId, ReadId, UserId } from '../../../src-shared/domain/ids.ts'
import { askedLabels } from '../../../src-shared/domain/labelRules.ts'
import { batchRules, isNormalAndAgreed, sampleSize } from '../../../src-shared/domain/normalBatch.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { findingsOfRead } from '../../lines/judgeRead.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb, WriteDb } from '../../store/database.ts'
import { labelSetsOf } from '../../store/labelSets.ts'
import { callsOfRun } from '../../store/predictions.ts'
import { contentSha256 } from '../../store/readRecord.ts'
import { readById, type ReadAct, type StoredRead } from '../../store/reads.ts'
import { endBatch, insertBatch, newestBatch, noteSignedInBatch, openedSince, readsOfBatch, revealedReads, type BatchRead, type StoredBatch } from '../../store/signBatches.ts'
import type { Audited } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import { acceptAll, signOpenRead } from './bench.ts'

type BatchCalls = 'batch.show' | 'batch.begin' | 'batch.sign' | 'batch.giveUp'

/** Signing normal films together, after a drawn sample of them was opened and signed singly. */
export function batchHandlers({ audited, clock, events, session, store }: Services): Pick<Handlers, BatchCalls> {
  const actOf = ({ userId }: Caller): ReadAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  const overview = (userId: UserId): BatchOverview => overviewOf(store.database(), userId)
  return {
    'batch.show': (_, caller) => overview(actOf(caller).userId),
    'batch.begin': audited.readBack('batch.begin', (db, _, caller) => begin(db, actOf(caller)), overview),
    'batch.giveUp': audited.readBack('batch.giveUp', (db, input, caller) => giveUp(db, input, actOf(caller)), overview),
    'batch.sign': ({ batchId }: Input<'batch.sign'>, caller) => {
      session.assertSigning()
      const act = actOf(caller)
      const { batch, reads } = openBatch(store.database(), batchId, act)
      const outcomes = sampleOf(store.database(), batch, reads, act.userId).map(({ outcome }) => outcome)
      const facts = { cases: reads.length, sample: outcomes.length }
      if (outcomes.includes('differs')) {
        audited.run('batch.stop', caller, (db) => {
          endBatch(db, batchId, 'stopped')
          return { value: null, object: batchId, detail: { ...facts, differing: outcomes.filter((one) => one === 'differs').length } }
        })
        return overview(act.userId)
      }
      if (outcomes.includes('waiting')) throw new AppError('batch.sample', { count: outcomes.filter((one) => one === 'waiting').length })
      const rest = reads.filter(({ sampled }) => sampled === 0)
      const done = audited.runEach('read.sign', caller, rest.map(({ readId, contentSha256: drawn }) => (db) => signOne(db, { batchId, readId, drawn }, act)))
      const failed = done.find((one) => !one.ok && !(one.error instanceof AppError && one.error.code === 'batch.changed'))
      if (failed !== undefined && !failed.ok) throw failed.error
      audited.run('batch.sign', caller, (db) => {
        endBatch(db, batchId, 'signed')
        return { value: null, object: batchId, detail: { ...facts, signed: done.filter(({ ok }) => ok).length, leftOut: done.filter(({ ok }) => !ok).length } }
      })
      events.emit({ kind: 'worklist.changed' })
      return overview(act.userId)
    },
  }
}

function isNormal(db: ReadDb, stored: StoredRead): boolean {
  const { caseId, read } = stored
  const asked = labelSetsOf(db, caseFacts(db, caseId).task).flatMap((set) => askedLabels(set).map(({ key }) => ({ labelSet: set.id, label: key })))
  const calls = read.runId === null ? new Map<string, never>() : callsOfRun(db, read.runId)
  return isNormalAndAgreed({ asked, answers: read.answers, calls, findings: findingsOfRead(db, stored) })
}

const eligible = (db: ReadDb, userId: UserId): readonly StoredRead[] => revealedReads(db, userId).map((readId) => readById(db, readId)).filter((stored) => isNormal(db, stored))

function begin(db: WriteDb, { userId, at }: ReadAct): Audited<UserId> {
  if (newestBatch(db, userId)?.state === 'open') throw new AppError('batch.open')
  const chosen = eligible(db, userId).slice(0, batchRules.mostCases)
  if (chosen.length < batchRules.leastCases) throw new AppError('batch.tooFew', { count: chosen.length, least: batchRules.leastCases })
  const batchId = randomUUID() as string as BatchId
  const seed = randomBytes(16).toString('hex')
  const sample = drawn(chosen.map(({ read }) => read.readId), seed)
  const reads = chosen.map(({ read }) => ({ readId: read.readId, sampled: sample.has(read.readId) ? (1 as const) : (0 as const), contentSha256: contentSha256(read) }))
  insertBatch(db, { batchId, userId, begunAt: at, seed, share: batchRules.share, state: 'open' }, reads)
  return { value: userId, object: batchId, detail: { cases: reads.length, sample: sample.size, share: batchRules.share, seed } }
}

/** The first of all reads in the order of HMAC-SHA-256 under the seed: who has seed and ids draws the same. */
function drawn(reads: readonly ReadId[], seed: string): ReadonlySet<ReadId> {
  const rank = (readId: ReadId): string => createHmac('sha256', Buffer.from(seed, 'hex')).update(readId).digest('hex')
  return new Set(reads.toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, sampleSize(reads.length)))
}

interface Opened {
  readonly batch: StoredBatch
  readonly reads: readonly BatchRead[]
}

function openBatch(db: ReadDb, batchId: BatchId, { userId }: ReadAct): Opened {
  const batch = newestBatch(db, userId)
  if (batch?.batchId !== batchId || batch.state !== 'open') throw new AppError('batch.missing')
  return { batch, reads: readsOfBatch(db, batchId) }
}

/** What came of the sample: it counts as read where its reader has opened it since the draw and signed it. */
function sampleOf(db: ReadDb, { begunAt }: StoredBatch, reads: readonly BatchRead[], userId: UserId): SignBatch['sample'] {
  return reads.filter(({ sampled }) => sampled === 1).map(({ readId, caseId, pseudonym }) => {
    const stored = readById(db, readId)
    // What is no longer normal differs at once, signed or not.
    if (!isNormal(db, stored)) return { caseId, pseudonym, outcome: 'differs' }
    const isRead = stored.read.signature !== null && stored.readerId === userId && openedSince(db, caseId, userId, begunAt)
    return { caseId, pseudonym, outcome: isRead ? 'agrees' : 'waiting' }
  })
}

/** Accepts what the answers say already, as Shift+A does, and signs. Throws AppError `batch.changed` for one that is not as it was drawn. */
function signOne(db: WriteDb, { batchId, readId, drawn: before }: { readonly batchId: BatchId; readonly readId: ReadId; readonly drawn: string }, act: ReadAct): Audited<null> {
  const stored = readById(db, readId)
  const isSame = stored.read.phase === 'revealed' && stored.readerId === act.userId && contentSha256(stored.read) === before && isNormal(db, stored)
  if (!isSame) throw new AppError('batch.changed')
  const { revision } = acceptAll(db, stored, act)
  const signed = signOpenRead(db, { readId, baseRevision: revision }, act)
  noteSignedInBatch(db, batchId, readId)
  return { ...signed, value: null, detail: { ...signed.detail, batch: batchId } }
}

function giveUp(db: WriteDb, { batchId, reason }: Input<'batch.giveUp'>, act: ReadAct): Audited<UserId> {
  const { reads } = openBatch(db, batchId, act)
  endBatch(db, batchId, 'givenUp', reason)
  return { value: act.userId, object: batchId, detail: { cases: reads.length } }
}

function overviewOf(db: ReadDb, userId: UserId): BatchOverview {
  const batch = newestBatch(db, userId)
  const reads = batch === undefined ? [] : readsOfBatch(db, batch.batchId)
  return {
    eligible: eligible(db, userId).length,
    batch: batch === undefined ? null : { ...batch, cases: reads.length, sample: sampleOf(db, batch, reads, userId), signed: reads.filter(({ signed }) => signed === 1).length },
  }
}
