import type { Read, ReadEdit, Seat } from '../../src-shared/contract/bench.ts'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { GivenItem } from '../../src-shared/domain/given.ts'
import type { CaseId, ImageId } from '../../src-shared/domain/ids.ts'
import type { AnswerState, Decision, LabelRef } from '../../src-shared/domain/label.ts'
import { lineLabelSet } from '../../src-shared/domain/lineFindings.ts'
import { isKeyImage, isLabelled, isTongueMark, isTube, pointLimits, type Mark } from '../../src-shared/domain/mark.ts'
import { faultOf, faultOfPoints, type PictureSize } from '../../src-shared/domain/markRules.ts'
import { AppError } from '../../src-shared/errors.ts'
import { setCommunication } from './communications.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { setGivenDecision } from './given.ts'
import { labelSetsOf } from './labelSets.ts'
import { dropReaderMeasures } from './readerMeasures.ts'
import { setRejectedTube } from './rejectedTubes.ts'

/** What edits of one read are judged against. */
export interface EditTarget {
  readonly caseId: CaseId
  readonly task: Task
  readonly read: Read
  /** The worklist's search knows the words of the case's own read alone. */
  readonly seat: Seat
  /** What the revealed run says of each label key; empty while blind. Asked only where an edit needs it. */
  readonly calls: () => ReadonlyMap<string, LabelScore['call']>
  /** The pictures of the case, with their sizes. */
  readonly images: () => ReadonlyMap<ImageId, PictureSize>
  /** Asked only where an edit decides on one. */
  readonly given: () => readonly GivenItem[]
}

/**
 * Applies a batch in order and counts the read's revision up by one; all of it or, where one edit is refused, nothing
 * (the caller's transaction). Throws AppError `contract.badInput` for a label or decision that does not belong here,
 * `mark.…` for a mark that cannot be one of its picture, `communication.future`, and `read.notRevealed` for a decision on a score nobody has seen yet.
 */
export function applyEdits(db: WriteDb, target: EditTarget, edits: readonly ReadEdit[], at: string): void {
  const texts = { note: target.read.note, impression: target.read.impression }
  for (const edit of edits) {
    if (edit.kind === 'communication') setCommunication(db, target.read.readId, edit, at)
    else applyEdit(db, target, edit, texts)
  }
  db.prepare('UPDATE reads SET note = ?, impression = ?, revision = revision + 1, saved_at = ? WHERE read_id = ?').run(
    texts.note,
    texts.impression,
    at,
    target.read.readId,
  )
  if (target.seat === 'first' && (texts.note !== target.read.note || texts.impression !== target.read.impression)) indexTexts(db, target, texts)
}

interface Texts {
  note: string
  impression: string
}

function applyEdit(db: WriteDb, target: EditTarget, edit: Exclude<ReadEdit, { readonly kind: 'communication' }>, texts: Texts): void {
  switch (edit.kind) {
    case 'answer':
      return setAnswer(db, target, edit, edit.state)
    case 'decision':
      return setDecision(db, target, edit, edit)
    case 'note':
      texts.note = edit.text
      return
    case 'impression':
      texts.impression = edit.text
      return
    case 'mark':
      return setMark(db, target, edit)
    case 'given':
      return decideOnGiven(db, target, edit)
    case 'rejection':
      return decideOnSuggestion(db, target, edit)
    default:
      return edit satisfies never
  }
}

/** A label that was merged into another has no answers of its own any more. */
function assertLabel(db: ReadDb, task: Task, { labelSet, label }: LabelRef): void {
  const set = labelSetsOf(db, task).find(({ id }) => id === labelSet)
  if (set?.labels.some(({ key, mergedInto }) => key === label && mergedInto === undefined) !== true) throw new AppError('contract.badInput', { field: 'label' })
}

/** "Accepted" says that the answer is the model's: it falls away with an answer that is another. */
function setAnswer(db: WriteDb, { read, task, calls }: EditTarget, ref: LabelRef, state: AnswerState | null): void {
  assertLabel(db, task, ref)
  const call = calls().get(ref.label) ?? null
  db.prepare(
    `INSERT INTO answers (read_id, label_set, label, state) VALUES (@readId, @labelSet, @label, @state)
     ON CONFLICT (read_id, label_set, label) DO UPDATE SET state = @state,
       reason = iif(@state IS NULL OR (decision = 'accepted' AND @state IS NOT @call), '', reason),
       decision = iif(@state IS NULL OR (decision = 'accepted' AND @state IS NOT @call), NULL, decision)`,
  ).run({ readId: read.readId, labelSet: ref.labelSet, label: ref.label, state, call })
}

interface Deciding {
  readonly decision: Decision | null
  readonly reason: string
}

/** accepted: the answer becomes the model's call; overruled: the reader's own answer stands, so there must be one. */
function setDecision(db: WriteDb, target: EditTarget, ref: LabelRef, { decision, reason }: Deciding): void {
  assertLabel(db, target.task, ref)
  if (target.read.phase === 'blind') throw new AppError('read.notRevealed')
  const call = target.calls().get(ref.label)
  if (decision !== null && call === undefined) throw new AppError('contract.badInput', { field: 'decision' })
  if (decision === 'accepted' && call !== undefined) setAnswer(db, target, ref, call)
  const { changes } = db
    .prepare(
      `UPDATE answers SET decision = ?, reason = ? WHERE read_id = ? AND label_set = ? AND label = ? AND state IS NOT NULL`,
    )
    .run(decision, decision === null ? '' : reason, target.read.readId, ref.labelSet, ref.label)
  if (decision !== null && changes === 0) throw new AppError('contract.badInput', { field: 'decision' })
}

function setMark(db: WriteDb, { read, task, images }: EditTarget, edit: Extract<ReadEdit, { kind: 'mark' }>): void {
  const { markId, mark } = edit
  const before = read.marks.find((kept) => kept.markId === markId)
  if (before !== undefined && isTongueMark(before)) dropReaderMeasures(db, read.readId, before.imageId)
  if (mark === null) {
    db.prepare('DELETE FROM marks WHERE read_id = ? AND mark_id = ?').run(read.readId, markId)
    return
  }
  if (mark.markId !== markId) throw new AppError('contract.badInput', { field: 'markId' })
  const picture = images().get(mark.imageId)
  if (picture === undefined) throw new AppError('mark.otherPicture')
  const fault = faultOf(mark, picture)
  if (fault !== null) throw new AppError(`mark.${fault}`)
  assertTongueMark(db, { read, task }, mark)
  // While blind nothing was suggested yet: who says so has seen what they must not.
  if (isTube(mark) && mark.suggested !== undefined && read.phase === 'blind') throw new AppError('read.notRevealed')
  if (isKeyImage(mark)) assertOnlyOne(db, read, mark)
  if (isLabelled(mark) && mark.label !== null) assertKnownLabel(db, task, mark.label)
  db.prepare(
    `INSERT INTO marks (mark_id, read_id, image_id, body) VALUES (@markId, @readId, @imageId, @body)
     ON CONFLICT (read_id, mark_id) DO UPDATE SET image_id = @imageId, body = @body`,
  ).run({ markId, readId: read.readId, imageId: mark.imageId, body: JSON.stringify(mark) })
}

/**
 * A correction of the tongue's outline or separation: of a tongue, after the reveal (before it there is nothing to correct), one of each kind
 * a picture. What was measured in the one before falls away.
 */
function assertTongueMark(db: WriteDb, { read, task }: Pick<EditTarget, 'read' | 'task'>, mark: Mark): void {
  if (!isTongueMark(mark)) return
  if (task !== 'tongue') throw new AppError('contract.badInput', { field: 'kind' })
  if (read.phase === 'blind') throw new AppError('read.notRevealed')
  assertOnlyOne(db, read, mark)
  dropReaderMeasures(db, read.readId, mark.imageId)
}

/** There is one of its kind a picture. */
function assertOnlyOne(db: ReadDb, { readId }: Pick<Read, 'readId'>, { imageId, markId, kind }: Mark): void {
  const others = db
    .prepare(`SELECT count(*) FROM marks WHERE read_id = ? AND image_id = ? AND mark_id <> ? AND json_extract(body, '$.kind') = ?`)
    .pluck()
    .get(readId, imageId, markId, kind)
  if (others !== 0) throw new AppError('contract.badInput', { field: 'markId' })
}

/** What cannot be answered, for want of a label, cannot be decided on either. */
function decideOnGiven(db: WriteDb, { read, given }: EditTarget, { givenId, decision }: Extract<ReadEdit, { kind: 'given' }>): void {
  if (read.phase === 'blind') throw new AppError('read.notRevealed')
  const item = given().find((each) => each.givenId === givenId)
  if (item === undefined || (item.kind === 'answer' && item.label === null)) throw new AppError('contract.badInput', { field: 'givenId' })
  setGivenDecision(db, read.readId, givenId, decision)
}

/** Of a tube that the model suggests on a film of the case, once there is one to see. */
function decideOnSuggestion(db: WriteDb, { read, task, images }: EditTarget, { imageId, tube, suggested, rejected }: Extract<ReadEdit, { kind: 'rejection' }>): void {
  if (task !== lineLabelSet) throw new AppError('contract.badInput', { field: 'kind' })
  if (read.phase === 'blind') throw new AppError('read.notRevealed')
  const picture = images().get(imageId)
  if (picture === undefined) throw new AppError('mark.otherPicture')
  const fault = faultOfPoints(suggested.points, pointLimits.tube, picture)
  if (fault !== null) throw new AppError(`mark.${fault}`)
  setRejectedTube(db, read.readId, { imageId, tube, suggested }, rejected)
}

/** A shape keeps the label that it was drawn under, also after a merge: exports look up where it went. */
function assertKnownLabel(db: ReadDb, task: Task, { labelSet, label }: LabelRef): void {
  const set = labelSetsOf(db, task).find(({ id }) => id === labelSet)
  if (set?.labels.some(({ key }) => key === label) !== true) throw new AppError('mark.unknownLabel')
}

/** Keeps the worklist's search in step. */
function indexTexts(db: WriteDb, { caseId }: EditTarget, { note, impression }: Texts): void {
  db.prepare(
    'UPDATE case_text SET note = ?, impression = ? WHERE rowid = (SELECT sequence FROM cases WHERE case_id = ?)',
  ).run(note, impression, caseId)
}
