import { AppError } from '../../src-shared/errors.ts'
import type { InputFacts } from '../inference/manifest.ts'
import { coatingMask } from '../tongue/separate.ts'
import { boundingBox } from './boundingBox.ts'
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
 * Answers float32 `[channels, heightPx, widthPx]`; `mask` is needed where the region is not `whole`.
 * Throws AppError `quality.notTongue` when the mask is empty.
 */
export function preprocess(samples: Samples, input: InputFacts, mask: Mask | null): Float32Array {
  const coloured = inColours(samples, input.colour)
  if (input.region === 'coating-and-body') return coatingAndBody(coloured, mask, input)
  const region = input.region === 'tongue' ? tongueRegion(coloured, mask, input) : coloured
  return normalise(resample(region, input.widthPx, input.heightPx), input)
}

/** x = (v / 255 - mean) / std, planes one after the other; a grey picture is repeated over the channels. */
export function normalise(samples: Samples, { channels, mean, std }: InputFacts): Float32Array {
  const plane = samples.widthPx * samples.heightPx
  const out = new Float32Array(channels * plane)
  for (let channel = 0; channel < channels; channel += 1) {
    const repeated = samples.channels === 1 && channel > 0 && mean[channel] === mean[0] && std[channel] === std[0]
    if (repeated) out.copyWithin(channel * plane, 0, plane)
    else fillPlane(out.subarray(channel * plane, (channel + 1) * plane), samples, { channel, mean: mean[channel] ?? 0, std: std[channel] ?? 1 })
  }
  return out
}

function fillPlane(out: Float32Array, samples: Samples, { channel, mean, std }: { channel: number; mean: number; std: number }): void {
  const { data, channels } = samples
  const table = new Float32Array(256)
  for (let value = 0; value < 256; value += 1) table[value] = (value / 255 - mean) / std
  let source = channels === 1 ? 0 : channel
  for (let index = 0; index < out.length; index += 1, source += channels) out[index] = table[data[source] ?? 0] ?? 0
}

/** The tongue's region twice, six planes: RGB with all but the coating blanked, then RGB with all but the body. */
function coatingAndBody(samples: Samples, mask: Mask | null, input: InputFacts): Float32Array {
  if (mask === null) throw new AppError('quality.notTongue', { areaFraction: 0 })
  const coating = coatingMask(samples, mask)
  const body = { ...mask, data: mask.data.map((value, pixel) => (value > 127 && coating.data[pixel] !== 255 ? 255 : 0)) }
  const out = new Float32Array(input.channels * input.widthPx * input.heightPx)
  for (const [index, part] of [coating, body].entries()) {
    const own = { ...input, channels: 3 as const, mean: input.mean.slice(index * 3, index * 3 + 3), std: input.std.slice(index * 3, index * 3 + 3) }
    const region = tongueRegion(samples, mask, own, part)
    out.set(normalise(resample(region, input.widthPx, input.heightPx), own), (index * out.length) / 2)
  }
  return out
}

/**
 * Cuts out the mask's box, grown by the margin and clamped; outside `kept` (the mask itself, or a part of it)
 * `round(255 * mean)`.
 */
export function tongueRegion(samples: Samples, mask: Mask | null, { mean }: InputFacts, kept = mask): Samples {
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
    const inside = (kept?.data[source] ?? 0) > 127
    for (let channel = 0; channel < channels; channel += 1) {
      data[index * channels + channel] = (inside ? samples.data[source * channels + channel] : fill[channel]) ?? 0
    }
  }
  return { widthPx, heightPx, channels, data }
}
