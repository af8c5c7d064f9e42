import { describe, expect, it } from 'vitest'
import { markIdOf, standingDecision, type GivenAnswer, type GivenShape } from '../../../../src-shared/domain/given.ts'
import type { GivenId, ImageId } from '../../../../src-shared/domain/ids.ts'
import type { Read } from '../../../../src-shared/contract/bench.ts'
import { answerEdits } from './decide.ts'
import { applyEdits } from './draft.ts'
import { acceptable, acceptGivenEdits, overrulable, overruleGivenEdits, type AnswerWith } from './given.ts'
import { changeOf, emptyHistory, record, undo } from './history.ts'
import { blankRead } from './testRead.ts'

const facts = { imageId: '5e0c3d5e-3333-4333-8333-333333333333' as ImageId, source: 'NIH' }
const answer = (label: string, state: GivenAnswer['state']): GivenAnswer => ({
  ...facts, kind: 'answer', givenId: `5e0c3d5e-4444-4444-8444-${label.padEnd(12, '0')}` as GivenId, foreignName: label, label: { labelSet: 'chestxray14', label }, state,
})
const shape: GivenShape = { ...facts, kind: 'shape', givenId: '5e0c3d5e-5555-4555-8555-555555555555' as GivenId, foreignName: 'box', label: null, shape: 'box', points: [[1, 2], [3, 4]] }
const unnamed: GivenAnswer = { ...answer('odd', 'present'), label: null }
const [mass, hernia] = [answer('mass', 'present'), answer('hernia', 'absent')]
const open: Read = { ...blankRead, phase: 'revealed' }
const on = (read: Read): AnswerWith => (label, state) => answerEdits(read, label, state, null)

describe('labels given elsewhere', () => {
  it('are accepted as answers and shapes, and undone as one step', () => {
    const edits = acceptGivenEdits([mass, shape, unnamed], on(open))
    const read = applyEdits(open, edits)
    expect(read.answers).toMatchObject([{ label: 'mass', state: 'present' }])
    expect(read.marks).toMatchObject([{ markId: markIdOf(shape.givenId), kind: 'box', label: null }])
    expect([mass, shape].map((item) => standingDecision(read, item))).toEqual(['accepted', 'accepted'])
    const history = record(emptyHistory, edits.flatMap((edit) => changeOf(open, edit) ?? []))
    expect(applyEdits(read, undo(history)?.edits ?? [])).toMatchObject({ answers: [], marks: [], givenDecisions: [] })
  })

  it('no longer stand as accepted once the answer is another or the shape is gone', () => {
    const read = applyEdits(open, acceptGivenEdits([mass, shape], on(open)))
    expect(standingDecision(applyEdits(read, answerEdits(read, { labelSet: 'chestxray14', label: 'mass' }, 'unsure', null)), mass)).toBeNull()
    expect(standingDecision(applyEdits(read, [{ kind: 'mark', markId: markIdOf(shape.givenId), mark: null }]), shape)).toBeNull()
  })

  it('are overruled by the reader’s other answer, or by the opposite of what was given', () => {
    const own = applyEdits(open, answerEdits(open, { labelSet: 'chestxray14', label: 'mass' }, 'unsure', null))
    expect(applyEdits(own, overruleGivenEdits(own, [mass], on(own))).answers).toMatchObject([{ label: 'mass', state: 'unsure' }])
    const read = applyEdits(open, overruleGivenEdits(open, [mass, shape], on(open)))
    expect(read.answers).toMatchObject([{ label: 'mass', state: 'absent' }])
    expect([mass, shape].map((item) => standingDecision(read, item))).toEqual(['overruled', 'overruled'])
    expect(overruleGivenEdits(open, [answer('mass', 'unsure'), unnamed], on(open))).toEqual([])
  })

  it('in bulk are accepted only where the reader has not said otherwise, and overruled only where they have', () => {
    const own = applyEdits(open, answerEdits(open, { labelSet: 'chestxray14', label: 'mass' }, 'absent', null))
    expect(acceptable(own, [mass, hernia, shape, unnamed])).toEqual([hernia, shape])
    expect(overrulable(own, [mass, hernia, shape, unnamed])).toEqual([mass, shape])
    const decided = applyEdits(own, acceptGivenEdits([hernia, shape], on(own)))
    expect(acceptable(decided, [mass, hernia, shape])).toEqual([])
  })
})
