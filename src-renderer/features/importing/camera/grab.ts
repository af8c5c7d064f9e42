/** A look needs no more: the network sees the tongue at 256 pixels. */
const LOOK_SIDE_PX = 480
/** The photo itself is checked with more detail, since focus shows there. */
const CHECK_SIDE_PX = 1280

export const lookSidePx = { live: LOOK_SIDE_PX, photo: CHECK_SIDE_PX } as const

type Source = HTMLVideoElement | ImageBitmap

const sizeOf = (source: Source): readonly [widthPx: number, heightPx: number] =>
  source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height]

function drawn(source: Source, longestPx: number): HTMLCanvasElement {
  const [widthPx, heightPx] = sizeOf(source)
  const scale = Math.min(1, longestPx / Math.max(widthPx, heightPx))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(widthPx * scale))
  canvas.height = Math.max(1, Math.round(heightPx * scale))
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** The picture, at most `longestPx` a side, as the base64 of a JPEG. */
export function lookOf(source: Source, longestPx: number): string {
  return drawn(source, longestPx).toDataURL('image/jpeg', 0.85).replace(/^[^,]*,/u, '')
}

/** The picture as it is now, at the camera's own size, as a PNG file: not a bit is lost or turned. */
export async function photoOf(video: HTMLVideoElement, name: string): Promise<File> {
  const canvas = drawn(video, Number.POSITIVE_INFINITY)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('The picture could not be written.')
  return new File([blob], name, { type: 'image/png' })
}
