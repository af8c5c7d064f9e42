import { describe, expect, it } from 'vitest'
import { captureAdvice, type CaptureLook } from './captureAdvice.ts'

const good: CaptureLook = {
  refusal: null,
  quality: { areaFraction: 0.3, borderShare: 0, focus: 1.6, brightness: 120, clippedShare: 0 },
  tongue: { widthPx: 640, heightPx: 480, polygon: [[220, 120], [420, 120], [420, 380], [220, 380]], glareShare: 0.02 },
}
const { tongue } = good
if (tongue === null) throw new Error('There is a tongue.')
const hintsOf = (change: Partial<CaptureLook>) => captureAdvice({ ...good, ...change }).hints
const facts = (change: Record<string, number>): Partial<CaptureLook> => ({ quality: { ...good.quality, ...change } })
const moved = (x: number, y: number): Partial<CaptureLook> => ({ tongue: { ...tongue, polygon: tongue.polygon.map(([column, row]) => [column + x, row + y]) } })

describe('advice at the camera', () => {
  it('is silent where the photo is good', () => {
    expect(captureAdvice(good)).toEqual({ verdict: 'good', hints: [] })
  })

  it('names what is wrong, and only that', () => {
    expect(hintsOf(facts({ areaFraction: 0.05 }))).toEqual(['closer'])
    expect(hintsOf(facts({ areaFraction: 0.8 }))).toEqual(['back'])
    expect(hintsOf(facts({ borderShare: 0.1 }))).toEqual(['whole'])
    expect(hintsOf(facts({ focus: 0.6 }))).toEqual(['holdStill'])
    expect(hintsOf(facts({ brightness: 40 }))).toEqual(['brighter'])
    expect(hintsOf(facts({ brightness: 220 }))).toEqual(['darker'])
    expect(hintsOf(facts({ clippedShare: 0.1 }))).toEqual(['darker'])
    expect(hintsOf({ tongue: { ...tongue, glareShare: 0.3 } })).toEqual(['lessGlare'])
    expect(hintsOf(moved(140, 0))).toEqual(['centre'])
    expect(hintsOf(moved(0, -110))).toEqual(['centre'])
    expect(hintsOf(moved(60, 40))).toEqual([])
  })

  it('is taken at the limit and given beyond it', () => {
    expect(hintsOf(facts({ areaFraction: 0.12 }))).toEqual([])
    expect(hintsOf(facts({ areaFraction: 0.1199 }))).toEqual(['closer'])
  })

  it('says what the analysis would refuse, and why, before all else', () => {
    const nothing = { tongue: null, quality: { presence: 0.1 } }
    expect(captureAdvice({ ...good, ...nothing, refusal: 'quality.notTongue' })).toEqual({ verdict: 'refused', hints: ['showTongue'] })
    expect(captureAdvice({ ...good, refusal: 'quality.twoTongues' })).toEqual({ verdict: 'refused', hints: ['oneTongue'] })
    expect(captureAdvice({ ...good, ...facts({ brightness: 20 }), refusal: 'quality.exposure' }).hints).toEqual(['brighter'])
    expect(captureAdvice({ ...good, ...facts({ focus: 0.3 }), refusal: 'quality.blurred' })).toEqual({ verdict: 'refused', hints: ['holdStill'] })
  })
})
