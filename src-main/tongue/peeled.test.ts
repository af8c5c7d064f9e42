import { describe, expect, it } from 'vitest'
import { bodyColour, drawTongue } from '../../test/fixtures/drawnTongue.ts'
import type { Peeled } from '../../src-shared/domain/tongueSigns.ts'
import { signCalls } from '../../src-shared/domain/signCalls.ts'
import { measureTongue } from './measure.ts'

const sidePx = 400
/** Bare islands in a coating, as shares of the picture's side. */
const islands = [[0.42, 0.3], [0.58, 0.34], [0.5, 0.48], [0.4, 0.55], [0.6, 0.58]] as const

/** A tongue coated nearly to its tip, with so many islands of bare body. */
function tongueWith(count: number, exposure = 1): Peeled {
  const drawing = drawTongue({ sidePx, coatedTo: 0.8, light: [exposure, exposure, exposure] })
  const data = Uint8Array.from(drawing.samples.data)
  for (const [x, y] of islands.slice(0, count)) {
    for (let index = 0; index < sidePx * sidePx; index += 1) {
      if (Math.hypot((index % sidePx) / sidePx - x, Math.floor(index / sidePx) / sidePx - y) < 0.06) bodyColour.forEach((level, channel) => (data[index * 3 + channel] = Math.min(255, level * exposure + ((index * 7) % 9) - 4)))
    }
  }
  const { signs } = measureTongue({ samples: { ...drawing.samples, data }, mask: drawing.mask, quality: { focus: 5 } })
  if (signs?.peeled === undefined) throw new Error('no sign')
  return signs.peeled
}

describe('a peeled coating', () => {
  it('is told by a long sharp edge, and not by one straight end of a coating', () => {
    const [whole, peeled] = [tongueWith(0), tongueWith(5)]
    expect(whole).toMatchObject({ value: false, reason: null })
    expect(peeled).toMatchObject({ value: true, reason: null })
    expect(peeled.score ?? 0).toBeGreaterThan((whole.score ?? 1) + 0.5)
    expect((peeled.edges[0]?.length ?? 0) > 1.5 * (whole.edges[0]?.length ?? 0)).toBe(true)
  })

  it('stays so under more and less light', () => {
    for (const exposure of [0.9, 1.1]) expect(Math.abs((tongueWith(5, exposure).score ?? 0) - (tongueWith(5).score ?? 0))).toBeLessThan(0.1)
  })

  it('is not told of a bare tongue, of one that is all coated, nor without colours', () => {
    const signsOf = (coatedTo: number, monochrome = false) => measureTongue({ ...drawTongue({ sidePx, coatedTo }), quality: { focus: 5 }, monochrome }).signs
    expect(signsOf(0)?.peeled).toMatchObject({ value: null, score: null, edges: [], reason: 'no-coating' })
    expect(signsOf(1)?.peeled?.value).not.toBe(true)
    expect(signsOf(0.8, true)?.peeled).toMatchObject({ value: null, reason: 'monochrome' })
    const bare = signsOf(0)
    expect(bare === null || bare === undefined ? null : signCalls(bare).has('peeled')).toBe(false)
  })
})
