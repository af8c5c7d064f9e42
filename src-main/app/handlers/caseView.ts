import type { CaseView, Read } from '../../../src-shared/contract/bench.ts'
import { lineLabelSet } from '../../../src-shared/domain/lineFindings.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { calibrationsOf } from '../../store/calibrations.ts'
import { caseRow } from '../../store/caseRow.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb } from '../../store/database.ts'
import { differences, signedPair } from '../../store/disputes.ts'
import { givenOfCase } from '../../store/given.ts'
import { imagesOfCase } from '../../store/images.ts'
import { labelSetsOfRead } from '../../store/labelSets.ts'
import { lineRulesInUse } from '../../store/lineRules.ts'
import { runById } from '../../store/predictions.ts'
import { readById, readsOfCase, type StoredRead } from '../../store/reads.ts'
import { sideDataOf } from '../../store/sideData.ts'

/** The whole case in one answer; without the prediction while the read is blind, without another's answers while it is open. */
export function caseView(db: ReadDb, shown: StoredRead): CaseView {
  const { caseId, seat, read } = shown
  const row = caseRow(db, caseId)
  if (row === undefined) throw new AppError('case.missing')
  const facts = caseFacts(db, caseId)
  const seen = read.phase === 'blind' || read.runId === null ? undefined : runById(db, read.runId)
  const images = imagesOfCase(db, facts.visitId, facts.task)
  return {
    row,
    images,
    calibrations: calibrationsOf(db, images, seen),
    labelSets: labelSetsOfRead(db, facts.task, read),
    read,
    earlierReads: readsOfCase(db, caseId, seat).flatMap((stored) => (stored.read.version < read.version ? [stored.read] : [])),
    seat,
    ...beside(db, shown),
    prediction: seen ?? null,
    refusal: facts.refusal,
    quality: facts.quality,
    sideData: read.phase === 'blind' ? [] : sideDataOf(db, facts.visitId),
    given: read.phase === 'blind' ? [] : givenOfCase(db, caseId),
    lineRules: facts.task === lineLabelSet ? lineRulesInUse(db) : null,
  }
}

/** The other seat's signed reading: shown to who has signed, and to who decides between the two. */
function beside(db: ReadDb, { caseId, seat, settles, read }: StoredRead): Pick<CaseView, 'otherRead' | 'differences' | 'settlement'> {
  const pair = read.phase === 'signed' || settles !== null ? signedPair(db, caseId) : undefined
  if (pair === undefined) return { otherRead: null, differences: [], settlement: null }
  const otherRead: Read = readById(db, seat === 'first' ? pair.second : pair.first).read
  if (pair.settled) return { otherRead, differences: [], settlement: 'settled' }
  return { otherRead, differences: differences(db, pair), settlement: read.phase === 'signed' ? null : 'settling' }
}
