import type { PatientKind, Task } from '../../src-shared/domain/case.ts'
import type { CaseId, PatientId, ReadId, RunId, VisitId } from '../../src-shared/domain/ids.ts'
import type { ImageView } from '../../src-shared/domain/image.ts'
import type { AnswerState } from '../../src-shared/domain/label.ts'
import type { Mark } from '../../src-shared/domain/mark.ts'
import type { PredictionView, SignedLines } from '../../src-shared/contract/bench.ts'
import type { Communication } from '../../src-shared/domain/communication.ts'
import { communicationsOf } from './communications.ts'
import type { ReadDb } from './database.ts'
import type { RejectedTube } from '../../src-shared/domain/tubeSuggestion.ts'
import type { ReaderMeasures } from '../../src-shared/domain/analysis.ts'
import { readerMeasuresOf } from './readerMeasures.ts'
import { openDifferences } from './disputes.ts'
import { imagesOfVisit } from './images.ts'
import { linesOfRead } from './lineRules.ts'
import { questionnaireOfRead, type SignedQuestionnaire } from './questionnaires.ts'
import { rejectedTubesOf } from './rejectedTubes.ts'
import { readingSecondsOf } from './readingTimes.ts'
import { batchOfRead, type SignedInBatch } from './signBatches.ts'
import { runById } from './predictions.ts'

export interface SignedAnswer {
  readonly labelSet: string
  readonly label: string
  readonly state: AnswerState
}

/** A case as its newest signed version froze it. */
export interface SignedCase {
  readonly caseId: CaseId
  readonly patientId: PatientId
  readonly pseudonym: string
  readonly patientKind: PatientKind
  readonly visitDate: string | null
  readonly task: Task
  readonly version: number
  readonly reader: string
  readonly signedAt: string
  readonly recordSha256: string
  readonly note: string
  readonly impression: string
  /** Without those on which a second reader differs and nobody has decided yet: they count as unanswered. */
  readonly answers: readonly SignedAnswer[]
  readonly marks: readonly Mark[]
  /** What was measured in the reader's own outline and separation. */
  readonly measures: readonly ReaderMeasures[]
  /** What the rules said of the tubes; null without any. */
  readonly lines: SignedLines | null
  /** Suggestions that the reader did not want. */
  readonly rejectedTubes: readonly RejectedTube[]
  readonly communications: readonly Communication[]
  /** On the screen while it was read; null where nothing was measured. */
  readonly readingSeconds: number | null
  /** What it was signed with; null for a signature of its own. */
  readonly batch: SignedInBatch | null
  /** The visit's own pictures; an earlier visit's film belongs to its own case. */
  readonly images: readonly ExportedImage[]
  /** The patient's own answers that the signature stands for. */
  readonly questionnaire: SignedQuestionnaire | null
  /** The run the reader saw. */
  readonly run: PredictionView | null
}

export interface ExportedImage extends ImageView {
  readonly likeness: string
}

interface StoredRead extends Omit<SignedCase, 'answers' | 'marks' | 'measures' | 'lines' | 'rejectedTubes' | 'communications' | 'readingSeconds' | 'batch' | 'images' | 'questionnaire' | 'run'> {
  readonly readId: ReadId
  readonly visitId: VisitId
  readonly runId: RunId | null
}

/** Newest signed version of every signed case (of one task, or of all), in the order of import. */
export function signedCases(db: ReadDb, task: Task | null): readonly SignedCase[] {
  const reads = db.prepare(selectSigned).all({ task }) as readonly StoredRead[]
  return reads.map((read) => signedCase(db, read))
}

function signedCase(db: ReadDb, { readId, visitId, runId, ...read }: StoredRead): SignedCase {
  const withLikeness = (image: ImageView): ExportedImage => ({ ...image, likeness: likenessOf(db, image) })
  return {
    ...read,
    answers: undisputed(db, readId, answersOf(db, readId)),
    marks: marksOf(db, readId),
    measures: readerMeasuresOf(db, readId),
    lines: linesOfRead(db, readId),
    rejectedTubes: rejectedTubesOf(db, readId),
    communications: communicationsOf(db, readId),
    readingSeconds: readingSecondsOf(db, readId),
    batch: batchOfRead(db, readId),
    images: imagesOfVisit(db, visitId, read.task).map(withLikeness),
    questionnaire: questionnaireOfRead(db, readId),
    run: runId === null ? null : (runById(db, runId) ?? null),
  }
}

const selectSigned = `
  SELECT r.read_id AS readId, c.case_id AS caseId, c.visit_id AS visitId, p.patient_id AS patientId, p.pseudonym,
         p.kind AS patientKind, v.visit_date AS visitDate, c.task, r.version, u.name AS reader, r.signed_at AS signedAt,
         r.record_sha256 AS recordSha256, r.note, r.impression, r.run_id AS runId
    FROM reads r
    JOIN cases c ON c.case_id = r.case_id
    JOIN visits v ON v.visit_id = c.visit_id
    JOIN patients p ON p.patient_id = v.patient_id
    JOIN users u ON u.user_id = r.signer_id
   WHERE r.seat = 'first' AND r.phase = 'signed' AND (:task IS NULL OR c.task = :task)
     AND r.version = (SELECT max(n.version) FROM reads n WHERE n.case_id = r.case_id AND n.seat = 'first' AND n.phase = 'signed')
   ORDER BY c.sequence`

function answersOf(db: ReadDb, readId: ReadId): readonly SignedAnswer[] {
  return db
    .prepare('SELECT label_set AS labelSet, label, state FROM answers WHERE read_id = ? AND state IS NOT NULL')
    .all(readId) as readonly SignedAnswer[]
}

function undisputed(db: ReadDb, readId: ReadId, answers: readonly SignedAnswer[]): readonly SignedAnswer[] {
  const open = openDifferences(db, readId)
  return answers.filter(({ labelSet, label }) => !open.some((ref) => ref.labelSet === labelSet && ref.label === label))
}

function marksOf(db: ReadDb, readId: ReadId): readonly Mark[] {
  const bodies = db.prepare('SELECT body FROM marks WHERE read_id = ? ORDER BY mark_id').pluck().all(readId)
  return (bodies as readonly string[]).map((body) => JSON.parse(body) as Mark)
}

function likenessOf(db: ReadDb, { imageId }: ImageView): string {
  return db.prepare('SELECT likeness FROM images WHERE image_id = ?').pluck().get(imageId) as string
}
