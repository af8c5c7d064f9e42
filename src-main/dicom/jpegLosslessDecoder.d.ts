/** The package names a declaration file that it does not ship; this is the part used here. */
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    /** Samples of all components interleaved, 8 or 16 bits wide after the stream's precision. */
    decode(buffer: ArrayBufferLike, offset: number, length: number): Uint8Array | Uint16Array
  }
}
