import type { CaseView, Read, ReadEdit, SaveReceipt } from '../../../src-shared/contract/bench.ts'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { CaseId, ReadId, RunId, UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb, WriteDb } from '../../store/database.ts'
import { dropLapsedDecisions, givenOfCase } from '../../store/given.ts'
import { imagesOfCase } from '../../store/images.ts'
import { differences, hasSeen, noteDispute, openToSettle, signedPair } from '../../store/disputes.ts'
import { giveUpRead } from '../../store/givenUp.ts'
import { bindJudgedLines, noteUrgency } from '../../lines/judgeRead.ts'
import { freezeLabelVersions, joinAnswers, labelSetsOf } from '../../store/labelSets.ts'
import { callsOfRun } from '../../store/predictions.ts'
import { applyEdits, type EditTarget } from '../../store/readEdits.ts'
import { bindQuestionnaire } from '../../store/questionnaires.ts'
import { readingSecondsOf } from '../../store/readingTimes.ts'
import { contentSha256, recordSha256 } from '../../store/readRecord.ts'
import { amendRead, beginRead, handOver, readById, readsOfCase, revealRead, signRead, type ReadAct, type StoredRead } from '../../store/reads.ts'
import type { Audited } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import { caseView } from './caseView.ts'

type CaseCall = 'case.open' | 'read.second' | 'read.takeOver' | 'read.settle'
type BenchCalls = CaseCall | 'read.giveUp' | 'read.save' | 'read.reveal' | 'read.sign' | 'read.amend'

/** Reading a case: blind first, then beside the model, then signed. */
export function benchHandlers(services: Services): Pick<Handlers, BenchCalls> {
  const { audited, store, session, events, clock } = services
  const actOf = ({ userId }: Caller): ReadAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  // Every answer is made from what a second connection finds in the store after the commit.
  const showChanged = ({ readId }: Seen): CaseView => {
    events.emit({ kind: 'worklist.changed' })
    return caseView(store.database(), readById(store.database(), readId))
  }
  const onCase = (name: CaseCall, work: (db: WriteDb, caseId: CaseId, act: ReadAct) => Audited<Seen>) =>
    audited.readBack(name, (db, { caseId }, caller) => work(db, caseId, actOf(caller)), showChanged)
  return {
    'case.open': onCase('case.open', openCase),
    'read.second': onCase('read.second', beginSecond),
    'read.takeOver': onCase('read.takeOver', takeOver),
    'read.settle': onCase('read.settle', settle),
    'read.giveUp': audited.readBack('read.giveUp', (db, input, caller) => giveUp(db, input, caller, actOf(caller)), (given) => {
      events.emit({ kind: 'worklist.changed' })
      return given
    }),
    'read.save': audited.readBack(
      'read.save',
      (db, input, caller) => saveRead(db, input, actOf(caller)),
      (saved) => receiptOf(services, saved),
    ),
    'read.reveal': audited.readBack('read.reveal', (db, { readId }, caller) => reveal(db, readId, actOf(caller)), showChanged),
    'read.sign': audited.readBack(
      'read.sign',
      (db, input, caller) => {
        session.assertSigning()
        return signOpenRead(db, input, actOf(caller))
      },
      showChanged,
    ),
    'read.amend': audited.readBack('read.amend', (db, input, caller) => amend(db, input, actOf(caller)), showChanged),
  }
}

/** The caller's own read of the case, begun where nobody has begun one, or what is signed. */
function openCase(db: WriteDb, caseId: CaseId, act: ReadAct): Audited<Seen> {
  caseFacts(db, caseId)
  const isNew = readsOfCase(db, caseId, 'first').length === 0
  if (isNew) beginRead(db, caseId, 'first', act)
  const stored = readFor(db, caseId, act.userId)
  return { value: seen(stored), object: caseId, detail: { begun: isNew ? 1 : 0 } }
}

/**
 * Of the two seats: the one the person sits in, else the case's own read. Throws AppError `read.others` where that one
 * is somebody else's and still open: nobody looks over another's shoulder.
 */
function readFor(db: ReadDb, caseId: CaseId, userId: UserId): StoredRead {
  const [second] = readsOfCase(db, caseId, 'second')
  if (second?.readerId === userId) return second
  const [first] = readsOfCase(db, caseId, 'first')
  if (first === undefined) throw new AppError('case.missing')
  if (first.readerId !== userId && first.read.phase !== 'signed') throw new AppError('read.others')
  return first
}

function beginSecond(db: WriteDb, caseId: CaseId, act: ReadAct): Audited<Seen> {
  const [first] = readsOfCase(db, caseId, 'first')
  caseFacts(db, caseId)
  if (first === undefined) throw new AppError('read.others')
  if (readsOfCase(db, caseId, 'second').length > 0) throw new AppError('read.secondExists')
  if (first.readerId === act.userId || hasSeen(db, caseId, act.userId)) throw new AppError('read.seenBefore')
  const readId = beginRead(db, caseId, 'second', act)
  noteUrgency(db, caseId)
  return { value: { caseId, readId }, object: caseId, detail: { read: readId } }
}

function takeOver(db: WriteDb, caseId: CaseId, act: ReadAct): Audited<Seen> {
  const [first] = readsOfCase(db, caseId, 'first')
  if (first === undefined) throw new AppError('case.missing')
  if (first.read.phase === 'signed') throw new AppError('read.signed')
  // Who reads a case a second time would otherwise be both of its readers.
  if (readsOfCase(db, caseId, 'second').some(({ readerId }) => readerId === act.userId)) throw new AppError('read.seenBefore')
  handOver(db, first, act)
  return { value: seen(first), object: caseId, detail: { read: first.read.readId, from: first.readerId } }
}

function settle(db: WriteDb, caseId: CaseId, act: ReadAct): Audited<Seen> {
  const pair = signedPair(db, caseId)
  const [first] = readsOfCase(db, caseId, 'first')
  if (pair === undefined || first?.read.readId !== pair.first || differences(db, pair).length === 0 || pair.settled) throw new AppError('read.notDisputed')
  const readers = (['first', 'second'] as const).flatMap((seat) => readsOfCase(db, caseId, seat).map(({ readerId }) => readerId))
  if (readers.includes(act.userId)) throw new AppError('read.notThird')
  const readId = amendRead(db, first, '', act)
  openToSettle(db, readId, pair)
  for (const set of labelSetsOf(db, caseFacts(db, caseId).task)) joinAnswers(db, readId, set)
  return { value: { caseId, readId }, object: caseId, detail: { read: readId, second: pair.second } }
}

function giveUp(db: WriteDb, { caseId, reason }: Input<'read.giveUp'>, caller: Caller, act: ReadAct): Audited<{ given: ReadId }> {
  caseFacts(db, caseId)
  const [second] = readsOfCase(db, caseId, 'second')
  if (second === undefined || second.read.phase === 'signed') throw new AppError('read.noSecond')
  if (second.readerId !== act.userId && !caller.permissions.has('read.sign')) throw new AppError('read.others')
  giveUpRead(db, second, reason, act)
  noteUrgency(db, caseId)
  return { value: { given: second.read.readId }, object: caseId, detail: { read: second.read.readId, of: second.readerId } }
}

/** What an answer shows: the case, as whoever holds this read may see it. */
interface Seen {
  readonly caseId: CaseId
  readonly readId: ReadId
}

const seen = ({ caseId, read }: StoredRead): Seen => ({ caseId, readId: read.readId })

function saveRead(db: WriteDb, { readId, baseRevision, edits }: Input<'read.save'>, act: ReadAct): Audited<Read> {
  const before = openRead(db, readId, { baseRevision, act })
  applyEdits(db, editTarget(db, before), edits, act.at)
  noteUrgency(db, before.caseId)
  const { read } = readById(db, readId)
  return {
    value: read,
    object: readId,
    beforeSha256: contentSha256(before.read),
    afterSha256: contentSha256(read),
    detail: { edits: edits.length, revision: read.revision, ...rejectionCounts(edits) },
  }
}

/** Of suggested tubes, for the audit; nothing where none was decided on. */
function rejectionCounts(edits: readonly ReadEdit[]): Readonly<Record<string, number>> {
  const decided = edits.flatMap((edit) => (edit.kind === 'rejection' ? [edit.rejected] : []))
  return decided.length === 0 ? {} : { tubesRejected: decided.filter(Boolean).length, tubesBroughtBack: decided.filter((rejected) => !rejected).length }
}

/** "Saved" is said of what was found, not of what was sent. */
function receiptOf({ store, saves, clock }: Services, saved: Read): SaveReceipt {
  const found = readById(store.database(), saved.readId).read
  if (canonicalSha256(found) !== canonicalSha256(saved)) throw new AppError('store.damaged', { part: 'readBack' })
  const savedAt = clock.nowIso()
  saves.lastReadBackAt = savedAt
  return { revision: found.revision, savedAt }
}

function reveal(db: WriteDb, readId: ReadId, act: ReadAct): Audited<Seen> {
  const stored = ownRead(db, readId, act)
  if (stored.read.phase !== 'blind') throw new AppError('read.notBlind')
  const runId = runToReveal(db, stored.caseId)
  const blindSha256 = contentSha256(stored.read)
  revealRead(db, stored, runId)
  noteUrgency(db, stored.caseId)
  return { value: seen(stored), object: readId, beforeSha256: blindSha256, detail: { run: runId ?? 'none' } }
}

/** null where a gate or a failure refused the picture. Throws AppError `read.noPrediction` while one is still to come. */
function runToReveal(db: ReadDb, caseId: CaseId): RunId | null {
  const facts = caseFacts(db, caseId)
  if (facts.runId === null && facts.analysis !== 'refused') throw new AppError('read.noPrediction')
  return facts.runId
}

/** Takes over every call that the reader's own answers say already, as one step; answers the read after it. */
export function acceptAll(db: WriteDb, stored: StoredRead, act: ReadAct): Read {
  const target = editTarget(db, stored)
  const calls = target.calls()
  const agreed = stored.read.answers.filter(({ label, state, decision }) => decision === null && calls.get(label) === state)
  if (agreed.length === 0) return stored.read
  applyEdits(db, target, agreed.map(({ labelSet, label }) => ({ kind: 'decision', labelSet, label, decision: 'accepted', reason: '' })), act.at)
  return readById(db, stored.read.readId).read
}

/** Signs an open read with all that belongs under a signature. */
export function signOpenRead(db: WriteDb, { readId, baseRevision, lineRulesSha256 }: Input<'read.sign'>, act: ReadAct): Audited<Seen> {
  const asSeen = openRead(db, readId, { baseRevision, act })
  if (asSeen.read.phase === 'blind') throw new AppError('read.notRevealed')
  dropLapsedDecisions(db, asSeen)
  const stored = readById(db, readId)
  bindQuestionnaire(db, stored.caseId, readId)
  const lines = bindJudgedLines(db, stored, lineRulesSha256)
  const hash = recordSha256(db, stored)
  signRead(db, stored, hash, act)
  freezeLabelVersions(db, caseFacts(db, stored.caseId).task, readId)
  noteDispute(db, stored.caseId)
  noteUrgency(db, stored.caseId)
  return { value: seen(stored), object: readId, afterSha256: hash, detail: { version: stored.read.version, readingSeconds: readingSecondsOf(db, readId) ?? 0, ...lines } }
}

function amend(db: WriteDb, { readId, reason }: Input<'read.amend'>, act: ReadAct): Audited<Seen> {
  const stored = readById(db, readId)
  // The case's own read may be amended by whoever may sign; a second reading stays its reader's.
  if (stored.seat === 'second' && stored.readerId !== act.userId) throw new AppError('read.others')
  if (stored.read.phase !== 'signed') throw new AppError('read.notSigned')
  const newest = readsOfCase(db, stored.caseId, stored.seat)[0]?.read
  if (newest?.readId !== readId) throw new AppError('read.conflict', { revision: newest?.revision ?? 0 })
  const amended = amendRead(db, stored, reason, act)
  for (const set of labelSetsOf(db, caseFacts(db, stored.caseId).task)) joinAnswers(db, amended, set)
  return { value: { caseId: stored.caseId, readId: amended }, object: amended, beforeSha256: stored.read.signature?.recordSha256 ?? null }
}

/** Throws AppError `read.others`: an open read is changed by its reader alone. */
function ownRead(db: ReadDb, readId: ReadId, { userId }: ReadAct): StoredRead {
  const stored = readById(db, readId)
  if (stored.readerId !== userId && stored.read.phase !== 'signed') throw new AppError('read.others')
  return stored
}

/** A read that may still change, as its writer last saw it. Throws AppError `read.others`, `read.signed`, `read.conflict`. */
function openRead(db: ReadDb, readId: ReadId, { baseRevision, act }: { readonly baseRevision: number; readonly act: ReadAct }): StoredRead {
  const stored = ownRead(db, readId, act)
  if (stored.read.phase === 'signed') throw new AppError('read.signed')
  if (stored.read.revision !== baseRevision) throw new AppError('read.conflict', { revision: stored.read.revision })
  return stored
}

function editTarget(db: ReadDb, { caseId, seat, read }: StoredRead): EditTarget {
  const { task, visitId } = caseFacts(db, caseId)
  const { runId } = read
  return {
    caseId,
    task,
    read,
    seat,
    calls: once(() => (runId === null ? new Map() : callsOfRun(db, runId))),
    images: once(() => new Map(imagesOfCase(db, visitId, task).map((image) => [image.imageId, image]))),
    given: once(() => givenOfCase(db, caseId)),
  }
}

function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | null = null
  return () => (answer ??= { value: ask() }).value
}
