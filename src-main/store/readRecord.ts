import type { Read } from '../../src-shared/contract/bench.ts'
import type { CaseId, RunId } from '../../src-shared/domain/ids.ts'
import { canonicalSha256 } from '../audit/canonical.ts'
import { calibrationOfRun } from './calibrations.ts'
import type { ReadDb } from './database.ts'
import { linesOfRead } from './lineRules.ts'
import { questionnaireOfRead } from './questionnaires.ts'
import type { StoredRead } from './reads.ts'

/** Changes when the record's shape does, so that an old signature is still checked by its own rule. */
const recordFormat = 1

interface RunFacts {
  readonly runId: RunId
  readonly imageSha256: string
  readonly modelId: string
  readonly modelVersion: string
  readonly modelSha256: string
}

/**
 * SHA-256 of what a signature stands for: answers (with blind answers and decisions), marks and what was measured in them, suggested tubes that were rejected, texts, the run that was
 * seen with its model's and picture's hash and what its colours were corrected by, the case's pictures and questionnaire, the flags of its tubes with
 * their traces and rules, who was told, the version. Unanswered labels are simply absent.
 */
export function recordSha256(db: ReadDb, { caseId, seat, settles, read }: StoredRead): string {
  const questionnaire = questionnaireOfRead(db, read.readId)
  const calibration = read.runId === null ? null : calibrationOfRun(db, read.runId)
  const lines = linesOfRead(db, read.readId)
  return canonicalSha256({
    format: recordFormat,
    caseId,
    readId: read.readId,
    version: read.version,
    // Named where they are out of the ordinary: records from before there were two seats keep their hash.
    ...(seat === 'first' ? {} : { seat }),
    ...(settles === null ? {} : { settles }),
    ...(questionnaire === null ? {} : { questionnaire }),
    ...(calibration === null ? {} : { calibration }),
    ...(lines === null ? {} : { lines }),
    ...contentOf(read),
    amendmentReason: read.amendmentReason,
    run: read.runId === null ? null : runFacts(db, read.runId),
    images: imageHashes(db, caseId),
  })
}

/** SHA-256 of what a reader can change. */
export const contentSha256 = (read: Read): string => canonicalSha256(contentOf(read))

// Named where there are any: records from before keep their hash.
const contentOf = ({ answers, marks, note, impression, givenDecisions, measures, rejectedTubes, communications }: Read) => ({
  answers,
  marks,
  note,
  impression,
  ...(givenDecisions.length === 0 ? {} : { givenDecisions }),
  ...(measures.length === 0 ? {} : { measures }),
  ...(rejectedTubes.length === 0 ? {} : { rejectedTubes }),
  ...(communications.length === 0 ? {} : { communications }),
})

function runFacts(db: ReadDb, runId: RunId): RunFacts | null {
  const found = db
    .prepare<[string], RunFacts>(
      `SELECT run_id AS runId, image_sha256 AS imageSha256, model_id AS modelId, model_version AS modelVersion,
              model_sha256 AS modelSha256 FROM runs WHERE run_id = ?`,
    )
    .get(runId)
  return found ?? null
}

/** Of the visit's own pictures. Nothing is added to a visit once its reading has begun. */
function imageHashes(db: ReadDb, caseId: CaseId): readonly string[] {
  return db
    .prepare<[string], string>(
      'SELECT i.sha256 FROM images i JOIN cases c ON c.visit_id = i.visit_id WHERE c.case_id = ? ORDER BY i.sha256',
    )
    .pluck()
    .all(caseId)
}
