import { describe, expect, it } from 'vitest'
import { drawUnderside, type UndersideFacts } from '../bench/drawnUnderside.ts'
import type { SublingualVeins } from '../../src-shared/domain/tongueSigns.ts'
import { medianOf, percentileOf } from '../bench/median.ts'
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
  }, 240_000)

  it('carry their widths at some places across the course, the widest among them', () => {
    const [shareErrors, placeErrors]: [number[], number[]] = [[], []]
    for (const seed of seeds.slice(0, 16)) {
      const { drawn, veins } = veinsOf({ seed, bulge: 0.5 })
      for (const side of ['left', 'right'] as const) {
        const [widest, found] = [drawn[side]?.widest ?? null, veins[side]]
        if (widest === null || found === null) continue
        const widths = found.widths ?? []
        expect(widths.length).toBeGreaterThanOrEqual(6)
        for (const { from, to, widthPx } of widths) {
          expect(Math.abs(Math.hypot(to[0] - from[0], to[1] - from[1]) - widthPx)).toBeLessThan(0.25)
          const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const
          expect(Math.min(...found.course.map(([x, y]) => Math.hypot(x - middle[0], y - middle[1])))).toBeLessThan(0.25 * found.widthPx + 2)
        }
        const most = widths.reduce((one, other) => (other.widthPx > one.widthPx ? other : one))
        shareErrors.push(Math.abs((most.widthPx * found.widthShare) / found.widthPx - widest.widthShare))
        placeErrors.push(Math.hypot((most.from[0] + most.to[0]) / 2 - widest.atPx[0], (most.from[1] + most.to[1]) / 2 - widest.atPx[1]) / (found.lengthPx / found.lengthShare))
      }
    }
    expect(placeErrors.length).toBeGreaterThan(20)
    expect(medianOf(shareErrors)).toBeLessThan(0.004)
    expect(percentileOf(shareErrors, 0.9)).toBeLessThan(0.007)
    // In lengths of the underside's axis.
    expect(medianOf(placeErrors)).toBeLessThan(0.02)
    expect(percentileOf(placeErrors, 0.9)).toBeLessThan(0.03)
  }, 240_000)

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
  }, 240_000)

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
