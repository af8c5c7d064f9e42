import sharp from 'sharp'
import type { InputFacts } from '../inference/manifest.ts'
import { normalise } from './preprocess.ts'

/**
 * Decoding and resizing a grey picture in one pipeline, without gates, checks or a second use of the pixels: the
 * shortest way from a file to a tensor, which the bench holds the engine against.
 */
export async function plainTensor(bytes: Uint8Array, input: InputFacts): Promise<Float32Array> {
  const { widthPx, heightPx } = input
  const data = await sharp(bytes)
    .resize(widthPx, heightPx, { kernel: 'cubic', fit: 'fill', fastShrinkOnLoad: false })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return normalise({ widthPx, heightPx, channels: 1, data }, input)
}

/** A picture brought to another size and gamma and saved as a grey JPEG: one drawn film stands for many. */
export function variantOf(bytes: Uint8Array, sidePx: number, gamma: number): Promise<Uint8Array> {
  return sharp(bytes).resize(sidePx, sidePx, { fit: 'fill' }).toColourspace('b-w').gamma(gamma).jpeg({ quality: 92 }).toBuffer()
}

/** A picture brought to the size of a camera's photo, as a JPEG: a drawn tongue stands for one of a clinic. */
export function photoOf(bytes: Uint8Array, widthPx: number, heightPx: number): Promise<Uint8Array> {
  return sharp(bytes).resize(widthPx, heightPx, { fit: 'fill' }).jpeg({ quality: 92 }).toBuffer()
}
