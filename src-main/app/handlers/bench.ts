import type { CaseView, Read, SaveReceipt } from '../../../src-shared/contract/bench.ts'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { CaseId, ReadId, RunId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'
import { caseRow } from '../../store/caseRow.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb, WriteDb } from '../../store/database.ts'
import { imagesOfCase } from '../../store/images.ts'
import { freezeLabelVersions, joinAnswers, labelSetsOf, labelSetsOfRead } from '../../store/labelSets.ts'
import { callsOfRun, runById } from '../../store/predictions.ts'
import { applyEdits, type EditTarget } from '../../store/readEdits.ts'
import { contentSha256, recordSha256 } from '../../store/readRecord.ts'
import { amendRead, beginRead, readById, readsOfCase, revealRead, signRead, type ReadAct, type StoredRead } from '../../store/reads.ts'
import type { Audited } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type BenchCalls = 'case.open' | 'read.save' | 'read.reveal' | 'read.sign' | 'read.amend'

/** Reading a case: blind first, then beside the model, then signed. */
export function benchHandlers(services: Services): Pick<Handlers, BenchCalls> {
  const { audited, store, session, events, clock } = services
  const actOf = ({ userId }: Caller): ReadAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  // Every answer is made from what a second connection finds in the store after the commit.
  const show = (caseId: CaseId): CaseView => caseView(store.database(), caseId)
  const showChanged = (caseId: CaseId): CaseView => {
    events.emit({ kind: 'worklist.changed' })
    return show(caseId)
  }
  return {
    'case.open': audited.readBack('case.open', (db, { caseId }, caller) => openCase(db, caseId, actOf(caller)), showChanged),
    'read.save': audited.readBack(
      'read.save',
      (db, input, caller) => saveRead(db, input, actOf(caller)),
      (saved) => receiptOf(services, saved),
    ),
    'read.reveal': audited.readBack('read.reveal', (db, { readId }) => reveal(db, readId), showChanged),
    'read.sign': audited.readBack(
      'read.sign',
      (db, input, caller) => {
        session.assertSigning()
        return sign(db, input, actOf(caller))
      },
      showChanged,
    ),
    'read.amend': audited.readBack('read.amend', (db, input, caller) => amend(db, input, actOf(caller)), showChanged),
  }
}

function openCase(db: WriteDb, caseId: CaseId, act: ReadAct): Audited<CaseId> {
  caseFacts(db, caseId)
  const isNew = readsOfCase(db, caseId).length === 0
  if (isNew) beginRead(db, caseId, act)
  return { value: caseId, object: caseId, detail: { begun: isNew ? 1 : 0 } }
}

function saveRead(db: WriteDb, { readId, baseRevision, edits }: Input<'read.save'>, { at }: ReadAct): Audited<Read> {
  const before = openRead(db, readId, baseRevision)
  applyEdits(db, editTarget(db, before), edits, at)
  const { read } = readById(db, readId)
  return {
    value: read,
    object: readId,
    beforeSha256: contentSha256(before.read),
    afterSha256: contentSha256(read),
    detail: { edits: edits.length, revision: read.revision },
  }
}

/** "Saved" is said of what was found, not of what was sent. */
function receiptOf({ store, saves, clock }: Services, saved: Read): SaveReceipt {
  const found = readById(store.database(), saved.readId).read
  if (canonicalSha256(found) !== canonicalSha256(saved)) throw new AppError('store.damaged', { part: 'readBack' })
  const savedAt = clock.nowIso()
  saves.lastReadBackAt = savedAt
  return { revision: found.revision, savedAt }
}

function reveal(db: WriteDb, readId: ReadId): Audited<CaseId> {
  const stored = readById(db, readId)
  if (stored.read.phase !== 'blind') throw new AppError('read.notBlind')
  const runId = runToReveal(db, stored.caseId)
  const blindSha256 = contentSha256(stored.read)
  revealRead(db, stored, runId)
  return { value: stored.caseId, object: readId, beforeSha256: blindSha256, detail: { run: runId ?? 'none' } }
}

/** null where a gate or a failure refused the picture. Throws AppError `read.noPrediction` while one is still to come. */
function runToReveal(db: ReadDb, caseId: CaseId): RunId | null {
  const facts = caseFacts(db, caseId)
  if (facts.runId === null && facts.analysis !== 'refused') throw new AppError('read.noPrediction')
  return facts.runId
}

function sign(db: WriteDb, { readId, baseRevision }: Input<'read.sign'>, act: ReadAct): Audited<CaseId> {
  const stored = openRead(db, readId, baseRevision)
  if (stored.read.phase === 'blind') throw new AppError('read.notRevealed')
  const hash = recordSha256(db, stored)
  signRead(db, stored, hash, act)
  freezeLabelVersions(db, caseFacts(db, stored.caseId).task, readId)
  return { value: stored.caseId, object: readId, afterSha256: hash, detail: { version: stored.read.version } }
}

function amend(db: WriteDb, { readId, reason }: Input<'read.amend'>, act: ReadAct): Audited<CaseId> {
  const stored = readById(db, readId)
  if (stored.read.phase !== 'signed') throw new AppError('read.notSigned')
  const newest = readsOfCase(db, stored.caseId)[0]
  if (newest?.readId !== readId) throw new AppError('read.conflict', { revision: newest?.revision ?? 0 })
  const amended = amendRead(db, stored, reason, act)
  for (const set of labelSetsOf(db, caseFacts(db, stored.caseId).task)) joinAnswers(db, amended, set)
  return { value: stored.caseId, object: amended, beforeSha256: stored.read.signature?.recordSha256 ?? null }
}

/** A read that may still change, as its writer last saw it. Throws AppError `read.signed`, `read.conflict`. */
function openRead(db: ReadDb, readId: ReadId, baseRevision: number): StoredRead {
  const stored = readById(db, readId)
  if (stored.read.phase === 'signed') throw new AppError('read.signed')
  if (stored.read.revision !== baseRevision) throw new AppError('read.conflict', { revision: stored.read.revision })
  return stored
}

function editTarget(db: ReadDb, { caseId, read }: StoredRead): EditTarget {
  const { task, visitId } = caseFacts(db, caseId)
  const { runId } = read
  return {
    caseId,
    task,
    read,
    calls: once(() => (runId === null ? new Map() : callsOfRun(db, runId))),
    imageIds: once(() => new Set(imagesOfCase(db, visitId, task).map(({ imageId }) => imageId))),
  }
}

function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | null = null
  return () => (answer ??= { value: ask() }).value
}

/** The whole case in one answer; without the prediction while the read is blind. */
function caseView(db: ReadDb, caseId: CaseId): CaseView {
  const row = caseRow(db, caseId)
  const [read, ...earlierReads] = readsOfCase(db, caseId)
  if (row === undefined || read === undefined) throw new AppError('case.missing')
  const facts = caseFacts(db, caseId)
  const seen = read.phase === 'blind' || read.runId === null ? undefined : runById(db, read.runId)
  return {
    row,
    images: imagesOfCase(db, facts.visitId, facts.task),
    labelSets: labelSetsOfRead(db, facts.task, read),
    read,
    earlierReads,
    prediction: seen ?? null,
    refusal: facts.refusal,
    quality: facts.quality,
  }
}
