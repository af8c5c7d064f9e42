import * as v from 'valibot'
import type { LabelScore, MapGrid, ModelFacts, Quality, ReaderMeasures, Segmentation, TongueMeasures } from '../domain/analysis.ts'
import type { CaseRow } from '../domain/case.ts'
import type { GivenDecision, GivenItem } from '../domain/given.ts'
import { communicationWays, type Communication } from '../domain/communication.ts'
import type { CaseId, CommunicationId, GivenId, ImageId, JobId, MarkId, ReadId, RunId } from '../domain/ids.ts'
import type { ImageView } from '../domain/image.ts'
import type { Answer, LabelRef, LabelSet } from '../domain/label.ts'
import { answerStates, decisions } from '../domain/label.ts'
import type { LineFinding, LineRules } from '../domain/lineRules.ts'
import { tubeKinds, type Mark } from '../domain/mark.ts'
import type { RejectedTube } from '../domain/tubeSuggestion.ts'
import type { ErrorCode, ErrorDetail } from '../errors.ts'
import type { PictureCalibration } from './calibration.ts'
import { command } from './call.ts'
import { count, idOf, labelKey, longText, shortText } from './fields.ts'
import { mark, tubeOrigin } from './marks.ts'

/** blind: the AI does not exist yet; revealed: the blind answers are locked and the AI is shown; signed: frozen. */
export const readPhases = ['blind', 'revealed', 'signed'] as const
export type ReadPhase = (typeof readPhases)[number]

/** first: the case's own read, whose newest signed version counts; second: an independent reading beside it. */
export const seats = ['first', 'second'] as const
export type Seat = (typeof seats)[number]

export interface Read {
  readonly readId: ReadId
  /** 1 for the first read, one more for each amendment. */
  readonly version: number
  readonly phase: ReadPhase
  readonly reader: string
  /** Grows by one with every save; a save against an older one is refused with `read.conflict`. */
  readonly revision: number
  readonly answers: readonly Answer[]
  readonly marks: readonly Mark[]
  /** What was measured in the reader's own outline and separation, as they stand now: at most one a picture. */
  readonly measures: readonly ReaderMeasures[]
  /** What was done with labels that were given earlier. */
  readonly givenDecisions: readonly GivenDecision[]
  /** Suggestions of the demonstration model that the reader does not want. */
  readonly rejectedTubes: readonly RejectedTube[]
  /** Who was told of critical findings. */
  readonly communications: readonly Communication[]
  /** What the rules said of the tubes when the read was signed; null before, and where no tube was drawn. */
  readonly lines: SignedLines | null
  readonly note: string
  readonly impression: string
  readonly amendmentReason: string
  /** The run the reader saw; fixed at the reveal. */
  readonly runId: RunId | null
  readonly savedAt: string | null
  readonly signature: Signature | null
}

/** Flags and traces as the signer saw them, with the rules that they come from. */
export interface SignedLines {
  readonly rules: RulesInUse['facts']
  readonly findings: readonly LineFinding[]
}

/** The rules that tubes are judged by here and now. */
export interface RulesInUse {
  readonly facts: { readonly name: string; readonly version: number; readonly sha256: string }
  readonly rules: LineRules
}

export interface Signature {
  readonly signer: string
  readonly signedAt: string
  /** SHA-256 of the canonical record: answers, marks, texts, run, images' hashes, version. */
  readonly recordSha256: string
}

export interface PredictionView {
  readonly runId: RunId
  readonly imageId: ImageId
  readonly model: ModelFacts
  readonly labels: readonly LabelScore[]
  readonly maps: Readonly<Record<string, MapGrid>>
  readonly segmentation: Segmentation | null
  readonly tongue: TongueMeasures | null
  readonly createdAt: string
}

/** A cell of a table of cases, with the name of its column. */
export interface SideColumn {
  readonly name: string
  readonly value: string
}

export interface SideData {
  readonly imageId: ImageId
  readonly columns: readonly SideColumn[]
}

export interface CaseView {
  readonly row: CaseRow
  readonly images: readonly ImageView[]
  /** What the colours of pictures are corrected by; pictures without a chart are not among them. Shown in the blind phase too. */
  readonly calibrations: readonly PictureCalibration[]
  readonly labelSets: readonly LabelSet[]
  /** The open or newest read; opening a new case begins one. */
  readonly read: Read
  /** Signed versions before this one in the same seat, newest first. */
  readonly earlierReads: readonly Read[]
  readonly seat: Seat
  /** The signed read of the other seat; null until this one is signed, so that neither reader sees the other's answers. */
  readonly otherRead: Read | null
  /** Labels on which two signed readings differ and nobody has decided. Known to nobody whose read is open. */
  readonly differences: readonly LabelRef[]
  /** settling: this open version decides where the two differ; settled: a third reader has decided; null otherwise. */
  readonly settlement: 'settling' | 'settled' | null
  /** null while the read is blind: the reply does not carry what the reader must not see. */
  readonly prediction: PredictionView | null
  /** Shown in the blind phase too: a picture the gates refused has no scores to reveal. */
  readonly refusal: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null
  readonly quality: Quality
  /** What tables said of the pictures. Empty while the read is blind: a column may hold somebody's findings. */
  readonly sideData: readonly SideData[]
  /** Labels that somebody gave before the pictures came here. Empty while the read is blind. */
  readonly given: readonly GivenItem[]
  /** null for a task without tubes. */
  readonly lineRules: RulesInUse | null
}

const communication = v.strictObject({
  communicationId: idOf<CommunicationId>(),
  toWhom: v.pipe(shortText, v.trim(), v.minLength(1)),
  at: v.pipe(v.string(), v.isoTimestamp()),
  how: v.picklist(communicationWays),
  readBack: v.boolean(),
  about: v.pipe(v.array(idOf<MarkId>()), v.maxLength(100)),
})

/** One change of one thing; a gesture sends one batch. null clears. */
const edit = v.variant('kind', [
  v.strictObject({
    kind: v.literal('answer'),
    labelSet: labelKey,
    label: labelKey,
    state: v.nullable(v.picklist(answerStates)),
  }),
  v.strictObject({
    kind: v.literal('decision'),
    labelSet: labelKey,
    label: labelKey,
    decision: v.nullable(v.picklist(decisions)),
    reason: shortText,
  }),
  v.strictObject({ kind: v.literal('note'), text: longText }),
  v.strictObject({ kind: v.literal('impression'), text: longText }),
  v.strictObject({ kind: v.literal('mark'), markId: idOf<MarkId>(), mark: v.nullable(mark) }),
  v.strictObject({ kind: v.literal('given'), givenId: idOf<GivenId>(), decision: v.nullable(v.picklist(decisions)) }),
  v.strictObject({ kind: v.literal('communication'), communicationId: idOf<CommunicationId>(), communication: v.nullable(communication) }),
  v.strictObject({ kind: v.literal('rejection'), imageId: idOf<ImageId>(), tube: v.picklist(tubeKinds), suggested: tubeOrigin, rejected: v.boolean() }),
])
export type ReadEdit = v.InferOutput<typeof edit>

export interface SaveReceipt {
  readonly revision: number
  /** The store has read back what it wrote; ISO 8601, UTC. */
  readonly savedAt: string
}

export const benchCalls = {
  /**
   * The caller's own read of the case, begun where there is none yet, or the signed one. Throws `read.others` where
   * somebody else is reading it: it can be read a second time, or taken over.
   */
  'case.open': command<CaseView>()('read.write', v.strictObject({ caseId: idOf<CaseId>() })),
  /**
   * Begins a second, independent reading by the caller, blind. Throws `read.secondExists`, `read.seenBefore` for who has
   * opened the case before, `read.others` while nobody has begun the first.
   */
  'read.second': command<CaseView>()('read.write', v.strictObject({ caseId: idOf<CaseId>() })),
  /** Goes on with somebody else's open read of the case. The audit names both. */
  'read.takeOver': command<CaseView>()('read.sign', v.strictObject({ caseId: idOf<CaseId>() })),
  /**
   * Begins the version in which a third reader decides where two differ; what they agree on is kept. Throws
   * `read.notDisputed`, `read.notThird`.
   */
  'read.settle': command<CaseView>()('read.sign', v.strictObject({ caseId: idOf<CaseId>() })),
  /**
   * Ends an open second reading that nobody will finish; its entries are kept, and count nowhere. Its reader may, and
   * whoever may sign. Throws `read.noSecond`, `read.others`.
   */
  'read.giveUp': command<{ readonly given: ReadId }>()('read.write', v.strictObject({ caseId: idOf<CaseId>(), reason: v.pipe(shortText, v.trim(), v.minLength(1)) })),
  /** Queues the analysis again, for instance with a newer model; signed reads keep the run they saw. */
  'case.analyze': command<{ readonly jobId: JobId }>()('inference.run', v.strictObject({ caseId: idOf<CaseId>() })),
  /** All of a batch or nothing. Throws `read.conflict`, `read.signed`, and `mark.…` for what cannot lie on its picture. */
  'read.save': command<SaveReceipt>()(
    'read.write',
    v.strictObject({ readId: idOf<ReadId>(), baseRevision: count, edits: v.pipe(v.array(edit), v.minLength(1), v.maxLength(5000)) }),
  ),
  /**
   * Measures the signs again in the reader's own outline and separation of a picture, as they are saved, and keeps the
   * values with the read. A newer call for the same read takes the place of one that is still measuring, which ends with
   * `job.cancelled`. Throws `read.notRevealed`, `read.signed`, `read.conflict` where they were changed meanwhile, and `engine.…`.
   */
  'tongue.measure': command<ReaderMeasures>()('read.write', v.strictObject({ readId: idOf<ReadId>(), imageId: idOf<ImageId>() })),
  /** Ends what is being measured for this read, if anything is; what was measured before stays. */
  'tongue.stopMeasuring': command<null>()('read.write', v.strictObject({ readId: idOf<ReadId>() })),
  /**
   * Adds time in which the read was on its reader's screen and somebody was there; answers all of theirs. Throws `read.others`,
   * and `read.signed` some seconds after the signature.
   */
  'read.time': command<{ readonly totalMs: number }>()('read.write', v.strictObject({ readId: idOf<ReadId>(), milliseconds: v.pipe(count, v.maxValue(60_000)) })),
  /** Locks the blind answers and shows the AI. */
  'read.reveal': command<CaseView>()('read.write', v.strictObject({ readId: idOf<ReadId>() })),
  /**
   * Needs an open signing session. `baseRevision` binds what the signer saw, `lineRulesSha256` the rules that the flags
   * of tubes came from. Throws `lines.rulesChanged` for other rules, `read.notCommunicated` where a critical finding has
   * no complete record of who was told.
   */
  'read.sign': command<CaseView>()('read.sign', v.strictObject({ readId: idOf<ReadId>(), baseRevision: count, lineRulesSha256: v.exactOptional(shortText) })),
  /** Begins a new version from a signed read. */
  'read.amend': command<CaseView>()(
    'read.sign',
    v.strictObject({ readId: idOf<ReadId>(), reason: v.pipe(shortText, v.trim(), v.minLength(1)) }),
  ),
}
