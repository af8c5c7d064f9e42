import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyMask, encodeMask, strokedMask } from '../../../src-shared/domain/mask.ts'
import { withCase } from '../../../test/support/openCase.ts'
import { seedRun } from '../../../test/support/seedCase.ts'
import { ownerPassword } from '../../../test/support/workstation.ts'

const set = 'chestxray14'
const first = 'atelectasis'
const answer = (label: string, state: string | null) => ({ kind: 'answer', labelSet: set, label, state })

/** A polygon that is right but for what is given. */
const shaped = (wrong: Readonly<Record<string, unknown>>) => (imageId: string) => {
  const markId = randomUUID()
  const right = { markId, imageId, kind: 'polygon', points: [[0, 0], [4, 0], [4, 4]], label: null }
  return { kind: 'mark', markId, mark: { ...right, ...wrong } }
}

describe('marks in a read', () => {
  test('takes the shape that the refused ones differ from', async () => {
    const { open, save, imageId } = await withCase()
    await save([shaped({})(imageId)])
    expect((await open()).read.marks).toHaveLength(1)
  })

  test('keeps shapes of every kind, with and without a label, through signature and amendment', async () => {
    const { open, save, reveal, sign, send, services, seeded, imageId } = await withCase()
    seedRun(services, seeded)
    const label = { labelSet: set, label: first }
    const bodies = [
      { kind: 'box', points: [[0, 0.5], [511.25, 512]], label },
      { kind: 'polygon', points: [[1, 1], [9, 1], [9, 9]], label: null },
      { kind: 'polyline', points: Array.from({ length: 2000 }, (_, index) => [index / 4, index / 8]), label },
      { kind: 'point', points: [[512, 0]], label: null },
    ]
    const marks = bodies.map((body) => ({ markId: randomUUID(), imageId, ...body }))
    await save(marks.map((mark) => ({ kind: 'mark', markId: mark.markId, mark })))
    const byId = (one: { markId: string }, other: { markId: string }): number => (one.markId < other.markId ? -1 : 1)
    const inOrder = marks.toSorted(byId)
    expect((await open()).read.marks).toEqual(inOrder)
    await reveal()
    await send('signing.open', { password: ownerPassword })
    const { read } = await sign()
    expect(read.marks).toEqual(inOrder)
    const amended = await send('read.amend', { readId: read.readId, reason: 'again' })
    expect(amended.read.marks).toEqual(inOrder)
    const [moved] = marks
    await save([{ kind: 'mark', markId: moved?.markId, mark: { ...moved, points: [[1, 1], [2, 2]] } }])
    const again = await sign()
    expect(again.read.signature?.recordSha256).not.toBe(read.signature?.recordSha256)
    expect(again.earlierReads[0]?.marks).toEqual(inOrder)
  })

  test.each([
    ['a length on a foreign picture', () => {
      const markId = randomUUID()
      return { kind: 'mark', markId, mark: { markId, imageId: randomUUID(), kind: 'length', points: [[0, 0], [1, 1]] } }
    }, 'mark.otherPicture'],
    ['a shape beyond the right edge', shaped({ points: [[0, 0], [512.001, 4], [4, 4]] }), 'mark.outside'],
    ['a shape above the upper edge', shaped({ points: [[0, -1e-9], [4, 0], [4, 4]] }), 'mark.outside'],
    ['a length that leaves the picture', (imageId: string) => {
      const markId = randomUUID()
      return { kind: 'mark', markId, mark: { markId, imageId, kind: 'length', points: [[0, 0], [1, 513]] } }
    }, 'mark.outside'],
    ['a shape of an unknown label', shaped({ label: { labelSet: set, label: 'dragon' } }), 'mark.unknownLabel'],
    ['a shape of another task\'s label', shaped({ label: { labelSet: 'tongue-signs', label: 'greasy' } }), 'mark.unknownLabel'],
    ['a box without a width', shaped({ kind: 'box', points: [[5, 5], [5, 9]] }), 'mark.points'],
    ['a box from below', shaped({ kind: 'box', points: [[5, 9], [8, 5]] }), 'mark.points'],
    ['a box of three corners', shaped({ kind: 'box', points: [[5, 5], [7, 7], [9, 9]] }), 'mark.points'],
    ['a polygon of two points', shaped({ kind: 'polygon', points: [[5, 5], [7, 7]] }), 'mark.points'],
    ['a polyline of one point', shaped({ kind: 'polyline', points: [[5, 5]] }), 'mark.points'],
    ['two places in one point', shaped({ kind: 'point', points: [[5, 5], [7, 7]] }), 'mark.points'],
    ['a shape without points', shaped({ points: [] }), 'mark.points'],
    ['more points than anybody draws', shaped({ points: Array.from({ length: 2001 }, (_, index) => [index, 0]) })],
    ['a place that is no number', shaped({ points: [[0, 0], [Number.NaN, 1], [2, 2]] })],
    ['a place without an end', shaped({ points: [[0, 0], [Number.POSITIVE_INFINITY, 1], [2, 2]] })],
    ['a place in space', shaped({ points: [[0, 0, 0], [1, 1, 1], [2, 2, 2]] })],
    ['a kind nobody knows', shaped({ kind: 'spiral' })],
    ['a shape that leaves its label out', shaped({ label: undefined })],
    ['a shape with something more', shaped({ script: 'x' })],
    ['a length under another id', () => ({
      kind: 'mark', markId: randomUUID(), mark: { markId: randomUUID(), imageId: randomUUID(), kind: 'length', points: [[0, 0], [1, 1]] },
    })],
  ])('refuses %s, and the whole batch with it', async (_name, edit, code = 'contract.badInput') => {
    const { open, save, imageId } = await withCase()
    const batch = [answer(first, 'present'), edit(imageId)]
    await expect(save(batch)).rejects.toMatchObject({ code })
    expect((await open()).read).toMatchObject({ revision: 0, answers: [] })
  })

  test('keeps one key image a picture as it was shown, and takes no impossible one', async () => {
    const { open, save, imageId } = await withCase()
    const markId = randomUUID()
    const shownAs = { window: { centre: 40, width: 400, shape: 'sigmoid' }, inverted: true, rotationDeg: 270, flipped: true }
    const mark = { markId, imageId, kind: 'keyImage', shownAs }
    await save([{ kind: 'mark', markId, mark }])
    expect((await open()).read.marks).toEqual([mark])
    const again = { ...mark, shownAs: { ...shownAs, window: null } }
    await save([{ kind: 'mark', markId, mark: again }])
    expect((await open()).read.marks).toEqual([again])
    const other = randomUUID()
    await expect(save([{ kind: 'mark', markId: other, mark: { ...mark, markId: other } }])).rejects.toMatchObject({ code: 'contract.badInput' })
    for (const wrong of [{ rotationDeg: 45 }, { window: { centre: 1, width: 0 } }, { window: { centre: Number.NaN, width: 1 } }, { inverted: null }]) {
      await expect(save([{ kind: 'mark', markId, mark: { ...mark, shownAs: { ...shownAs, ...wrong } } }])).rejects.toMatchObject({ code: 'contract.badInput' })
    }
    await save([{ kind: 'mark', markId, mark: null }])
    expect((await open()).read.marks).toEqual([])
  })

  test('keeps a painted region as it was painted, and takes none of another size, empty or unreadable', async () => {
    const { open, save, imageId } = await withCase()
    const size = { widthPx: 512, heightPx: 512 }
    const mask = strokedMask(emptyMask(size), { from: [40, 50], to: [300, 220], radiusPx: 21, erase: false })
    const markId = randomUUID()
    const mark = { markId, imageId, kind: 'mask', ...size, runs: encodeMask(mask), label: { labelSet: set, label: first } }
    await save([{ kind: 'mark', markId, mark }])
    expect((await open()).read.marks).toEqual([mark])
    const wrongs = [
      { widthPx: 511 },
      { ...size, heightPx: 1024, runs: encodeMask(emptyMask({ widthPx: 512, heightPx: 1024 })) },
      { runs: encodeMask(emptyMask(size)) },
      { runs: `${mark.runs} 1` },
      { runs: mark.runs.slice(1) },
      { runs: 'x'.repeat(1000) },
    ]
    for (const wrong of wrongs) {
      await expect(save([{ kind: 'note', text: 'with it' }, { kind: 'mark', markId, mark: { ...mark, ...wrong } }])).rejects.toMatchObject({ code: 'mark.mask' })
    }
    await expect(save([{ kind: 'mark', markId, mark: { ...mark, runs: '' } }])).rejects.toMatchObject({ code: 'mark.mask' })
    await expect(save([{ kind: 'mark', markId, mark: { ...mark, runs: '1 '.repeat(1_000_001) } }])).rejects.toMatchObject({ code: 'contract.badInput' })
    expect((await open()).read).toMatchObject({ marks: [mark], note: '', revision: 1 })
  })

  test('keeps a note on the picture to the letter, on the picture only and no longer than a note', async () => {
    const { open, save, imageId } = await withCase()
    const markId = randomUUID()
    const mark = { markId, imageId, kind: 'note', points: [[512, 3.5]], text: '见旧片 👩🏽‍⚕️ שלום "<b>\n' }
    await save([{ kind: 'mark', markId, mark }])
    expect((await open()).read.marks).toEqual([mark])
    const send = (wrong: object) => save([{ kind: 'mark', markId, mark: { ...mark, ...wrong } }])
    await expect(send({ points: [[513, 0]] })).rejects.toMatchObject({ code: 'mark.outside' })
    await expect(send({ text: 'x'.repeat(501) })).rejects.toMatchObject({ code: 'contract.badInput' })
    await expect(send({ points: [[1, 1], [2, 2]] })).rejects.toMatchObject({ code: 'contract.badInput' })
    await expect(send({ label: null })).rejects.toMatchObject({ code: 'contract.badInput' })
    expect((await open()).read.marks).toEqual([mark])
  })

  test('takes a mark whole or refuses it by name, whatever is sent, and keeps what was there', async () => {
    const { open, save, imageId } = await withCase()
    await save([answer(first, 'present'), shaped({ label: { labelSet: set, label: first } })(imageId)])
    const kept = (await open()).read
    const place = fc.oneof(fc.double({ min: -20, max: 540 }), fc.double(), fc.constantFrom(0, 512, '7', null))
    const label = fc.constantFrom(null, { labelSet: set, label: first }, { labelSet: set, label: 'dragon' }, 'mass')
    const wrong = fc.record({
      kind: fc.constantFrom('box', 'polygon', 'polyline', 'point', 'length', 'spiral'),
      points: fc.array(fc.array(place, { minLength: 2, maxLength: 3 }), { maxLength: 4 }),
      label,
    })
    await fc.assert(
      fc.asyncProperty(wrong, async (body) => {
        const edit = shaped(body)(imageId)
        const before = (await open()).read
        const code = await save([{ kind: 'note', text: 'with it' }, edit]).then(() => null, (error: { readonly code: string }) => error.code)
        const { marks, note } = (await open()).read
        if (code === null) {
          expect(marks).toContainEqual(edit.mark)
          expect(body.points.flat().every((value) => typeof value === 'number' && value >= 0 && value <= 512)).toBe(true)
          await save([{ kind: 'note', text: '' }, { kind: 'mark', markId: edit.markId, mark: null }])
        } else {
          expect(['contract.badInput', 'mark.points', 'mark.outside', 'mark.unknownLabel']).toContain(code)
          expect({ marks, note }).toEqual({ marks: before.marks, note: before.note })
        }
      }),
      { numRuns: 150 },
    )
    expect((await open()).read).toMatchObject({ answers: kept.answers, marks: kept.marks, note: '' })
  })
})
