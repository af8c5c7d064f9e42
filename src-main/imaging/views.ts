import sharp, { type Sharp } from 'sharp'
import { endianness } from 'node:os'
import { AppError } from '../../src-shared/errors.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { EngineViewName, PixelBox, View, ViewPart } from '../engine/protocol.ts'
import type { Mask } from './preprocess.ts'
import { inColours, type Raster, type Samples, samplesOf } from './raster.ts'
import { resample } from './resample.ts'

const THUMBNAIL_PX = 256
/** Seven centimetres at 300 dots an inch, and a little. */
const PRINT_PX = 900

/**
 * A derived picture, re-encoded from pixels: nothing of the original's EXIF, XMP or thumbnail leaves.
 * `display`: the whole picture in 8 bits; `grey`: the raw values of a grey picture, little-endian, row by row;
 * `thumbnail`: at most 256 px a side; `lossless`: the whole picture in 8 bits as PNG, for exports; `print`: at most 900 px
 * a side, for reports. The last two take a part of the picture where `crop` names one, the last in the window of `shownAs`.
 * Throws AppError `contract.wrongUse` for the grey view of a colour picture.
 */
export async function renderView(raster: Raster, view: EngineViewName, { crop = null, shownAs = null }: ViewPart = {}): Promise<View> {
  switch (view) {
    case 'display':
      return raster.mode === 'colour'
        ? { contentType: 'image/jpeg', bytes: await encode(samplesOf(raster)).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer() }
        : { contentType: 'image/png', bytes: await pngOf(samplesOf(raster)) }
    case 'lossless':
      return { contentType: 'image/png', bytes: await losslessPng(samplesOf(raster), crop) }
    case 'print':
      return { contentType: 'image/jpeg', bytes: await printed(samplesOf(shown(raster, shownAs)), crop) }
    case 'thumbnail':
      return { contentType: 'image/webp', bytes: await thumbnail(samplesOf(raster)) }
    case 'grey':
      return { contentType: 'application/octet-stream', bytes: greyBytes(raster) }
    default:
      return view satisfies never
  }
}

function shown(raster: Raster, shownAs: ViewPart['shownAs']): Raster {
  if (raster.mode === 'colour' || shownAs === null || shownAs === undefined) return raster
  const { window, inverted: invert } = shownAs
  return { ...raster, invert, windows: window === null ? raster.windows : [window] }
}

/** 8-bit samples as PNG. */
export const pngOf = (samples: Samples): Promise<Uint8Array> => encode(samples).png({ compressionLevel: 3 }).toBuffer()

const losslessPng = (samples: Samples, crop: PixelBox | null): Promise<Uint8Array> =>
  encodePart(samples, crop).png({ compressionLevel: 3 }).toBuffer()

const printed = (samples: Samples, crop: PixelBox | null): Promise<Uint8Array> =>
  encodePart(samples, crop).resize(PRINT_PX, PRINT_PX, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 88 }).toBuffer()

function encodePart(samples: Samples, crop: PixelBox | null): Sharp {
  if (crop === null) return encode(samples)
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = crop
  return encode(samples).extract({ left, top, width, height })
}

/** A picture for a report or a folder, marked as research material in its EXIF description. */
export function overlayPng(samples: Samples): Promise<Uint8Array> {
  return encode(samples)
    .withExif({ IFD0: { ImageDescription: researchUseOnly.en } })
    .png({ compressionLevel: 6 })
    .toBuffer()
}

/** A mask as a one-channel PNG, 0/255. */
export function maskPng({ widthPx, heightPx, data }: Mask): Promise<Uint8Array> {
  return encode({ widthPx, heightPx, channels: 1, data }).png({ compressionLevel: 6 }).toBuffer()
}

function encode({ widthPx, heightPx, channels, data }: Samples): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb')
}

function thumbnail(samples: Samples): Promise<Uint8Array> {
  return encode(samples)
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer()
}

function greyBytes(raster: Raster): Uint8Array {
  if (raster.mode === 'colour') throw new AppError('contract.wrongUse', { view: 'grey' })
  const { values } = raster
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === 'BE' && values.BYTES_PER_ELEMENT === 2 ? Buffer.from(bytes).swap16() : bytes
}

/**
 * 256-bit difference hash: the picture as 17 × 16 grey cells (columns × rows), one bit per cell that is darker than its
 * right neighbour. Answers 64 hexadecimal digits, top-left bit first; near-duplicates differ in few bits.
 */
export function likeness(raster: Raster): string {
  const { data } = resample(inColours(samplesOf(raster), 'grey'), 17, 16)
  let bits = 0n
  for (let row = 0; row < 16; row += 1) {
    for (let column = 0; column < 16; column += 1) {
      const rises = (data[row * 17 + column] ?? 0) < (data[row * 17 + column + 1] ?? 0)
      bits = (bits << 1n) | (rises ? 1n : 0n)
    }
  }
  return bits.toString(16).padStart(64, '0')
}
