import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import { answerStates, decisions } from '../../../../src-shared/domain/label.ts'
import { applyEdits } from './draft.ts'
import { changeOf, emptyHistory, endTyping, record, recordTyping, redo, undo, type Change, type History } from './history.ts'
import { blankRead, lengthMark } from './testRead.ts'

interface Desk {
  readonly read: Read
  readonly history: History
}

/** One gesture as the bench does it: describe, show, remember. */
function gesture({ read, history }: Desk, edits: readonly ReadEdit[]): Desk {
  let shown = read
  const step: Change[] = []
  for (const edit of edits) {
    const change = changeOf(shown, edit)
    if (change !== null) step.push(change)
    shown = applyEdits(shown, [edit])
  }
  return { read: shown, history: record(history, step) }
}

const turn = (desk: Desk, way: typeof undo): Desk => {
  const result = way(desk.history)
  return result === null ? desk : { read: applyEdits(desk.read, result.edits), history: result.history }
}

/** What a reader sees, whatever the order in which answers were given. */
const seen = ({ answers, marks, rejectedTubes, note, impression }: Read): unknown => ({
  answers: answers.map(({ label, state, decision, reason }) => `${label} ${state} ${decision} ${reason}`).toSorted(),
  marks: marks.map((mark) => JSON.stringify(mark)).toSorted(),
  rejected: rejectedTubes.map((tube) => JSON.stringify(tube)).toSorted(),
  note,
  impression,
})

const start: Desk = { read: blankRead, history: emptyHistory }
const label = fc.constantFrom('a', 'b', 'c')
const answerEdit = fc.record({
  kind: fc.constant('answer' as const),
  labelSet: fc.constant('set'),
  label,
  state: fc.constantFrom(null, ...answerStates),
})
const markEdit: fc.Arbitrary<ReadEdit> = fc.constantFrom(null, lengthMark).map((mark) => ({
  kind: 'mark',
  markId: lengthMark.markId,
  mark: mark === null ? null : { ...mark, points: [[1, 2], [3, 4]] },
}))
const textEdit: fc.Arbitrary<ReadEdit> = fc.record({ kind: fc.constantFrom('note', 'impression'), text: fc.string() })
const rejectionEdit: fc.Arbitrary<ReadEdit> = fc.record({ x: fc.constantFrom(1, 2), rejected: fc.boolean() }).map(({ x, rejected }) => ({
  kind: 'rejection', imageId: lengthMark.imageId, tube: 'ett', suggested: { model: 'line-tips', version: '1.0.0', score: 0.5, points: [[x, 2], [3, 4]] }, rejected,
}))
const edit: fc.Arbitrary<ReadEdit> = fc.oneof(answerEdit, markEdit, textEdit, rejectionEdit)

describe('undo and redo', () => {
  it('undo all the way gives back the beginning, redo all the way the end', () => {
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), (gestures) => {
        const end = gestures.reduce(gesture, start)
        const back = gestures.reduce((desk) => turn(desk, undo), end)
        expect(seen(back.read)).toEqual(seen(blankRead))
        expect(undo(back.history)).toBeNull()
        const forth = gestures.reduce((desk) => turn(desk, redo), back)
        expect(seen(forth.read)).toEqual(seen(end.read))
      }),
    )
  })

  it('takes a gesture of several edits back in one step: the answer and the decision of an overrule', () => {
    const decided = gesture(start, [
      { kind: 'answer', labelSet: 'set', label: 'a', state: 'absent' },
      { kind: 'decision', labelSet: 'set', label: 'a', decision: decisions[1], reason: 'a rib' },
    ])
    expect(decided.history.past).toHaveLength(1)
    expect(decided.read.answers).toMatchObject([{ state: 'absent', decision: 'overruled', reason: 'a rib' }])
    expect(turn(decided, undo).read.answers).toEqual([])
    expect(turn(turn(decided, undo), redo).read.answers).toEqual(decided.read.answers)
  })

  it('takes back a rejected suggestion, and rejects it again', () => {
    const rejection: ReadEdit = { kind: 'rejection', imageId: lengthMark.imageId, tube: 'ett', suggested: { model: 'line-tips', version: '1.0.0', score: 0.5, points: [[1, 2]] }, rejected: true }
    const rejected = gesture(gesture(start, [rejection]), [rejection])
    expect(rejected.history.past).toHaveLength(1)
    expect(rejected.read.rejectedTubes).toMatchObject([{ tube: 'ett', suggested: { points: [[1, 2]] } }])
    expect(turn(rejected, undo).read.rejectedTubes).toEqual([])
    expect(turn(turn(rejected, undo), redo).read.rejectedTubes).toEqual(rejected.read.rejectedTubes)
  })

  it('forgets what was undone as soon as something new is done', () => {
    const one = gesture(start, [{ kind: 'note', text: 'one' }])
    const other = gesture(turn(one, undo), [{ kind: 'note', text: 'other' }])
    expect(redo(other.history)).toBeNull()
    expect(turn(other, undo).read.note).toBe('')
  })

  it('remembers no gesture that changed nothing', () => {
    const same = gesture(start, [{ kind: 'answer', labelSet: 'set', label: 'a', state: null }])
    expect(same.history).toBe(emptyHistory)
    expect(undo(same.history)).toBeNull()
  })

  it('keeps the newest 500 gestures', () => {
    let desk = start
    for (let index = 0; index < 510; index++) desk = gesture(desk, [{ kind: 'note', text: String(index) }])
    expect(desk.history.past).toHaveLength(500)
    expect(desk.history.past[0]).toMatchObject([{ before: '9', after: '10' }])
  })
})

describe('typing', () => {
  const type = (history: History, before: string, after: string): History =>
    recordTyping(history, { kind: 'note', before, after })

  it('is one step until a pause', () => {
    let history = type(type(emptyHistory, '', 't'), 't', 'tu')
    expect(history.past).toEqual([[{ kind: 'note', before: '', after: 'tu' }]])
    history = type(endTyping(history), 'tu', 'tub')
    expect(history.past).toHaveLength(2)
  })

  it('does not join another field, nor the gesture before it', () => {
    const other = recordTyping(type(emptyHistory, '', 'a'), { kind: 'impression', before: '', after: 'b' })
    expect(other.past).toHaveLength(2)
    const afterGesture = type(record(type(emptyHistory, '', 'a'), [{ kind: 'note', before: 'a', after: '' }]), '', 'c')
    expect(afterGesture.past).toHaveLength(3)
  })
})
