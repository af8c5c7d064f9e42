import { describe, expect, it } from 'vitest'
import { seenPart, windowed } from './drawLens.ts'

const film = { pixels: { samples: Uint16Array.of(0, 100, 200, 300, 400, 500), components: 1 as const }, widthPx: 3, heightPx: 2 }
const photo = { pixels: { samples: Uint8Array.of(10, 20, 30, 40, 50, 60), components: 3 as const }, widthPx: 2, heightPx: 1 }
const greys = (rgba: Uint8ClampedArray): readonly number[] => [...rgba].filter((_, index) => index % 4 === 0)

describe('the pixels in the lens', () => {
  it('go through the window on show, cut off at its ends, and inverted where the picture is', () => {
    const whole = { left: 0, top: 0, width: 3, height: 2 }
    expect(greys(windowed(film, whole, { lower: 100, upper: 400, inverted: false }))).toEqual([0, 0, 85, 170, 255, 255])
    expect(greys(windowed(film, whole, { lower: 100, upper: 400, inverted: true }))).toEqual([255, 255, 170, 85, 0, 0])
  })

  it('are those of the part that is looked at, in colour too', () => {
    expect(greys(windowed(film, { left: 1, top: 1, width: 2, height: 1 }, { lower: 0, upper: 510, inverted: false }))).toEqual([200, 250])
    expect([...windowed(photo, { left: 1, top: 0, width: 1, height: 1 }, { lower: 0, upper: 255, inverted: false })]).toEqual([40, 50, 60, 255])
  })

  it('are whole pixels, and none beyond the edge of the picture', () => {
    expect(seenPart([4, 0, 0, 4, -2, 1], [8, 8], { widthPx: 100, heightPx: 100 })).toEqual({ left: 0, top: 0, width: 3, height: 2 })
    expect(seenPart([-1, 0, 0, 1, 5, 0], [3, 3], { widthPx: 4, heightPx: 2 })).toEqual({ left: 2, top: 0, width: 2, height: 2 })
    expect(seenPart([1, 0, 0, 1, -50, 0], [10, 10], { widthPx: 20, heightPx: 20 })).toBeNull()
  })
})
