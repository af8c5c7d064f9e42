import { describe, expect, it } from 'vitest'
import { resample } from './resample.ts'

const ramp = (widthPx: number, heightPx: number, channels: 1 | 3) => ({
  widthPx,
  heightPx,
  channels,
  data: Uint8Array.from({ length: widthPx * heightPx * channels }, (_, index) => (index * 37) % 251),
})

describe('resample', () => {
  it('gives the integers Pillow gives, smaller and larger', () => {
    // Image.fromarray(((np.arange(48) * 37) % 251).astype(np.uint8).reshape(6, 8)).resize((3, 2), Image.Resampling.BICUBIC)
    expect([...resample(ramp(8, 6, 1), 3, 2).data]).toEqual([91, 164, 97, 140, 102, 142])
    // … .reshape(2, 2, 3) of the first 12 values, resized to (3, 2)
    expect([...resample(ramp(2, 2, 3), 3, 2).data]).toEqual([0, 30, 67, 56, 93, 130, 118, 155, 192, 231, 1, 38, 152, 64, 101, 73, 126, 163])
  })

  it('keeps a flat picture flat and leaves the same size alone', () => {
    const flat = { widthPx: 9, heightPx: 7, channels: 1 as const, data: new Uint8Array(63).fill(200) }
    expect(new Set(resample(flat, 5, 20).data)).toEqual(new Set([200]))
    expect(resample(flat, 9, 7)).toBe(flat)
  })
})
