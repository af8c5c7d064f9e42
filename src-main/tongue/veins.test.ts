import { describe, expect, it } from 'vitest'
import { drawUnderside, type UndersideFacts } from '../bench/drawnUnderside.ts'
import type { SublingualVeins } from '../../src-shared/domain/tongueSigns.ts'
import { tongueFacts } from '../imaging/quality.ts'
import { areaFraction } from '../segmentation/segment.ts'
import { measureTongue, measureUnderside } from './measure.ts'

function veinsOf(facts: UndersideFacts): { readonly drawn: ReturnType<typeof drawUnderside>; readonly veins: SublingualVeins } {
  const drawn = drawUnderside(facts)
  const quality = tongueFacts(drawn.samples, drawn.mask, areaFraction(drawn.mask))
  const veins = measureUnderside({ ...drawn, quality, photoSha256: 'ab' }).signs?.sublingualVeins
  if (veins === undefined) throw new Error('no veins')
  return { drawn, veins }
}

const seeds = Array.from({ length: 24 }, (_, index) => index + 1)

describe('sublingual veins of drawn undersides', () => {
  it('are found on their side with width, length and winding, and none where none is drawn', () => {
    let invented = 0
    for (const seed of seeds) {
      const { drawn, veins } = veinsOf({ seed })
      for (const side of ['left', 'right'] as const) {
        const [truth, found] = [drawn[side], veins[side]]
        if (truth === null) invented += found === null ? 0 : 1
        if (truth === null) continue
        if (found === null) throw new Error(`vein ${seed} ${side} missed`)
        expect(Math.abs(found.widthShare - truth.widthShare)).toBeLessThan(0.01)
        expect(Math.abs(found.lengthShare - truth.lengthShare)).toBeLessThan(0.08)
        expect(Math.abs(found.tortuosity - truth.tortuosity)).toBeLessThan(0.03 + 0.3 * (truth.tortuosity - 1))
        expect(found.course.every(([x]) => (side === 'left' ? x < 300 : x > 212))).toBe(true)
      }
    }
    expect(invented).toBe(0)
  }, 60_000)

  it('stay as they are under other light', () => {
    for (const seed of [2, 4, 6]) {
      const plain = veinsOf({ seed }).veins
      for (const facts of [{ exposure: 1.1 }, { exposure: 0.9 }, { warmth: 0.04 }, { warmth: -0.04 }]) {
        const other = veinsOf({ seed, ...facts }).veins
        for (const side of ['left', 'right'] as const) {
          expect(other[side] === null).toBe(plain[side] === null)
          expect(Math.abs((other[side]?.widthShare ?? 0) - (plain[side]?.widthShare ?? 0))).toBeLessThan(0.006)
        }
      }
    }
  }, 60_000)

  it('are not told of a small or blurred photo, nor of the surface; of the underside nothing else is', () => {
    expect(veinsOf({ seed: 2, sidePx: 100 }).veins).toMatchObject({ left: null, right: null, reason: 'too-small' })
    const { samples, mask } = drawUnderside({ seed: 2 })
    const quality = { ...tongueFacts(samples, mask, areaFraction(mask)), focus: 0.1 }
    expect(measureUnderside({ samples, mask, quality, photoSha256: 'ab' }).signs?.sublingualVeins).toMatchObject({ left: null, reason: 'blurred', photoSha256: 'ab' })
    expect(measureTongue({ samples, mask, quality }).signs?.sublingualVeins).toMatchObject({ left: null, right: null, photoSha256: null, reason: 'not-underside' })
    const signs = measureUnderside({ samples, mask, quality: { ...quality, focus: 9 }, photoSha256: 'ab' }).signs
    expect([signs?.greasy, signs?.cracks, signs?.bodyColour, signs?.coatingGrade].map((sign) => sign?.reason)).toEqual(['underside', 'underside', 'underside', 'underside'])
  })
})
