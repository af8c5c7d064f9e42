import { AppError } from '../../src-shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import { type Mask, preprocess } from '../imaging/preprocess.ts'
import { samplesOf } from '../imaging/raster.ts'
import type { Golden } from '../inference/golden.ts'
import type { Manifest } from '../inference/manifest.ts'

/**
 * How far decoding and preprocessing here lie from Python's on the model's golden picture: the mean absolute difference
 * of the tensors, in levels of 255. Throws AppError `image.*` where the picture cannot be read.
 */
export async function preprocessDifference({ picture, mask, input }: Golden, facts: Manifest): Promise<number> {
  const samples = samplesOf(await decodeImage(picture))
  const ours = preprocess(samples, facts.input, mask === null ? null : await readMask(mask))
  if (ours.length !== input.data.length) throw new AppError('model.badOutput', { id: facts.id, role: 'input' })
  const plane = facts.input.widthPx * facts.input.heightPx
  let sum = 0
  ours.forEach((value, index) => {
    const std = facts.input.std[Math.floor(index / plane)] ?? 1
    sum += Math.abs(value - (input.data[index] ?? 0)) * std * 255
  })
  return sum / ours.length
}

/** Throws AppError `model.badOutput` where the difference is over the golden tolerance. */
export async function checkPreprocessing(golden: Golden, facts: Manifest): Promise<void> {
  const difference = await preprocessDifference(golden, facts)
  if (!(difference <= golden.tolerance.preprocess255)) {
    throw new AppError('model.badOutput', { id: facts.id, role: 'input', difference: difference.toFixed(3) })
  }
}

async function readMask(bytes: Uint8Array): Promise<Mask> {
  const { widthPx, heightPx, data } = samplesOf(await decodeImage(bytes))
  return { widthPx, heightPx, data: data.map((value) => (value > 127 ? 255 : 0)) }
}
