import sharp from 'sharp'
import { AppError } from '../../src-shared/errors.ts'
import type { InputFacts } from '../inference/manifest.ts'
import { inColours, type Samples } from './raster.ts'
import { resample } from './resample.ts'

/** The tongue's box grows on every side by this share of its longer side (docs/model-format.md). */
const REGION_MARGIN = 0.05

/** A mask in the size of the picture it belongs to: 0 outside, 255 inside. */
export interface Mask {
  readonly widthPx: number
  readonly heightPx: number
  readonly data: Uint8Array
}

/**
 * From a picture to the tensor a model reads, by the facts of its manifest alone.
 * Answers float32 `[channels, heightPx, widthPx]`; `mask` is needed where the region is `tongue`.
 * Throws AppError `quality.notTongue` when the mask is empty.
 */
export async function preprocess(samples: Samples, input: InputFacts, mask: Mask | null): Promise<Float32Array> {
  const coloured = inColours(samples, input.colour)
  const region = input.region === 'tongue' ? tongueRegion(coloured, mask, input) : coloured
  return normalise(await resize(region, input.widthPx, input.heightPx), input)
}

/** Up to this many samples the plain loop is quicker than handing them to another thread; larger pictures go to libvips. */
const PLAIN_LOOP_SAMPLES = 1_600_000

/** Catmull-Rom (a = -0.5), antialiased when shrinking: Pillow's BICUBIC. The aspect ratio is not kept. */
export async function resize(samples: Samples, widthPx: number, heightPx: number): Promise<Samples> {
  if (samples.data.length <= PLAIN_LOOP_SAMPLES) return resample(samples, widthPx, heightPx)
  const raw = { width: samples.widthPx, height: samples.heightPx, channels: samples.channels }
  const data = await sharp(samples.data, { raw })
    .resize(widthPx, heightPx, { kernel: 'cubic', fit: 'fill', fastShrinkOnLoad: false })
    .toColourspace(samples.channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer()
  return { widthPx, heightPx, channels: samples.channels, data }
}

/** x = (v / 255 - mean) / std, planes one after the other; a grey picture is repeated over the channels. */
export function normalise(samples: Samples, { channels, mean, std }: InputFacts): Float32Array {
  const plane = samples.widthPx * samples.heightPx
  const out = new Float32Array(channels * plane)
  for (let channel = 0; channel < channels; channel += 1) {
    const shift = mean[channel] ?? 0
    const scale = std[channel] ?? 1
    const table = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - shift) / scale)
    const first = samples.channels === 1 ? 0 : channel
    for (let index = 0; index < plane; index += 1) {
      out[channel * plane + index] = table[samples.data[index * samples.channels + first] ?? 0] ?? 0
    }
  }
  return out
}

/** Cuts out the mask's box, grown by the margin and clamped; outside the mask `round(255 * mean)`. */
export function tongueRegion(samples: Samples, mask: Mask | null, { mean }: InputFacts): Samples {
  const box = mask === null ? null : boundingBox(mask)
  if (mask === null || box === null) throw new AppError('quality.notTongue', { areaFraction: 0 })
  const grow = Math.floor(REGION_MARGIN * Math.max(box.bottom - box.top, box.right - box.left) + 0.5)
  const top = Math.max(0, box.top - grow)
  const left = Math.max(0, box.left - grow)
  const heightPx = Math.min(mask.heightPx, box.bottom + grow) - top
  const widthPx = Math.min(mask.widthPx, box.right + grow) - left
  const { channels } = samples
  const fill = Array.from({ length: channels }, (_, channel) => Math.floor(255 * (mean[channel] ?? 0) + 0.5))
  const data = new Uint8Array(widthPx * heightPx * channels)
  for (let index = 0; index < widthPx * heightPx; index += 1) {
    const source = (top + Math.floor(index / widthPx)) * mask.widthPx + left + (index % widthPx)
    const inside = (mask.data[source] ?? 0) > 127
    for (let channel = 0; channel < channels; channel += 1) {
      data[index * channels + channel] = (inside ? samples.data[source * channels + channel] : fill[channel]) ?? 0
    }
  }
  return { widthPx, heightPx, channels, data }
}

/** Rows and columns of the mask's pixels, ends exclusive; null for an empty mask. */
export function boundingBox({ widthPx, heightPx, data }: Mask): { top: number; bottom: number; left: number; right: number } | null {
  let top = heightPx
  let bottom = 0
  let left = widthPx
  let right = 0
  for (let row = 0; row < heightPx; row += 1) {
    const line = data.subarray(row * widthPx, (row + 1) * widthPx)
    const first = line.indexOf(255)
    if (first < 0) continue
    top = Math.min(top, row)
    bottom = row + 1
    left = Math.min(left, first)
    right = Math.max(right, line.lastIndexOf(255) + 1)
  }
  return bottom === 0 ? null : { top, bottom, left, right }
}
