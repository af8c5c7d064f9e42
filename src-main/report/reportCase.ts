import type { PredictionView, Read, Signature } from '../../src-shared/contract/bench.ts'
import type { CaseRow } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { ImageView } from '../../src-shared/domain/image.ts'
import type { LabelRef, LabelSet } from '../../src-shared/domain/label.ts'
import { AppError } from '../../src-shared/errors.ts'
import { caseRow } from '../store/caseRow.ts'
import type { ReadDb } from '../store/database.ts'
import { openDifferences } from '../store/disputes.ts'
import { imagesOfVisit } from '../store/images.ts'
import { labelSetsOfRead } from '../store/labelSets.ts'
import { runById } from '../store/predictions.ts'
import { questionnaireOfRead, type SignedQuestionnaire } from '../store/questionnaires.ts'
import { recordSha256 } from '../store/readRecord.ts'
import { readsOfCase } from '../store/reads.ts'

/** All that a report says of a case: what its newest signed read saw, and whether a second reading disputes it. */
export interface ReportCase {
  readonly row: Pick<CaseRow, 'caseId' | 'pseudonym' | 'patientKind' | 'visitDate' | 'task'>
  readonly read: Read
  readonly signature: Signature
  /** The version decides where two readings differed. */
  readonly settles: boolean
  /** Labels on which a second reading differs and nobody has decided: exports count them as unanswered. */
  readonly disputed: readonly LabelRef[]
  /** In the versions that were signed. */
  readonly labelSets: readonly LabelSet[]
  /** The visit's own pictures; the first is the one on the page. */
  readonly images: readonly ImageView[]
  /** The patient's own answers that the signature stands for. */
  readonly questionnaire: SignedQuestionnaire | null
  /** The run the reader saw. */
  readonly run: PredictionView | null
}

/**
 * Throws AppError `case.missing`, `read.notSigned` where no version is signed, and `store.damaged` where what is stored
 * is no longer what was signed: a report must not vouch for that.
 */
export function reportCase(db: ReadDb, caseId: CaseId): ReportCase {
  const row = caseRow(db, caseId)
  if (row === undefined) throw new AppError('case.missing')
  const stored = readsOfCase(db, caseId, 'first').find(({ read }) => read.phase === 'signed')
  const signature = stored?.read.signature ?? null
  if (stored === undefined || signature === null) throw new AppError('read.notSigned')
  if (recordSha256(db, stored) !== signature.recordSha256) throw new AppError('store.damaged', { part: 'record' })
  const { read, settles } = stored
  return {
    row,
    read,
    signature,
    settles: settles !== null,
    disputed: openDifferences(db, read.readId),
    labelSets: labelSetsOfRead(db, row.task, read),
    images: imagesOfVisit(db, row.visitId, row.task),
    questionnaire: questionnaireOfRead(db, read.readId),
    run: read.runId === null ? null : (runById(db, read.runId) ?? null),
  }
}
