import { AppError } from '../../../src-shared/errors.ts'
import { createWasm } from '../wasmModule.ts'
import { fromDisplayP3 } from './displayP3.ts'
import { readHeifHeader, type CodedColours } from './header.ts'
import type { ProfiledPixels } from './tiff.ts'

interface Plane {
  readonly width: number
  readonly height: number
  /** Bytes from row to row. */
  readonly stride: number
  readonly data: Uint8Array
}

interface DecodedImage {
  readonly image: object
  readonly channels: readonly Plane[]
}

interface Failure {
  readonly code: object
}

/** Of libheif's own interface, what is used here. Handles are addresses in its memory, which falls with the module. */
interface Libheif {
  readonly heif_error_code: { readonly heif_error_Ok: object }
  readonly heif_colorspace: { readonly heif_colorspace_RGB: object }
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGB: object; readonly heif_chroma_interleaved_RGBA: object }
  heif_context_alloc(): object
  heif_context_read_from_memory(context: object, bytes: Uint8Array): Failure
  heif_js_context_get_primary_image_handle(context: object): object | Failure
  heif_image_handle_get_width(handle: object): number
  heif_image_handle_get_height(handle: object): number
  heif_image_handle_has_alpha_channel(handle: object): number
  heif_js_decode_image2(handle: object, colours: object, chroma: object): Promise<DecodedImage | Failure> | DecodedImage | Failure
}

const libheif = { code: 'libheif-js/libheif-wasm/libheif.js', binary: 'libheif-js/libheif-wasm/libheif.wasm' } as const

/**
 * The primary picture of a HEIC file, upright and cut as the file says, in 8 bits. Each picture has a module of its own:
 * the memory of one only grows, and one that met a broken stream is in an unknown state. What EXIF says of the
 * orientation does not hold in HEIF (ISO/IEC 23008-12, annex A) and is not looked at.
 * Throws AppError `image.unreadable`, `image.unsupported` (another codec, colours beyond sRGB and Display P3 without a
 * profile) or `image.tooLarge`.
 */
export async function decodeHeif(bytes: Uint8Array, mostPixels: number): Promise<ProfiledPixels> {
  const { profile, coded } = readHeifHeader(bytes, mostPixels)
  const isP3 = profile === null && coded !== null && isDisplayP3(coded)
  const pixels = await decodePrimary(bytes, mostPixels)
  if (isP3) fromDisplayP3(pixels)
  return { ...pixels, profile }
}

/** ITU-T H.273: BT.709 and unspecified count as sRGB, 12 is Display P3; other primaries, PQ and HLG need more than 8 bits of sRGB. */
function isDisplayP3({ primaries, transfer }: CodedColours): boolean {
  const isPlain = [1, 2, 6, 13].includes(transfer)
  if (!isPlain || ![1, 2, 5, 6, 12].includes(primaries)) throw new AppError('image.unsupported', { format: `heic colours ${primaries}/${transfer}` })
  return primaries === 12
}

async function decodePrimary(bytes: Uint8Array, mostPixels: number): Promise<Omit<ProfiledPixels, 'profile'>> {
  try {
    const module = await createWasm<Libheif>(libheif)
    const context = module.heif_context_alloc()
    if (module.heif_context_read_from_memory(context, bytes).code !== module.heif_error_code.heif_error_Ok) throw new RangeError('libheif cannot read the file')
    const handle = module.heif_js_context_get_primary_image_handle(context)
    if ('code' in handle) throw new RangeError('libheif finds no primary picture')
    const [widthPx, heightPx] = [module.heif_image_handle_get_width(handle), module.heif_image_handle_get_height(handle)]
    if (widthPx * heightPx > mostPixels) throw new AppError('image.tooLarge', { widthPx, heightPx })
    const covers = module.heif_image_handle_has_alpha_channel(handle) !== 0
    const { heif_chroma_interleaved_RGB: plain, heif_chroma_interleaved_RGBA: covered } = module.heif_chroma
    const decoded = await module.heif_js_decode_image2(handle, module.heif_colorspace.heif_colorspace_RGB, covers ? covered : plain)
    if ('code' in decoded) throw new RangeError('libheif cannot decode the picture')
    return tight(decoded, covers ? 4 : 3)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('image.unreadable', {}, { cause: error })
  }
}

/** Rows without what libheif leaves between them. */
function tight({ channels: [plane] }: DecodedImage, channels: 3 | 4): Omit<ProfiledPixels, 'profile'> {
  if (plane === undefined) throw new RangeError('libheif gives no pixels')
  const { width: widthPx, height: heightPx, stride, data: rows } = plane
  const rowBytes = widthPx * channels
  if (widthPx < 1 || heightPx < 1 || stride < rowBytes || rows.length < stride * (heightPx - 1) + rowBytes) throw new RangeError('libheif gives too few pixels')
  const data = new Uint8Array(rowBytes * heightPx)
  for (let row = 0; row < heightPx; row += 1) data.set(rows.subarray(row * stride, row * stride + rowBytes), row * rowBytes)
  return { widthPx, heightPx, channels, data }
}
