import sharp from 'sharp'
import { AppError } from '../../src-shared/errors.ts'
import { frameHeader } from './jpegFrame.ts'
import { MAXIMUM_PIXELS } from './probe.ts'
import { type ColourRaster, type GreyRaster, greyRaster, hasColour, luma, type Raster } from './raster.ts'

// Only the loaders of the four accepted formats may run: a file that changes its face after the magic bytes is refused.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
})
// Inputs differ each time: a cache would only make memory grow.
sharp.cache(false)
// One picture at a time is decoded here, on one core: a second thread would only be waited for.
sharp.concurrency(1)

const options = { failOn: 'warning', limitInputPixels: MAXIMUM_PIXELS, pages: 1, page: 0 } as const

/** Depths libvips can hold that have no agreed display range. */
const foreignDepths = new Set(['float', 'double', 'complex', 'dpcomplex', 'int', 'uint', 'short', 'char'])

interface Header {
  readonly grey: boolean
  readonly deep: boolean
  readonly alpha: boolean
  readonly profile: boolean
}

/**
 * Decodes JPEG, PNG, TIFF or WebP bytes: first page, upright after EXIF orientation, sRGB.
 * Grey pictures keep 16 bits and their stored values (a grey profile is ignored: film values are data, not appearance);
 * colour pictures go through their ICC profile to 8-bit sRGB; transparency is laid on black. A colour file without
 * colour in it becomes grey. Throws AppError `image.unreadable`, `image.unsupported` or `image.tooLarge`.
 */
export async function decodeImage(bytes: Uint8Array): Promise<Raster> {
  try {
    const header = await readHeader(bytes)
    return header.grey ? await decodeGrey(bytes, header) : await decodeColour(bytes, header)
  } catch (error) {
    throw asImageError(error)
  }
}

/**
 * The 8-bit samples of a JPEG stream that carries no metadata, [pixels * channels]: colour as RGB, grey as it is.
 * Throws what libvips throws.
 */
export async function decodeBareJpeg(bytes: Uint8Array, channels: 1 | 3): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes, { ...options, ignoreIcc: true })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== channels) throw new RangeError('Other channels')
  return asUint8(data)
}

/** A plain JPEG says all this in its first kilobytes; asking libvips would take as long as decoding a small film. */
function jpegFacts(bytes: Uint8Array): Header | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  const frame = frameHeader(bytes)
  if (frame === null || frame.precision !== 8 || frame.widthPx * frame.heightPx > MAXIMUM_PIXELS) return null
  return { grey: frame.components === 1, deep: false, alpha: false, profile: false }
}

async function readHeader(bytes: Uint8Array): Promise<Header> {
  const known = jpegFacts(bytes)
  if (known !== null) return known
  const { width, height, space, channels, depth, hasAlpha, hasProfile } = await sharp(bytes, options).metadata()
  if (width * height > MAXIMUM_PIXELS) throw new AppError('image.tooLarge', { widthPx: width, heightPx: height })
  if (foreignDepths.has(depth)) throw new AppError('image.unsupported', { format: `depth ${depth}` })
  return { grey: space === 'b-w' || space === 'grey16' || channels <= 2, deep: depth === 'ushort', alpha: hasAlpha, profile: hasProfile }
}

async function decodeGrey(bytes: Uint8Array, { deep, alpha }: Header): Promise<GreyRaster> {
  let pipeline = sharp(bytes, { ...options, ignoreIcc: true }).autoOrient()
  if (alpha) pipeline = pipeline.flatten({ background: '#000' })
  const { data, info } = await pipeline
    .toColourspace(deep ? 'grey16' : 'b-w')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const values = firstChannel(deep ? asUint16(data) : asUint8(data), info.channels)
  return greyRaster(values, info.width, info.height)
}

async function decodeColour(bytes: Uint8Array, { alpha, deep, profile }: Header): Promise<Raster> {
  let pipeline = sharp(deep && profile ? await eightBits(bytes) : bytes, options).autoOrient()
  if (alpha) pipeline = pipeline.flatten({ background: '#000' })
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new AppError('image.unsupported', { format: `${info.channels} channels` })
  const raster: ColourRaster = { mode: 'colour', widthPx: info.width, heightPx: info.height, rgb: asUint8(data) }
  return hasColour(raster.rgb) ? raster : greyRaster(luma(raster.rgb), raster.widthPx, raster.heightPx)
}

/** sharp turns colours of 8 bits by their profile, but leaves those of 16 as they are: they are shortened first, with their profile. */
const eightBits = (bytes: Uint8Array): Promise<Buffer> =>
  sharp(bytes, { ...options, ignoreIcc: true }).autoOrient().toColourspace('srgb').keepIccProfile().png({ compressionLevel: 0 }).toBuffer()

const asUint8 = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.length)

function asUint16(data: Buffer): Uint16Array {
  // A Buffer from a pool may start at an odd offset: copy, so that the view is aligned.
  const copy = data.byteOffset % 2 === 0 ? data : Buffer.from(data)
  return new Uint16Array(copy.buffer, copy.byteOffset, copy.byteLength / 2)
}

function firstChannel<Values extends Uint8Array | Uint16Array>(values: Values, channels: number): Values {
  if (channels === 1) return values
  return values.filter((_, index) => index % channels === 0) as Values
}

function asImageError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? error.message : ''
  if (/pixel limit/iu.test(message)) return new AppError('image.tooLarge', {}, { cause: error })
  return new AppError('image.unreadable', {}, { cause: error })
}
