import { describe, expect, it } from 'vitest'
import { boxMeans } from './boxMeans.ts'
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

  it('averages in boxes first where much is left to shrink', () => {
    // From training/ctranscnn/resample.py: resample(((np.arange(97 * 61) * 37) % 251).astype(np.uint8).reshape(61, 97), 6, 4)
    expect([...resample(ramp(97, 61, 1), 6, 4).data]).toEqual([124, 125, 126, 125, 125, 125, 125, 125, 125, 126, 125, 124, 125, 125, 126, 125, 125, 124, 126, 125, 126, 123, 127, 124])
  })

  it('keeps a flat picture flat and leaves the same size alone', () => {
    const flat = { widthPx: 9, heightPx: 7, channels: 1 as const, data: new Uint8Array(63).fill(200) }
    expect(new Set(resample(flat, 5, 20).data)).toEqual(new Set([200]))
    expect(resample(flat, 9, 7)).toBe(flat)
  })
})

describe('boxMeans', () => {
  it.each([
    [7, 5, 1],
    [64, 9, 3],
    [13, 700, 1],
    [3, 600, 3],
  ] as const)('is the rounded mean of every box, %i × %i, %i channels', (widthPx, heightPx, channels) => {
    // Begins at an odd byte, and has boxes higher than two 16-bit sums hold.
    const data = new Uint8Array(widthPx * heightPx * channels + 1).subarray(1).map((_, index) => (index % 3 === 0 ? (index * 37) % 251 : 255))
    const [across, down] = [3, Math.ceil(heightPx / 2)]
    const { data: means, ...size } = boxMeans({ widthPx, heightPx, channels, data }, across, down)
    expect(size).toEqual({ widthPx: Math.ceil(widthPx / across), heightPx: 2, channels })
    means.forEach((mean, index) => {
      const box = Math.floor(index / channels)
      const left = (box % size.widthPx) * across
      const top = Math.floor(box / size.widthPx) * down
      const values: number[] = []
      for (let row = top; row < Math.min(heightPx, top + down); row += 1) {
        for (let column = left; column < Math.min(widthPx, left + across); column += 1) {
          values.push(data[(row * widthPx + column) * channels + (index % channels)] ?? Number.NaN)
        }
      }
      expect(mean).toBe(Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length + 0.5))
    })
  })
})
