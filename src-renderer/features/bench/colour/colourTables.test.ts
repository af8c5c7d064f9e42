import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampedAid, colourTables, gainsOf, isNeutral, mostStops, mostWarmerK, neutral } from './colourTables.ts'

const aid = fc.record({ warmerK: fc.integer({ min: -25, max: 25 }).map((steps) => steps * 100), stops: fc.integer({ min: -20, max: 20 }).map((steps) => steps / 10) })

describe('the tables of a colour aid', () => {
  it('change nothing while it is neutral', () => {
    const identity = Array.from({ length: 256 }, (_, level) => level / 255)
    expect(colourTables(neutral)).toEqual([identity, identity, identity])
    for (const gain of gainsOf(neutral)) expect(gain).toBeCloseTo(1, 12)
  })

  it('keep black black, the order of the levels, and the bounds of the screen', () => {
    fc.assert(
      fc.property(aid, (given) => {
        for (const table of colourTables(given)) {
          expect(table).toHaveLength(256)
          expect(table[0]).toBe(0)
          expect(table.every((value, level) => value >= 0 && value <= 1 && value >= (table[level - 1] ?? 0))).toBe(true)
        }
      }),
    )
  })

  it('double linear light with every stop: middle grey at 0.5 of full light becomes white', () => {
    const [red] = colourTables({ warmerK: 0, stops: 1 })
    // Level 188 is half of the light of white.
    expect(red[188]).toBeGreaterThan(0.995)
    expect(red[187]).toBeLessThan(1)
    expect(colourTables({ warmerK: 0, stops: -1 })[1][255]).toBeCloseTo(188 / 255, 2)
  })

  it('make a grey yellower when warmer and bluer when cooler, and keep its luminance', () => {
    fc.assert(
      fc.property(aid, ({ warmerK }) => {
        const [red, green, blue] = gainsOf({ warmerK, stops: 0 })
        expect(Math.sign(Math.round((red - blue) * 1e9))).toBe(Math.sign(warmerK))
        expect(0.2126 * red + 0.7152 * green + 0.0722 * blue).toBeCloseTo(1, 9)
      }),
    )
  })

  it('agree with the white of D50, to which a sheet photographed at 5003 K belongs', () => {
    // D50 in linear sRGB of luminance 1 is 1.1779, 0.9759, 0.7154.
    const [red, green, blue] = gainsOf({ warmerK: 5003 - 6504, stops: 0 })
    expect(green / red).toBeCloseTo(1.1779 / 0.9759, 1)
    expect(blue / red).toBeCloseTo(1.1779 / 0.7154, 1)
  })
})

describe('what may be set', () => {
  it('stays on steps within its bounds, however it is asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e3, max: 1e3, noNaN: true }), (warmerK, stops) => {
        const set = clampedAid({ warmerK, stops })
        expect(Math.abs(set.warmerK)).toBeLessThanOrEqual(mostWarmerK)
        expect(Math.abs(set.stops)).toBeLessThanOrEqual(mostStops)
        expect(Math.abs(set.warmerK % 100)).toBe(0)
        expect(clampedAid(set)).toEqual(set)
      }),
    )
  })

  it('comes back to neutral after as many steps back', () => {
    let at = neutral
    for (let step = 0; step < 7; step += 1) at = clampedAid({ ...at, stops: at.stops + 0.1 })
    for (let step = 0; step < 7; step += 1) at = clampedAid({ ...at, stops: at.stops - 0.1 })
    expect(isNeutral(at)).toBe(true)
  })
})
