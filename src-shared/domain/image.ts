import type { FilmLie } from './filmLie.ts'
import type { ImageId } from './ids.ts'
import type { Spacing } from './mark.ts'

/** photo: a colour photograph; film: a projection radiograph. */
export const imageKinds = ['photo', 'film'] as const
export type ImageKind = (typeof imageKinds)[number]

/** main: the picture the case is read from; prior: an earlier film; underside: the sublingual photo. */
export const imageRoles = ['main', 'prior', 'underside'] as const
export type ImageRole = (typeof imageRoles)[number]

/** The functions of a window: DICOM PS3.3 C.11.2.1.2.1, C.11.2.1.3.2 and C.11.2.1.3.1. */
export const windowShapes = ['linear', 'linearExact', 'sigmoid'] as const
export type WindowShape = (typeof windowShapes)[number]

/** Centre and width of a display window, in the values the grey view carries (after the modality LUT). */
export interface DisplayWindow {
  readonly centre: number
  readonly width: number
  /** Absent: linear. */
  readonly shape?: WindowShape
}

/** How the viewer shows the pixels. colour: fetch the `display` view; grey: fetch the raw `grey` view and window it. */
export type PixelFacts =
  | { readonly mode: 'colour' }
  | {
      readonly mode: 'grey'
      /** Element type of the `grey` view, row by row, little-endian. */
      readonly type: 'uint8' | 'uint16' | 'int16'
      readonly minimum: number
      readonly maximum: number
      readonly windows: readonly DisplayWindow[]
      /** true for MONOCHROME1: the lowest value is shown white. */
      readonly invert: boolean
    }

export interface ImageInfo {
  readonly kind: ImageKind
  /** After EXIF rotation. */
  readonly widthPx: number
  readonly heightPx: number
  readonly format: string
  readonly pixels: PixelFacts
  readonly spacing: Spacing | null
  /** Absent where no file said anything of it. */
  readonly lie?: FilmLie
}

export interface ImageView extends ImageInfo {
  readonly imageId: ImageId
  readonly role: ImageRole
  readonly sha256: string
  readonly bytes: number
  readonly importedAt: string
}

/** Derived pictures behind the image door: `/image/<imageId>/<view>`. */
export const imageViews = ['display', 'grey', 'thumbnail'] as const
export type ImageViewName = (typeof imageViews)[number]
