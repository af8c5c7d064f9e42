import type { Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, composeAffine, invertAffine, zoomOf, type Affine } from '../overlay/geometry.ts'
import type { PictureState } from './pictureViewport.ts'
import { rangeOf, type Pixels, type ValueRange } from './pixels.ts'

interface Source {
  readonly pixels: Pixels
  readonly widthPx: number
  readonly heightPx: number
}

export interface SourceRectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Draws the picture's own pixels into the lens: under the window on show, sharp-edged where they are larger than the screen's. */
export function drawLens(canvas: HTMLCanvasElement, source: Source, { toCanvas, window: shown, inverted }: PictureState): void {
  const scale = globalThis.devicePixelRatio
  canvas.width = Math.round(canvas.clientWidth * scale)
  canvas.height = Math.round(canvas.clientHeight * scale)
  const context = canvas.getContext('2d')
  const part = seenPart(toCanvas, [canvas.clientWidth, canvas.clientHeight], source)
  if (context === null || part === null) return
  const surface = new OffscreenCanvas(part.width, part.height)
  surface.getContext('2d')?.putImageData(new ImageData(windowed(source, part, { ...rangeOf(shown), inverted }), part.width, part.height), 0, 0)
  context.imageSmoothingEnabled = zoomOf(toCanvas) * scale < 1
  context.setTransform(...composeAffine([scale, 0, 0, scale, 0, 0], composeAffine(toCanvas, [1, 0, 0, 1, part.left, part.top])))
  context.drawImage(surface, 0, 0)
}

/** The whole pixels of the picture that the lens touches; null where it shows none. */
export function seenPart(toCanvas: Affine, [widthPx, heightPx]: Point, picture: Pick<Source, 'widthPx' | 'heightPx'>): SourceRectangle | null {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const corners = ([[0, 0], [widthPx, 0], [0, heightPx], [widthPx, heightPx]] as const).map((corner) => applyAffine(back, corner))
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const left = Math.max(0, Math.floor(Math.min(...xs)))
  const top = Math.max(0, Math.floor(Math.min(...ys)))
  const width = Math.min(picture.widthPx, Math.ceil(Math.max(...xs))) - left
  const height = Math.min(picture.heightPx, Math.ceil(Math.max(...ys))) - top
  return width > 0 && height > 0 ? { left, top, width, height } : null
}

/** A part of the picture as RGBA, each value through the window as the viewport does it. */
export function windowed({ pixels, widthPx }: Source, part: SourceRectangle, { lower, upper, inverted }: ValueRange & { readonly inverted: boolean }): Uint8ClampedArray<ArrayBuffer> {
  const { samples, components } = pixels
  const rgba = new Uint8ClampedArray(part.width * part.height * 4)
  const factor = 255 / Math.max(upper - lower, 1e-6)
  for (let row = 0, to = 0; row < part.height; row += 1) {
    let from = ((part.top + row) * widthPx + part.left) * components
    for (let column = 0; column < part.width; column += 1, to += 4, from += components) {
      for (let channel = 0; channel < 3; channel += 1) {
        // Clamped before it is inverted: what is beyond the window is black or white, never wrapped.
        const value = Math.min(255, Math.max(0, ((samples[components === 3 ? from + channel : from] ?? 0) - lower) * factor))
        rgba[to + channel] = inverted ? 255 - value : value
      }
      rgba[to + 3] = 255
    }
  }
  return rgba
}
