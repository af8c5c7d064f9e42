import { describe, expect, it } from 'vitest'
import type { PixelFacts } from '../../../../src-shared/domain/image.ts'
import { dragWindow, greyPixels, rangeOf, rgbPixels, windowOf, windowsOf } from './pixels.ts'

const grey = (part: Partial<Extract<PixelFacts, { mode: 'grey' }>>): Extract<PixelFacts, { mode: 'grey' }> => ({
  mode: 'grey',
  type: 'uint8',
  minimum: 0,
  maximum: 255,
  windows: [],
  invert: false,
  ...part,
})

describe('grey pixels', () => {
  const bytes = Uint8Array.of(0x34, 0x12, 0xff, 0xff).buffer

  it('reads little-endian samples, signed and unsigned', () => {
    const size = { widthPx: 2, heightPx: 1 }
    expect([...greyPixels(bytes, size, grey({ type: 'uint16' })).samples]).toEqual([0x1234, 0xffff])
    expect([...greyPixels(bytes, size, grey({ type: 'int16' })).samples]).toEqual([0x1234, -1])
    expect([...greyPixels(bytes, { widthPx: 4, heightPx: 1 }, grey({})).samples]).toEqual([0x34, 0x12, 0xff, 0xff])
  })

  it('refuses a picture that is cut short', () => {
    expect(() => greyPixels(bytes, { widthPx: 3, heightPx: 1 }, grey({ type: 'uint16' }))).toThrow('image.unreadable')
  })
})

describe('colour pixels', () => {
  it('drop the alpha', () => {
    expect([...rgbPixels(Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255)).samples]).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('windows', () => {
  it('opens with the picture’s own and offers the whole range last', () => {
    const own = { centre: 500, width: 2000 }
    expect(windowsOf(grey({ minimum: 0, maximum: 4095, windows: [own] }))).toEqual([own, { centre: 2047.5, width: 4095 }])
  })

  it('leaves out a window that shows nothing, and does not offer one twice', () => {
    expect(windowsOf(grey({ windows: [{ centre: 127.5, width: 255 }, { centre: 1, width: 0 }] }))).toHaveLength(1)
  })

  it('has a width for a picture of one value', () => {
    expect(windowsOf(grey({ minimum: 7, maximum: 7 }))).toEqual([{ centre: 7, width: 1 }])
  })

  it('goes to a range and back', () => {
    expect(windowOf(rangeOf({ centre: 40, width: 350 }))).toEqual({ centre: 40, width: 350 })
  })

  it('never closes while it is dragged', () => {
    expect(dragWindow({ centre: 100, width: 50 }, [-10, 0.1], 1024)).toEqual({ centre: 202.4, width: 1 })
  })
})
