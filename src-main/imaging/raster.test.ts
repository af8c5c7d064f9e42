import { describe, expect, it } from 'vitest'
import { displayGrey, displayWindow, type GreyRaster, greyRaster, hasColour, inColours, luma, pixelFacts } from './raster.ts'

const deep = (values: number[], more: Partial<GreyRaster> = {}): GreyRaster => ({
  ...greyRaster(Uint16Array.from(values), values.length, 1),
  ...more,
})

describe('grey display', () => {
  it('follows the linear function of DICOM at its three points', () => {
    const raster = deep([0, 449, 450, 1000], { windows: [{ centre: 450, width: 100 }] })
    expect([...displayGrey(raster)]).toEqual([0, 126, 129, 255])
  })

  it('turns MONOCHROME1 over', () => {
    const windows = [{ centre: 128, width: 256 }]
    expect([...displayGrey(deep([0, 255], { windows, invert: true }))]).toEqual([255, 0])
  })

  it('leaves 8-bit pictures as they are', () => {
    const values = Uint8Array.from([3, 200])
    expect(displayGrey(greyRaster(values, 2, 1))).toBe(values)
  })

  it('spans the middle 99 % where the file names no window: one hot pixel does not flatten the film', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1000 + index)
    const { centre, width } = displayWindow(deep([...values, 65_535]))
    expect(centre).toBeGreaterThan(1400)
    expect(centre).toBeLessThan(1600)
    expect(width).toBeLessThan(1001)
  })

  it('tells the viewer type, range and the window that is used', () => {
    expect(pixelFacts(deep([5, 9]))).toMatchObject({ mode: 'grey', type: 'uint16', minimum: 5, maximum: 9, invert: false })
  })
})

describe('colours', () => {
  it('weighs red, green and blue as Pillow does', () => {
    expect([...luma(Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30]))]).toEqual([76, 150, 29, 18])
  })

  it('finds a coloured corner and forgives JPEG rounding', () => {
    const pixels = new Uint8Array(3000).fill(100)
    expect(hasColour(pixels)).toBe(false)
    for (let index = 0; index < 90; index += 3) pixels[index] = 180
    expect(hasColour(pixels)).toBe(true)
  })

  it('repeats grey over three channels', () => {
    const { data } = inColours({ widthPx: 2, heightPx: 1, channels: 1, data: Uint8Array.from([7, 9]) }, 'rgb')
    expect([...data]).toEqual([7, 7, 7, 9, 9, 9])
  })
})
