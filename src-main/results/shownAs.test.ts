import { expect, it } from 'vitest'
import type { ImageId, MarkId } from '../../src-shared/domain/ids.ts'
import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import { quarterTurns, type KeyImageMark, type ShownAs } from '../../src-shared/domain/mark.ts'
import { filmFile, filmSize } from '../../test/support/signedFilm.ts'
import { parseFile } from '../dicom/dataSet.ts'
import { sequence, signed16, text, unsigned16 } from '../dicom/elements.ts'
import { decodeDicom, readDicom } from '../dicom/read.ts'
import { readSource } from '../dicom/source.ts'
import { explicitLittle } from '../dicom/syntaxes.ts'
import { writeDataSet, type Written } from '../dicom/write.ts'
import { displayGrey, windowShare, type GreyRaster } from '../imaging/raster.ts'
import { presentationState } from './presentationState.ts'
import { shownAs } from './shownAs.ts'

const without = (...tags: readonly number[]): readonly Written[] => tags.map((tag) => text(tag, 'DS', ''))
const curve = (bits: number, count: number): readonly number[] => Array.from({ length: count }, (_, index) => Math.round((2 ** bits - 1) * (index / (count - 1)) ** 2))
const table = (descriptor: Written, entries: readonly number[]): readonly Written[] => [...without(0x0028_1050, 0x0028_1051), sequence(0x0028_3010, [descriptor, { ...unsigned16(0x0028_3006, ...entries), vr: 'OW' }])]
const line = (slope: string, intercept: string): readonly Written[] => [text(0x0028_1052, 'DS', intercept), text(0x0028_1053, 'DS', slope)]

const films: Readonly<Record<string, readonly Written[]>> = {
  'a line of whole numbers': [],
  'a line of fractions': [...line('0.25', '-10'), text(0x0028_1050, 'DS', '365'), text(0x0028_1051, 'DS', '700')],
  'a falling line of fractions': [...line('-0.25', '900'), text(0x0028_1050, 'DS', '535'), text(0x0028_1051, 'DS', '700')],
  'a falling line of whole numbers': [...line('-2', '100'), text(0x0028_1050, 'DS', '-2900'), text(0x0028_1051, 'DS', '5600')],
  'a line beyond sixteen bits': [...line('40', '-100000'), text(0x0028_1050, 'DS', '-40000'), text(0x0028_1051, 'DS', '100000')],
  'a VOI table': [...line('1', '0'), ...table(unsigned16(0x0028_3002, 3000, 0, 12), curve(12, 3000))],
  'a VOI table below nothing': table(signed16(0x0028_3002, 3000, -100, 10), curve(10, 3000)),
  'no window of its own': [...without(0x0028_1050, 0x0028_1051), ...line('0.5', '0')],
}

/** A key image that its reader has windowed by hand: within the shown values. */
const byHand = (raster: GreyRaster): DisplayWindow => ({ centre: raster.minimum + (raster.maximum - raster.minimum) * 0.6, width: Math.max(2, (raster.maximum - raster.minimum) * 0.3) })
const marked = (shown: ShownAs): KeyImageMark => ({ markId: 'm' as MarkId, imageId: 'i' as ImageId, kind: 'keyImage', shownAs: shown })

/** What another program shows of a stored value by the state alone (PS3.4 N.2.1), 0 … 255. */
function byState(elements: readonly Written[]): (stored: number) => number {
  const { dataSet } = parseFile(writeDataSet(elements.toSorted((one, other) => one.tag - other.tag), explicitLittle))
  const [slope, intercept] = [dataSet.floatString('x00281053') ?? 1, dataSet.floatString('x00281052') ?? 0]
  const voi = dataSet.elements['x00283110']?.items?.[0]?.dataSet
  const lut = voi?.elements['x00283010']?.items?.[0]?.dataSet
  const isOver = dataSet.string('x20500020') === 'INVERSE'
  const share = (value: number): number => {
    if (lut !== undefined) {
      const [count, bits] = [lut.uint16('x00283002', 0) ?? 0, lut.uint16('x00283002', 2) ?? 0]
      const first = (lut.elements['x00283002']?.vr === 'SS' ? lut.int16('x00283002', 1) : lut.uint16('x00283002', 1)) ?? 0
      return (lut.uint16('x00283006', Math.min(count - 1, Math.max(0, value - first))) ?? 0) / (2 ** bits - 1)
    }
    const shape = ({ LINEAR: 'linear', LINEAR_EXACT: 'linearExact', SIGMOID: 'sigmoid' } as const)[voi?.string('x00281056') ?? '']
    if (voi === undefined || shape === undefined) throw new Error('no window')
    return windowShare({ centre: voi.floatString('x00281050') ?? 0, width: voi.floatString('x00281051') ?? 0, shape }, value)
  }
  return (stored) => Math.round((isOver ? 1 - share(stored * slope + intercept) : share(stored * slope + intercept)) * 255)
}

it.each(Object.entries(films))('shows in another program what is shown here, of a film with %s', async (_, more) => {
  const bytes = filmFile(more)
  const [source, { raster }, { stored }] = [await readSource(bytes), await readDicom(bytes), await decodeDicom(bytes)]
  if (source === null || raster.mode !== 'grey') throw new Error('no film')
  const keys: readonly (ShownAs | null)[] = [null, ...[true, false].flatMap((inverted) => [byHand(raster), { ...byHand(raster), shape: 'sigmoid' } as const].map((window) => ({ window, inverted, rotationDeg: 0, flipped: false }) as const))]
  for (const key of keys) {
    const show = byState(shownAs({ source, marks: key === null ? [] : [marked(key)] } as never))
    const here = displayGrey(key === null || key.window === null ? raster : { ...raster, windows: [key.window], invert: key.inverted })
    for (let pixel = 0; pixel < filmSize.columns; pixel += 7) expect([pixel, Math.abs(show(stored[pixel] ?? 0) - (here[pixel] ?? 0))], JSON.stringify(key)).toEqual([pixel, expect.toSatisfy((away: number) => away <= 1)])
  }
})

it('names the corners of the film by the pixels that lie there once it is turned and mirrored', async () => {
  const source = await readSource(filmFile())
  const { columns, rows } = filmSize
  /** Where a pixel lies on a screen that is turned clockwise, then mirrored; counted from one. */
  const placeOf = ([x, y]: readonly [number, number], { rotationDeg, flipped }: ShownAs): readonly [number, number] => {
    let [atX, atY, width, height] = [x, y, columns as number, rows as number]
    for (let turn = 0; turn < rotationDeg; turn += 90) [atX, atY, width, height] = [height + 1 - atY, atX, height, width]
    return [flipped ? width + 1 - atX : atX, atY]
  }
  for (const rotationDeg of quarterTurns) {
    for (const flipped of [false, true]) {
      const key = { window: null, inverted: false, rotationDeg, flipped }
      const elements = shownAs({ source, marks: [marked(key)] } as never)
      const area = parseFile(writeDataSet(elements.toSorted((one, other) => one.tag - other.tag), explicitLittle)).dataSet.elements['x0070005a']?.items?.[0]?.dataSet
      const corner = (tag: string): readonly [number, number] => [area?.int32(tag, 0) ?? 0, area?.int32(tag, 1) ?? 0]
      const [width, height] = rotationDeg % 180 === 0 ? [columns, rows] : [rows, columns]
      expect([key, placeOf(corner('x00700052'), key), placeOf(corner('x00700053'), key)]).toEqual([key, [1, 1], [width, height]])
    }
  }
})

it('leaves out a film that is no grey picture in its file, though it is shown as one', async () => {
  const { rows, columns } = filmSize
  const bytes = filmFile([unsigned16(0x0028_0002, 3), text(0x0028_0004, 'CS', 'RGB'), unsigned16(0x0028_0006, 0), unsigned16(0x0028_0100, 8), unsigned16(0x0028_0101, 8), unsigned16(0x0028_0102, 7), { tag: 0x7fe0_0010, vr: 'OB', value: new Uint8Array(rows * columns * 3).fill(90) }])
  const [source, { raster }] = [await readSource(bytes), await readDicom(bytes)]
  expect([raster.mode, source?.window]).toEqual(['grey', null])
  expect(presentationState({} as never, { source } as never)).toBeNull()
})
