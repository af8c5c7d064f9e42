import { describe, expect, it } from 'vitest'
import { drawTongue } from '../../test/fixtures/drawnTongue.ts'
import type { Scored } from '../../src-shared/domain/tongueSigns.ts'
import { signCalls } from '../../src-shared/domain/signCalls.ts'
import { measureTongue } from './measure.ts'

const sidePx = 480

/** How much lighter a place of the coating is, in levels. */
type Grain = (x: number, y: number) => number

/** Round heaps beside one another, a little out of line: as they stand out, and how many pixels lie from one to the next. */
const lumps = (level: number, pitchPx: number): Grain => (x, y) => {
  const row = Math.round(y / pitchPx)
  const column = Math.round(x / pitchPx - 0.5 * (row % 2))
  const [centreX, centreY] = [(column + 0.5 * (row % 2) + 0.15 * Math.sin(7 * row + 3 * column)) * pitchPx, (row + 0.15 * Math.cos(5 * row + column)) * pitchPx]
  const away = Math.hypot(x - centreX, y - centreY) / (0.52 * pitchPx)
  return level * (Math.sqrt(Math.max(0, 1 - away ** 2)) - 0.6)
}

/** Fine waves across one another. */
const grains = (level: number): Grain => (x, y) => level * Math.sin(1.1 * x + 0.4 * Math.sin(y)) * Math.sin(0.9 * y + 0.7 * Math.sin(0.8 * x))

interface Coating {
  readonly grain: Grain
  readonly exposure?: number
  readonly focus?: number
}

function curdyOf({ grain, exposure = 1, focus = 5 }: Coating): Scored {
  const { samples, mask } = drawTongue({ sidePx, coatedTo: 0.85 })
  const coatedPx = 0.1 * sidePx + 0.85 * 0.8 * sidePx
  const data = Uint8Array.from(samples.data, (level, index) => {
    const pixel = Math.floor(index / 3)
    const [x, y] = [pixel % sidePx, Math.floor(pixel / sidePx)]
    return Math.min(255, Math.max(0, exposure * (level + (mask.data[pixel] === 255 && y < coatedPx ? grain(x, y) : 0))))
  })
  const { signs } = measureTongue({ samples: { ...samples, data }, mask, quality: { focus } })
  if (signs?.curdy === undefined) throw new Error('no sign')
  return signs.curdy
}

describe('a curdy coating', () => {
  it('is told by coarse lumps that thin dark lines part, and neither by fine grains nor by an even coating', () => {
    expect(curdyOf({ grain: lumps(45, 15) })).toMatchObject({ value: true, reason: null })
    for (const grain of [(): number => 0, grains(12), grains(25)]) expect(curdyOf({ grain })).toMatchObject({ value: false, reason: null })
  })

  it('is told of lumps, not of hollows', () => {
    const hollows: Grain = (x, y) => -lumps(45, 15)(x, y)
    expect(curdyOf({ grain: hollows }).score ?? 1).toBeLessThan(0.2)
  })

  it('is not told by a crack in an even coating', () => {
    const cracks = [[[0.42, 0.35], [0.44, 0.6]], [[0.55, 0.3], [0.58, 0.55]]] as const
    expect(measureTongue({ ...drawTongue({ sidePx, coatedTo: 0.85, cracks }), quality: { focus: 5 } }).signs?.curdy).toMatchObject({ value: false, reason: null })
  })

  it('stays so under more and less light', () => {
    const plain = curdyOf({ grain: lumps(35, 15) }).score ?? 0
    for (const exposure of [0.9, 1.1]) expect(Math.abs((curdyOf({ grain: lumps(35, 15), exposure }).score ?? 0) - plain)).toBeLessThan(0.1)
  })

  it('is not told where it cannot be seen', () => {
    const signsOf = (coatedTo: number, monochrome = false) => measureTongue({ ...drawTongue({ sidePx, coatedTo }), quality: { focus: 5 }, monochrome }).signs
    const bare = signsOf(0)
    expect(bare?.curdy).toMatchObject({ value: null, score: null, reason: 'no-coating' })
    expect(bare === null ? null : signCalls(bare).has('curdy')).toBe(false)
    expect(signsOf(0.85, true)?.curdy).toMatchObject({ value: null, reason: 'monochrome' })
    expect(curdyOf({ grain: lumps(45, 15), focus: 0.1 })).toMatchObject({ value: null, reason: 'blurred' })
    expect(measureTongue({ ...drawTongue({ sidePx: 240, coatedTo: 0.85 }), quality: { focus: 5 } }).signs?.curdy).toMatchObject({ value: null, reason: 'too-small' })
  })
})
