import { getShouldUseCPURendering, imageLoader, metaData, utilities, type Types } from '@cornerstonejs/core'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView, ImageViewName } from '../../../../src-shared/domain/image.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { autoWindow } from './autoWindow.ts'
import { greyPixels, rgbPixels, windowsOf, type Pixels } from './pixels.ts'
import { PixelShelf } from './pixelShelf.ts'

const scheme = 'ctw'

export type ImageAddress = (imageId: ImageId, view: ImageViewName) => string

interface Source {
  readonly image: ImageView
  readonly address: ImageAddress
}

const sources = new Map<string, Source>()
/** The picture on show and its neighbours: some ten 9-megapixel films at 16 bit, or two 30-megapixel photos. */
const shelfBytes = 192 * 1024 * 1024
const shelf = new PixelShelf(shelfBytes)

/** Fetches and decodes what may be shown next while `shown` is on screen; everything else is dropped. */
export function fetchPicturesAhead(shown: readonly ImageId[], ahead: readonly ImageView[], address: ImageAddress): Promise<void> {
  return shelf.fetchAhead(shown, ahead.map((image) => ({ image, source: () => fetchMeasured({ image, address }) })))
}

/** Whether a picture is fetched already, or on its way: it will be shown within a moment. */
export const isAtHand = (imageId: ImageId): boolean => shelf.has(imageId)

/** Pixels of patients do not outlive the bench. */
export const forgetPixels = (): void => shelf.clear()

/** Names a picture for the viewport. The facts come with the case; the bytes are fetched when it is shown. */
export function nameOf(image: ImageView, address: ImageAddress): string {
  const name = `${scheme}:${image.imageId}`
  sources.set(name, { image, address })
  return name
}

/** Drops what is known of every picture named so far. */
export const forgetPictures = (): void => sources.clear()

/** Teaches the viewport library the scheme `ctw:<imageId>`. Once per window. */
export function registerPictureLoader(): void {
  // No cancel: the library rethrows a cancelled load into a promise that nobody holds. A picture left early arrives
  // from this machine within milliseconds and is dropped.
  imageLoader.registerImageLoader(scheme, (name) => ({ promise: load(name) }))
  metaData.addProvider(describePicture, 100)
}

async function load(name: string): Promise<Types.IImage> {
  const source = sources.get(name)
  if (source === undefined) throw new AppError('image.missing')
  return asCornerstoneImage(name, source.image, await shelf.get(source.image, () => fetchPixels(source)))
}

/** What is looked up in all its values as soon as it is shown is found before: only what nobody waits for yet. */
async function fetchMeasured(source: Source): Promise<Pixels> {
  const pixels = await fetchPixels(source)
  if (source.image.pixels.mode === 'grey') autoWindow(pixels.samples)
  return pixels
}

async function fetchPixels({ image, address }: Source): Promise<Pixels> {
  const { pixels } = image
  const response = await fetch(address(image.imageId, pixels.mode === 'grey' ? 'grey' : 'display'))
  if (!response.ok) throw await failureOf(response)
  if (pixels.mode === 'grey') return greyPixels(await response.arrayBuffer(), image, pixels)
  return rgbPixels(await decodeColour(await response.blob(), image))
}

async function failureOf(response: Response): Promise<AppError> {
  if (response.status === 401) return new AppError('auth.signedOut')
  return new AppError(response.status === 404 ? 'image.missing' : 'image.unreadable', { status: response.status })
}

async function decodeColour(blob: Blob, { widthPx, heightPx }: ImageView): Promise<Uint8ClampedArray> {
  // The engine has already turned the picture upright and into sRGB: nothing may be applied twice.
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'none', colorSpaceConversion: 'none', premultiplyAlpha: 'none' })
  const canvas = new OffscreenCanvas(widthPx, heightPx)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new AppError('internal')
  context.drawImage(bitmap, 0, 0, widthPx, heightPx)
  bitmap.close()
  return context.getImageData(0, 0, widthPx, heightPx).data
}

function asCornerstoneImage(name: string, image: ImageView, { samples, components }: Pixels): Types.IImage {
  const { widthPx, heightPx, pixels } = image
  const window = windowsOf(pixels)[0]
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({
    width: widthPx,
    height: heightPx,
    scalarData: samples,
    numberOfComponents: components,
    id: name,
  })
  return {
    imageId: name,
    minPixelValue: pixels.mode === 'grey' ? pixels.minimum : 0,
    maxPixelValue: pixels.mode === 'grey' ? pixels.maximum : 255,
    slope: 1,
    intercept: 0,
    windowCenter: window?.centre ?? 128,
    windowWidth: window?.width ?? 255,
    voiLUTFunction: 'LINEAR_EXACT',
    rows: heightPx,
    columns: widthPx,
    height: heightPx,
    width: widthPx,
    color: components === 3,
    rgba: false,
    numberOfComponents: components,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    invert: false,
    sizeInBytes: samples.byteLength,
    dataType: samples.constructor.name,
    photometricInterpretation: components === 3 ? 'RGB' : 'MONOCHROME2',
    getPixelData: () => samples,
    voxelManager,
  } as unknown as Types.IImage
}

/**
 * World coordinates are picture pixels with (0, 0) at the outer corner of the first pixel, so a mark needs no
 * conversion. Millimetres come from the picture's own facts, never from the viewport.
 */
function describePicture(type: string, name: string): Record<string, unknown> | undefined {
  const source = sources.get(name)
  if (source === undefined) return undefined
  const { image } = source
  switch (type) {
    case 'imagePlaneModule':
      return {
        frameOfReferenceUID: name,
        rows: image.heightPx,
        columns: image.widthPx,
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        imagePositionPatient: firstPixel(),
        rowPixelSpacing: 1,
        columnPixelSpacing: 1,
        pixelSpacing: [1, 1],
      }
    case 'imagePixelModule':
      return describeSamples(image)
    case 'generalSeriesModule':
      return { modality: image.kind === 'film' ? 'DX' : 'XC' }
    default:
      return undefined
  }
}

/** DICOM names the centre of the first pixel, and so does WebGL; the drawing without WebGL counts from its corner. */
const firstPixel = (): readonly number[] => (getShouldUseCPURendering() ? [0, 0, 0] : [0.5, 0.5, 0])

function describeSamples({ pixels }: ImageView): Record<string, unknown> {
  const bits = pixels.mode === 'colour' || pixels.type === 'uint8' ? 8 : 16
  return {
    samplesPerPixel: pixels.mode === 'colour' ? 3 : 1,
    photometricInterpretation: pixels.mode === 'colour' ? 'RGB' : 'MONOCHROME2',
    bitsAllocated: bits,
    bitsStored: bits,
    highBit: bits - 1,
    pixelRepresentation: pixels.mode === 'grey' && pixels.type === 'int16' ? 1 : 0,
  }
}
