import { describe, expect, it } from 'vitest'
import type { InputFacts } from '../inference/manifest.ts'
import { boundingBox } from './boundingBox.ts'
import { type Mask, normalise, preprocess, tongueRegion } from './preprocess.ts'

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

const noTongue = expect.objectContaining({ code: 'quality.notTongue' })

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

  it('refuses a tongue model without a tongue', () => {
    expect(() => preprocess(flat(9, 9, [1, 2, 3]), facts, maskOf(9, 9, () => false))).toThrow(noTongue)
  })

  describe('coating and body apart', () => {
    const inParts: InputFacts = { ...facts, region: 'coating-and-body', channels: 6, widthPx: 60, heightPx: 60, mean: [0.5, 0.25, 0, 0.4, 0.2, 0.6], std: [0.5, 0.5, 1, 0.5, 0.5, 1] }
    const mask = maskOf(60, 60, () => true)
    /** Coating above, body below. */
    const half = {
      ...flat(60, 60, [0, 0, 0]),
      data: Uint8Array.from({ length: 60 * 60 * 3 }, (_, index) => (index < 60 * 30 * 3 ? [205, 190, 185] : [185, 95, 100])[index % 3] ?? 0),
    }
    const at = (tensor: Float32Array, plane: number, row: number): number => Math.round(255 * ((tensor[plane * 3600 + row * 60 + 30] ?? Number.NaN) * (inParts.std[plane] ?? 1) + (inParts.mean[plane] ?? 0)))

    it('shows each part in its own three planes and the mean colour instead of the other', () => {
      const tensor = preprocess(half, inParts, mask)
      expect(tensor).toHaveLength(6 * 60 * 60)
      expect([0, 1, 2, 3, 4, 5].map((plane) => at(tensor, plane, 10))).toEqual([205, 190, 185, 102, 51, 153])
      expect([0, 1, 2, 3, 4, 5].map((plane) => at(tensor, plane, 50))).toEqual([128, 64, 0, 185, 95, 100])
    })

    it('leaves the coating of a bare tongue blank, and the body of a coated one', () => {
      const bare = preprocess(flat(60, 60, [185, 95, 100]), inParts, mask)
      const coated = preprocess(flat(60, 60, [205, 190, 185]), inParts, mask)
      expect(new Set([0, 20, 40, 59].map((row) => at(bare, 0, row)))).toEqual(new Set([128]))
      expect(new Set([0, 20, 40, 59].map((row) => at(bare, 3, row)))).toEqual(new Set([185]))
      expect(new Set([0, 20, 40, 59].map((row) => at(coated, 0, row)))).toEqual(new Set([205]))
      expect(new Set([0, 20, 40, 59].map((row) => at(coated, 3, row)))).toEqual(new Set([102]))
    })

    it('refuses a photo without a tongue', () => {
      for (const none of [null, maskOf(60, 60, () => false)]) expect(() => preprocess(half, inParts, none)).toThrow(noTongue)
    })
  })
})
