import type { RulesInUse } from '../../src-shared/contract/bench.ts'
import { uncommunicated } from '../../src-shared/domain/communication.ts'
import type { CaseUrgency } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { lineLabelSet, mostUrgent, toCommunicate, urgencyOf } from '../../src-shared/domain/lineFindings.ts'
import { lineFindings, urgencies, type LineFinding } from '../../src-shared/domain/lineRules.ts'
import { AppError } from '../../src-shared/errors.ts'
import { caseFacts } from '../store/cases.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { imagesOfCase } from '../store/images.ts'
import { bindLines, lineRulesInUse } from '../store/lineRules.ts'
import { runById } from '../store/predictions.ts'
import { readById, type StoredRead } from '../store/reads.ts'
import { isReadBlindBeside, newestReadId, setUrgency } from '../store/urgency.ts'

interface Judged {
  readonly inUse: RulesInUse
  readonly findings: readonly LineFinding[]
}

function judged(db: ReadDb, { caseId, read }: StoredRead): Judged {
  const { visitId, task } = caseFacts(db, caseId)
  const inUse = lineRulesInUse(db)
  return { inUse, findings: task === lineLabelSet ? lineFindings(read.marks, imagesOfCase(db, visitId, task), inUse.rules) : [] }
}

/** What the rules in use say of the tubes of a read. */
export const findingsOfRead = (db: ReadDb, stored: StoredRead): readonly LineFinding[] => judged(db, stored).findings

/** Counts of a signature for the audit: tubes, those somebody had to be told of, and the version of the rules. */
export type LineCounts = Readonly<Record<'tubes' | 'communicated' | 'lineRules', number>>

/**
 * Puts flags and traces under a signature that is about to be made. Throws AppError `lines.rulesChanged` where the signer
 * saw other rules than those in use, `read.notCommunicated` where nobody was told of a critical finding, or has not said it back.
 */
export function bindJudgedLines(db: WriteDb, stored: StoredRead, seenSha256: string | undefined): LineCounts | null {
  const { inUse, findings } = judged(db, stored)
  if (findings.length === 0) return null
  if (seenSha256 !== undefined && seenSha256 !== inUse.facts.sha256) throw new AppError('lines.rulesChanged')
  const telling = toCommunicate(stored.read.marks, findings)
  const open = uncommunicated(telling, stored.read.communications)
  if (open.length > 0) throw new AppError('read.notCommunicated', { count: open.length })
  bindLines(db, stored.read.readId, { rules: inUse.facts, findings })
  return { tubes: findings.length, communicated: telling.length, lineRules: inUse.facts.version }
}

/**
 * How urgent a case is by its own newest read, in the transaction that changes it. While an independent reader reads
 * blind nothing is said: it would tell what the first has found.
 */
export function noteUrgency(db: WriteDb, caseId: CaseId): void {
  if (caseFacts(db, caseId).task !== lineLabelSet) return
  const readId = isReadBlindBeside(db, caseId) ? undefined : newestReadId(db, caseId)
  const newest = readId === undefined ? null : readById(db, readId)
  setUrgency(db, caseId, newest === null ? null : (ofReader(db, newest) ?? ofModel(db, newest)))
}

function ofReader(db: ReadDb, stored: StoredRead): CaseUrgency | null {
  const found = mostUrgent(stored.read.marks, stored.read.answers, judged(db, stored).findings)
  return found === null ? null : { ...found, by: 'reader', score: null }
}

/** Of the run the reader was shown, as long as nothing is answered or drawn. */
function ofModel(db: ReadDb, { read }: StoredRead): CaseUrgency | null {
  if (read.phase === 'blind' || read.runId === null || read.answers.length + read.marks.length > 0) return null
  const called = (runById(db, read.runId)?.labels ?? []).filter(({ call }) => call === 'present')
  const urgent = called.flatMap(({ name, score }): readonly CaseUrgency[] => {
    const urgency = urgencyOf(name)
    return urgency === null ? [] : [{ urgency, tube: null, label: name, by: 'model', score }]
  })
  return urgent.toSorted((one, other) => urgencies.indexOf(one.urgency) - urgencies.indexOf(other.urgency) || (other.score ?? 0) - (one.score ?? 0))[0] ?? null
}
