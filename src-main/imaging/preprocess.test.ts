import { describe, expect, it } from 'vitest'
import type { InputFacts } from '../inference/manifest.ts'
import { boundingBox, type Mask, normalise, preprocess, tongueRegion } from './preprocess.ts'

const facts: InputFacts = {
  name: 'image',
  colour: 'rgb',
  channels: 3,
  widthPx: 8,
  heightPx: 8,
  region: 'tongue',
  fit: 'stretch',
  kernel: 'cubic',
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.5, 1],
}

function maskOf(widthPx: number, heightPx: number, inside: (x: number, y: number) => boolean): Mask {
  const data = Uint8Array.from({ length: widthPx * heightPx }, (_, index) => (inside(index % widthPx, Math.floor(index / widthPx)) ? 255 : 0))
  return { widthPx, heightPx, data }
}

const flat = (widthPx: number, heightPx: number, colour: readonly number[]) => ({
  widthPx,
  heightPx,
  channels: 3 as const,
  data: Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, index) => colour[index % 3] ?? 0),
})

describe('preprocess', () => {
  it('normalises plane by plane', () => {
    const out = normalise({ widthPx: 1, heightPx: 1, channels: 3, data: Uint8Array.from([255, 0, 51]) }, { ...facts, widthPx: 1, heightPx: 1 })
    expect([...out].map((value) => Math.round(value * 1000) / 1000)).toEqual([1, -0.5, 0.2])
  })

  it('finds the box of a mask, ends exclusive', () => {
    expect(boundingBox(maskOf(10, 6, (x, y) => x >= 2 && x < 5 && y === 3))).toEqual({ top: 3, bottom: 4, left: 2, right: 5 })
    expect(boundingBox(maskOf(4, 4, () => false))).toBeNull()
  })

  it('cuts the tongue out with its margin and paints the rest in the mean colour', () => {
    const mask = maskOf(100, 100, (x, y) => x >= 20 && x < 60 && y >= 30 && y < 50)
    const region = tongueRegion(flat(100, 100, [200, 10, 20]), mask, facts)
    expect([region.widthPx, region.heightPx]).toEqual([44, 24])
    expect([...region.data.subarray(0, 3)]).toEqual([128, 64, 0])
    const middle = (12 * 44 + 22) * 3
    expect([...region.data.subarray(middle, middle + 3)]).toEqual([200, 10, 20])
  })

  it('clamps the margin at the border', () => {
    const region = tongueRegion(flat(40, 40, [1, 2, 3]), maskOf(40, 40, () => true), facts)
    expect([region.widthPx, region.heightPx]).toEqual([40, 40])
  })

  it('refuses a tongue model without a tongue', async () => {
    await expect(preprocess(flat(9, 9, [1, 2, 3]), facts, maskOf(9, 9, () => false))).rejects.toMatchObject({ code: 'quality.notTongue' })
  })
})
