export interface JpegFrame {
  /** 0 … 15 after the marker SOF0 … SOF15: 0 and 1 baseline and extended, 2 progressive, 3 lossless; 55 is JPEG-LS. */
  readonly process: number
  /** Bits per sample. */
  readonly precision: number
  readonly widthPx: number
  readonly heightPx: number
  readonly components: number
}

/** Markers C4, C8 and CC lie among the frame headers without being one. */
const notFrames = new Set([0xc4, 0xc8, 0xcc])
/** SOF55, the frame header of JPEG-LS. */
const jpegLsFrame = 0xf7

/** The frame header of a JPEG or JPEG-LS stream (ISO/IEC 10918-1, B.2.2; ISO/IEC 14495-1, C.2.2). null where there is none. */
export function frameHeader(bytes: Uint8Array): JpegFrame | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 2
  while (position + 10 <= bytes.length) {
    const marker = view.getUint8(position + 1)
    if (view.getUint8(position) !== 0xff) break
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      position += 1
      continue
    }
    if ((marker >= 0xc0 && marker <= 0xcf && !notFrames.has(marker)) || marker === jpegLsFrame) {
      return {
        process: marker - 0xc0,
        precision: view.getUint8(position + 4),
        heightPx: view.getUint16(position + 5),
        widthPx: view.getUint16(position + 7),
        components: view.getUint8(position + 9),
      }
    }
    position += 2 + view.getUint16(position + 2)
  }
  return null
}
