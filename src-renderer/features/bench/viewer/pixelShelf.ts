import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Pixels } from './pixels.ts'

/** Where the pixels of a picture come from. */
export type PixelSource = () => Promise<Pixels>

/** A picture that may be shown next. */
export interface PictureAhead {
  readonly image: ImageView
  readonly source: PixelSource
}

interface Kept {
  readonly pixels: Promise<Pixels>
  readonly bytes: number
}

/** Decoded pictures at hand: what is shown, and what may be shown next, within a bound of memory. */
export class PixelShelf {
  readonly #limitBytes: number
  readonly #kept = new Map<ImageId, Kept>()
  #round = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** The picture from the shelf, or from its source; two askers share one fetch. What no longer fits goes, oldest first. */
  get(image: ImageView, source: PixelSource): Promise<Pixels> {
    const found = this.#kept.get(image.imageId)
    if (found !== undefined) {
      this.#kept.delete(image.imageId)
      this.#kept.set(image.imageId, found)
      return found.pixels
    }
    const bytes = bytesOf(image)
    const pixels = source()
    if (bytes > this.#limitBytes) return pixels
    const kept: Kept = { pixels, bytes }
    this.#kept.set(image.imageId, kept)
    this.#shrink()
    // A picture that failed is asked for again, not remembered as failed.
    pixels.catch(() => this.#kept.get(image.imageId) === kept && this.#kept.delete(image.imageId))
    return pixels
  }

  has(imageId: ImageId): boolean {
    return this.#kept.has(imageId)
  }

  /**
   * Drops every picture but the ones named here, then fetches the missing ones one after another, the likeliest first,
   * as far as they fit beside what is shown. A newer call or `clear` ends an older one.
   */
  async fetchAhead(shown: readonly ImageId[], ahead: readonly PictureAhead[]): Promise<void> {
    const round = ++this.#round
    const wanted = new Set([...shown, ...ahead.map(({ image }) => image.imageId)])
    for (const imageId of this.#kept.keys()) if (!wanted.has(imageId)) this.#kept.delete(imageId)
    for (const { image, source } of ahead) {
      if (this.#kept.has(image.imageId) || this.bytes() + bytesOf(image) > this.#limitBytes) continue
      // Nobody waits for it: one that fails is shown as failed when it is opened.
      await this.get(image, source).catch(() => undefined)
      if (round !== this.#round) return
    }
  }

  /** Forgets everything, also what is still on its way. */
  clear(): void {
    this.#round += 1
    this.#kept.clear()
  }

  bytes(): number {
    return [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #shrink(): void {
    for (const imageId of this.#kept.keys()) {
      if (this.bytes() <= this.#limitBytes) return
      this.#kept.delete(imageId)
    }
  }
}

/** What a picture takes once it is decoded. */
export function bytesOf({ widthPx, heightPx, pixels }: Pick<ImageView, 'widthPx' | 'heightPx' | 'pixels'>): number {
  if (pixels.mode === 'colour') return widthPx * heightPx * 3
  return widthPx * heightPx * (pixels.type === 'uint8' ? 1 : 2)
}
