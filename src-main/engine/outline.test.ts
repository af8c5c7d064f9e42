import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeImage } from '../imaging/decode.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { limits } from '../imaging/quality.ts'
import { samplesOf, type Samples } from '../imaging/raster.ts'
import { resample } from '../imaging/resample.ts'
import type { Model } from '../inference/session.ts'
import { outlineOf } from './outline.ts'
import { createShelf } from './shelf.ts'
import { stopwatch } from './stopwatch.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../models')

let segmenter: Model
beforeAll(async () => {
  const shelf = createShelf({ modelsFolder, chain: ['cpu'], threads: 1, onLoading: () => undefined, onLoaded: () => undefined })
  segmenter = await shelf.model('tongue-segmentation')
})
afterAll(() => segmenter.release())

const sample = async (): Promise<Samples> => samplesOf(await decodeImage(readFileSync(path.resolve(import.meta.dirname, '../../resources/samples/tongue-1.jpg'))))

/** The drawing somewhere in a larger photo of one colour. */
function inLarger({ samples, mask }: { samples: Samples; mask: Mask }, { widthPx, heightPx, leftPx, topPx }: Record<'widthPx' | 'heightPx' | 'leftPx' | 'topPx', number>) {
  const data = new Uint8Array(widthPx * heightPx * 3)
  for (let index = 0; index < data.length; index += 3) data.set([170, 130, 115], index)
  const inside = new Uint8Array(widthPx * heightPx)
  for (let row = 0; row < samples.heightPx; row += 1) {
    const start = (topPx + row) * widthPx + leftPx
    data.set(samples.data.subarray(row * samples.widthPx * 3, (row + 1) * samples.widthPx * 3), start * 3)
    inside.set(mask.data.subarray(row * samples.widthPx, (row + 1) * samples.widthPx), start)
  }
  return { samples: { widthPx, heightPx, channels: 3 as const, data }, mask: { widthPx, heightPx, data: inside } }
}

function overlap(found: Mask, true_: Mask): number {
  let [both, either] = [0, 0]
  found.data.forEach((value, index) => {
    const other = true_.data[index] ?? 0
    if (value > 0 && other > 0) both += 1
    if (value > 0 || other > 0) either += 1
  })
  return both / either
}

describe('the outline of a tongue', () => {
  it('is as good on a tongue that is small in its photo, wherever it lies', async () => {
    const small = resample(await sample(), 300, 300)
    const { mask: near } = await outlineOf(small, segmenter, stopwatch())
    for (const place of [{ leftPx: 40, topPx: 250 }, { leftPx: 330, topPx: 90 }]) {
      const photo = inLarger({ samples: small, mask: near }, { widthPx: 700, heightPx: 620, ...place })
      const { mask, presence, presenceThreshold } = await outlineOf(photo.samples, segmenter, stopwatch())
      expect(presence).toBeGreaterThan(presenceThreshold)
      expect(overlap(mask, photo.mask)).toBeGreaterThan(0.96)
    }
  })

  it('has no like where a photo shows one tongue, and has where it shows two', async () => {
    const small = resample(await sample(), 300, 300)
    expect((await outlineOf(small, segmenter, stopwatch())).secondShare).toBe(0)
    const data = new Uint8Array(600 * 300 * 3)
    for (let row = 0; row < 300; row += 1) for (const half of [0, 1]) data.set(small.data.subarray(row * 900, (row + 1) * 900), row * 1800 + half * 900)
    const both: Samples = { widthPx: 600, heightPx: 300, channels: 3, data }
    expect((await outlineOf(both, segmenter, stopwatch())).secondShare).toBeGreaterThan(limits.secondTongue)
  })

  it('is empty, or too unlikely, where there is no tongue', async () => {
    const data = new Uint8Array(300 * 200 * 3).fill(120)
    const { mask, presence, presenceThreshold } = await outlineOf({ widthPx: 300, heightPx: 200, channels: 3, data }, segmenter, stopwatch())
    expect(mask.data).toHaveLength(300 * 200)
    expect(presence).toBeLessThan(presenceThreshold)
  })
})
