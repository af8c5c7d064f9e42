import { expect, it } from 'vitest'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ShownAs } from '../../../../src-shared/domain/mark.ts'
import type { Picture } from '../viewer/picture.ts'
import { Presenting } from './presenting.ts'

const [one, other] = ['one' as ImageId, 'other' as ImageId]
const shownAs: ShownAs = { window: null, inverted: true, rotationDeg: 90, flipped: true }

/** A bench by hand: the picture that is drawn, and how each was presented. */
function bench() {
  const listeners = new Set<() => void>()
  const presented: (readonly [ImageId, ShownAs])[] = []
  let drawn = one
  const picture = {
    state: () => ({}),
    viewport: () => ({ image: () => ({ imageId: drawn }), present: (as: ShownAs) => void presented.push([drawn, as]) }),
    subscribe: (changed: () => void) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  } as unknown as Picture
  const draw = (imageId: ImageId): void => {
    drawn = imageId
    for (const changed of listeners) changed()
  }
  return { presenting: new Presenting(picture), presented, draw, listeners }
}

it('shows a picture as it was marked once it is drawn, and once only', () => {
  const { presenting, presented, draw } = bench()
  presenting.want(other, shownAs)
  presenting.turnedTo(other)
  draw(one)
  expect(presented).toEqual([])
  draw(other)
  draw(other)
  expect(presented).toEqual([[other, shownAs]])
})

it('leaves a picture as it opens where the reader had turned to another before it came', () => {
  const { presenting, presented, draw, listeners } = bench()
  presenting.want(other, shownAs)
  presenting.turnedTo(other)
  presenting.turnedTo(one)
  draw(other)
  expect(presented).toEqual([])
  presenting.want(other, shownAs)
  presenting.want(one, shownAs)
  draw(other)
  expect(presented).toEqual([])
  presenting.giveUp()
  expect(listeners.size).toBe(0)
})
