import type { DataSet } from 'dicom-parser'
import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import { greyRaster, type GreyRaster, type GreyValues, hasColour, luma, type Raster, valueRange } from '../imaging/raster.ts'
import type { Layout } from './layout.ts'
import { look } from './lut.ts'
import type { Modality } from './modality.ts'
import { paletteColours } from './palette.ts'
import { extent, type Values } from './samples.ts'
import type { Voi } from './voi.ts'

export interface Shown {
  readonly dataSet: DataSet
  readonly layout: Layout
  readonly stored: Values
  /** After the modality transformation; colour as it is. */
  readonly values: Values
  readonly modality: Modality
  readonly voi: Voi
}

/**
 * The raster that viewer and model share. Grey: values of at most 16 bits with windows in their own units; padding is
 * as dark as the darkest of the picture. Colour: 8-bit RGB, or grey where there is no colour in it.
 * Throws AppError `dicom.unreadable` for a palette that is none.
 */
export function rasterOf(shown: Shown): Raster {
  const { layout, stored, dataSet } = shown
  if (layout.photometric === 'PALETTE COLOR') return colourRaster(paletteColours(stored, dataSet, layout.signed), layout)
  if (layout.samples === 3) return colourRaster(eightBitColour(stored, layout), layout)
  const raster = greyOf(shown)
  return withoutPadding(raster, stored, paddingOf(dataSet, layout))
}

function colourRaster(rgb: Uint8Array, { columns, rows }: Layout): Raster {
  if (hasColour(rgb)) return { mode: 'colour', widthPx: columns, heightPx: rows, rgb }
  return greyRaster(luma(rgb), columns, rows)
}

function eightBitColour(values: Values, { bitsStored }: Layout): Uint8Array {
  if (values instanceof Uint8Array && bitsStored === 8) return values
  const highest = 2 ** bitsStored - 1
  return Uint8Array.from(values, (value) => Math.round((Math.min(highest, Math.max(0, value)) / highest) * 255))
}

function greyOf(shown: Shown): GreyRaster {
  const { dataSet, layout, values, voi } = shown
  const invert = isInverted(dataSet, layout)
  const raster = (grey: GreyValues, windows: readonly DisplayWindow[], turned = false): GreyRaster => ({
    mode: 'grey',
    widthPx: layout.columns,
    heightPx: layout.rows,
    values: grey,
    ...valueRange(grey),
    windows,
    invert: invert !== turned,
  })
  const { lut } = voi
  if (lut !== null) {
    const grey = lut.bits <= 8 ? new Uint8Array(values.length) : new Uint16Array(values.length)
    for (let index = 0; index < grey.length; index += 1) grey[index] = look(lut, values[index] ?? 0)
    return raster(grey, [{ centre: 2 ** (lut.bits - 1), width: 2 ** lut.bits }])
  }
  const { grey, movement } = shownValues(shown)
  return raster(grey, movement === null ? voi.windows : voi.windows.map((window) => moved(window, movement)), movement !== null && movement.scale < 0)
}

/** Values are shown as `(value - origin) * scale`. */
export interface Movement {
  readonly origin: number
  readonly scale: number
}

/** What is shown of grey values that go through no VOI table; movement null: they are shown as they are. */
function shownValues({ stored, values, modality }: Shown): { readonly grey: GreyValues; readonly movement: Movement | null } {
  const whole = narrowed(values)
  if (whole !== null) return { grey: whole, movement: null }
  const kept = modality.kind === 'line' ? narrowed(stored) : null
  // Stored values show the same picture through windows brought into their units, and lose nothing to rounding.
  if (kept !== null && modality.kind === 'line') return { grey: kept, movement: { origin: modality.intercept, scale: 1 / modality.slope } }
  const [minimum, maximum] = extent(values)
  const scale = maximum > minimum ? 65_535 / (maximum - minimum) : 1
  return { grey: Uint16Array.from(values, (value) => (Number.isFinite(value) ? Math.round((value - minimum) * scale) : 0)), movement: { origin: minimum, scale } }
}

/** How a grey picture's values were moved to be shown; null where they were not. */
export const movementOf = (shown: Shown): Movement | null => (shown.voi.lut === null ? shownValues(shown).movement : null)

/** MONOCHROME1 shows its lowest value white; so does a picture whose presentation table is turned over (C.11.6). */
export function isInverted(dataSet: DataSet, { photometric }: Layout): boolean {
  return photometric === 'MONOCHROME1' || dataSet.string('x20500020')?.trim() === 'INVERSE'
}

/** The same window for values `(value - origin) * scale`. */
export function moved({ centre, width, shape = 'linear' }: DisplayWindow, { origin, scale }: Movement): DisplayWindow {
  // The plain function counts in steps of one, which have another size there: its exact equivalent is used.
  const exact = shape === 'linear' ? { centre: centre - 0.5, width: Math.max(1, width - 1) } : { centre, width }
  return { centre: (exact.centre - origin) * scale, width: exact.width * Math.abs(scale), shape: shape === 'linear' ? 'linearExact' : shape }
}

/** The same values in at most 16 bits; null where they do not fit or are not whole. */
function narrowed(values: Values): GreyValues | null {
  if (values instanceof Uint8Array || values instanceof Uint16Array || values instanceof Int16Array) return values
  if (values instanceof Int8Array) return new Int16Array(values)
  if (values instanceof Float32Array || values instanceof Float64Array) return null
  const [minimum, maximum] = extent(values)
  if (minimum >= 0 && maximum <= 65_535) return new Uint16Array(values)
  return minimum >= -32_768 && maximum <= 32_767 ? new Int16Array(values) : null
}

type Padding = readonly [lowest: number, highest: number]

/** Stored values that stand for no picture (C.7.5.1.1.2): one, or a range. */
function paddingOf(dataSet: DataSet, { signed }: Layout): Padding | null {
  const read = (tag: string): number | undefined => {
    if ((dataSet.elements[tag]?.length ?? 0) < 2) return undefined
    return signed ? dataSet.int16(tag) : dataSet.uint16(tag)
  }
  const value = read('x00280120')
  if (value === undefined) return null
  const limit = read('x00280121') ?? value
  return [Math.min(value, limit), Math.max(value, limit)]
}

function withoutPadding(raster: GreyRaster, stored: Values, padding: Padding | null): GreyRaster {
  if (padding === null) return raster
  const isPadding = (index: number): boolean => (stored[index] ?? 0) >= padding[0] && (stored[index] ?? 0) <= padding[1]
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (let index = 0; index < stored.length; index += 1) {
    if (isPadding(index)) continue
    const value = raster.values[index] ?? 0
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  if (minimum > maximum) return raster
  const values = raster.values.slice()
  const darkest = raster.invert ? maximum : minimum
  for (let index = 0; index < stored.length; index += 1) if (isPadding(index)) values[index] = darkest
  return { ...raster, values, minimum, maximum }
}
