/** Decoded pixels on their way to the decoder that knows profiles: 8 bits, interleaved, row by row. */
export interface ProfiledPixels {
  readonly widthPx: number
  readonly heightPx: number
  /** 4: red, green, blue and how much covers, not multiplied in. */
  readonly channels: 3 | 4
  readonly data: Uint8Array
  /** ICC bytes, or null for sRGB. */
  readonly profile: Uint8Array | null
}

type Entry = readonly [tag: number, type: 3 | 4 | 7, count: number, value: number]

const headBytes = 8

/** Pixels with their profile as an uncompressed TIFF of one strip (TIFF 6.0, part 1): nothing is computed and nothing lost. */
export function asTiff({ widthPx, heightPx, channels, data, profile }: ProfiledPixels): Uint8Array {
  const depthsAt = headBytes + data.length + (data.length % 2)
  const profileAt = depthsAt + 8
  const profileBytes = profile?.length ?? 0
  const directoryAt = profileAt + profileBytes + (profileBytes % 2)
  const [short, long, blob] = [3, 4, 7] as const
  const entries: readonly Entry[] = [
    [256, long, 1, widthPx],
    [257, long, 1, heightPx],
    [258, short, channels, depthsAt],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, headBytes],
    [277, short, 1, channels],
    [278, long, 1, heightPx],
    [279, long, 1, data.length],
    [284, short, 1, 1],
    ...(channels === 4 ? [[338, short, 1, 2] as const] : []),
    ...(profile === null ? [] : [[34_675, blob, profileBytes, profileAt] as const]),
  ]
  const bytes = new Uint8Array(directoryAt + 2 + entries.length * 12 + 4)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x4949_2a00)
  view.setUint32(4, directoryAt, true)
  bytes.set(data, headBytes)
  for (let channel = 0; channel < channels; channel += 1) view.setUint16(depthsAt + channel * 2, 8, true)
  if (profile !== null) bytes.set(profile, profileAt)
  view.setUint16(directoryAt, entries.length, true)
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = directoryAt + 2 + index * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    if (type === short && count === 1) view.setUint16(at + 8, value, true)
    else view.setUint32(at + 8, value, true)
  }
  return bytes
}
