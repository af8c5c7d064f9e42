import { createWasm, type WasmPackage } from '../../imaging/wasmModule.ts'
import type { FrameSize } from './coded.ts'

/** A decoder of the codec packages: it owns memory outside of JavaScript until it is deleted. */
interface WasmDecoder {
  /** Room for the compressed bytes. */
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getFrameInfo(): { readonly width: number; readonly height: number; readonly bitsPerSample: number; readonly componentCount: number; readonly isSigned?: boolean }
  getDecodedBuffer(): Uint8Array
  /** JPEG-LS only: 0 planes, 1 lines, 2 samples. */
  getInterleaveMode?(): number
  delete(): void
}

interface WasmModule {
  readonly HEAPU8: Uint8Array
  readonly JpegLSDecoder: new () => WasmDecoder
  readonly J2KDecoder: new () => WasmDecoder
  readonly HTJ2KDecoder: new () => WasmDecoder
}

type DecoderName = 'JpegLSDecoder' | 'J2KDecoder' | 'HTJ2KDecoder'

interface Package extends WasmPackage {
  readonly decoder: DecoderName
}

export const packages = {
  jpegLs: { code: '@cornerstonejs/codec-charls/decodewasmjs', binary: '@cornerstonejs/codec-charls/decodewasm', decoder: 'JpegLSDecoder' },
  jpeg2000: { code: '@cornerstonejs/codec-openjpeg/decodewasmjs', binary: '@cornerstonejs/codec-openjpeg/decodewasm', decoder: 'J2KDecoder' },
  htj2k: { code: '@cornerstonejs/codec-openjph/wasmjs', binary: '@cornerstonejs/codec-openjph/wasm', decoder: 'HTJ2KDecoder' },
} as const satisfies Record<string, Package>
export type CodecName = keyof typeof packages

export interface WasmFrame {
  readonly size: FrameSize
  /** A copy: one byte a sample up to 8 bits, else two, little-endian. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly interleaveMode: number
}

/** Memory of a module only grows: one that has grown beyond this is given up after its picture. */
const KEPT_MEMORY_BYTES = 192 * 1024 * 1024

const loaded = new Map<CodecName, Promise<WasmModule>>()

/**
 * Decodes one frame with a codec that is loaded on first use. A module whose decoder threw is in an unknown state and
 * is given up too. Throws whatever the codec throws.
 */
export async function decodeWasm(name: CodecName, bytes: Uint8Array): Promise<WasmFrame> {
  const loading = loaded.get(name) ?? load(name)
  loaded.set(name, loading)
  try {
    const module = await loading
    const frame = decodeIn(module, packages[name].decoder, bytes)
    if (module.HEAPU8.length > KEPT_MEMORY_BYTES) loaded.delete(name)
    return frame
  } catch (error) {
    loaded.delete(name)
    throw error
  }
}

const load = (name: CodecName): Promise<WasmModule> => createWasm<WasmModule>(packages[name])

function decodeIn(module: WasmModule, decoderName: DecoderName, bytes: Uint8Array): WasmFrame {
  const decoder = new module[decoderName]()
  decoder.getEncodedBuffer(bytes.length).set(bytes)
  decoder.decode()
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
  const frame = {
    size: { widthPx: width, heightPx: height, components: componentCount, precision: bitsPerSample },
    bytes: new Uint8Array(decoder.getDecodedBuffer()),
    interleaveMode: decoder.getInterleaveMode?.() ?? 2,
  }
  decoder.delete()
  return frame
}
