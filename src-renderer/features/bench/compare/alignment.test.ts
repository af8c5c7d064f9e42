import { describe, expect, it } from 'vitest'
import type { TongueMeasures } from '../../../../src-shared/domain/analysis.ts'
import type { TongueAxis, TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import { english } from '../../../text/en/index.ts'
import { chinese } from '../../../text/zh-CN/index.ts'
import { alignmentOf, tongueOf, type AlignFacts, type AlignObstacle } from './alignment.ts'

const axis: TongueAxis = { rootPx: [100, 50], tipPx: [110, 250], lengthPx: 200, widthPx: 160 }
const facts: AlignFacts = { own: { role: 'main', tongue: axis }, other: { role: 'main', tongue: { ...axis, lengthPx: 190 } }, linked: true, mirrored: false }

const obstacles: readonly (readonly [AlignObstacle, Partial<AlignFacts>])[] = [
  ['blind', { own: { role: 'main', tongue: 'blind' }, other: { role: 'underside', tongue: 'unmeasured' } }],
  ['underside', { own: { role: 'underside', tongue: 'unmeasured' } }],
  ['underside', { other: { role: 'underside', tongue: 'unmeasured' } }],
  ['ownUnmeasured', { own: { role: 'main', tongue: 'unmeasured' } }],
  ['ownTooSmall', { own: { role: 'main', tongue: 'tooSmall' } }],
  ['otherUnmeasured', { other: { role: 'main', tongue: 'unmeasured' }, linked: false }],
  ['otherTooSmall', { other: { role: 'main', tongue: 'tooSmall' }, mirrored: true }],
  ['unlinked', { linked: false, mirrored: true }],
  ['mirrored', { mirrored: true }],
]

describe('two tongues', () => {
  it('are laid on each other by their axes', () => {
    expect(alignmentOf(facts)).toEqual({ own: axis, other: { ...axis, lengthPx: 190 } })
  })

  it.each(obstacles)('are not where this stands against it: %s', (obstacle, change) => {
    expect(alignmentOf({ ...facts, ...change })).toBe(obstacle)
    for (const text of [english, chinese]) expect(text.compare.cannotAlign[obstacle]).toMatch(/\S{3}/u)
  })

  it('have a reason of their own words each', () => {
    for (const text of [english, chinese]) {
      const words = Object.values(text.compare.cannotAlign)
      expect(new Set(words).size).toBe(words.length)
      expect(Object.keys(text.compare.cannotAlign).toSorted()).toEqual([...new Set(obstacles.map(([obstacle]) => obstacle))].toSorted())
    }
  })

  it('have an axis where one was found on the photo', () => {
    const measured = (signs: Partial<TongueSigns> | null): TongueMeasures => ({ signs }) as TongueMeasures
    expect(tongueOf(measured({ axis }))).toBe(axis)
    expect(tongueOf(measured({ axis: null }))).toBe('tooSmall')
    expect([tongueOf(measured(null)), tongueOf(null), tongueOf(undefined)]).toEqual(['unmeasured', 'unmeasured', 'unmeasured'])
  })
})
