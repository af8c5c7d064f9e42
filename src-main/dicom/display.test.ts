import { describe, expect, it } from 'vitest'
import { type Attribute, dicomFile, element, greyAttributes } from '../../test/fixtures/dicom.ts'
import { AppError } from '../../src-shared/errors.ts'
import { displayGrey, type GreyRaster } from '../imaging/raster.ts'
import { rasterOf } from './display.ts'
import { decodeDicom } from './read.ts'

const text = (tag: number, vr: string, value: string): Attribute => ({ tag, vr, value })
const number = (tag: number, ...values: number[]): Attribute => ({ tag, vr: 'US', value: values })
/** A sequence of one item. */
const sequence = (tag: number, attributes: readonly Attribute[]): Attribute => {
  const body = Buffer.concat(attributes.map((attribute) => element(attribute, 'explicitLittle')))
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
  head.writeUInt32LE(body.length, 4)
  return { tag, vr: 'SQ', value: Buffer.concat([head, body]) }
}
const lut = (entries: readonly number[], first: number, bits: number): Attribute[] => [number(0x0028_3002, entries.length, first & 0xffff, bits), { tag: 0x0028_3006, vr: 'OW', value: entries }]
const window = (centre: string, width: string): Attribute[] => [text(0x0028_1050, 'DS', centre), text(0x0028_1051, 'DS', width)]
const grey = (words: readonly number[], more: readonly Attribute[]): Uint8Array => dicomFile(greyAttributes(1, words.length, words, more))

async function shown(bytes: Uint8Array): Promise<number[]> {
  return [...displayGrey(rasterOf(await decodeDicom(bytes)) as GreyRaster)]
}
const values = async (bytes: Uint8Array): Promise<unknown> => {
  const decoded = await decodeDicom(bytes)
  return [decoded.values.constructor.name, [...decoded.values]]
}

describe('the modality transformation', () => {
  it.each<[string, readonly Attribute[], unknown]>([
    ['none', [], ['Uint16Array', [0, 7, 4095]]],
    ['whole numbers in the first type that holds whatever may be stored', [text(0x0028_1052, 'DS', '-1024'), text(0x0028_1053, 'DS', '1')], ['Int16Array', [-1024, -1017, 3071]]],
    ['of larger slope', [text(0x0028_1052, 'DS', '0'), text(0x0028_1053, 'DS', '100')], ['Int32Array', [0, 700, 409_500]]],
    ['a broken slope', [text(0x0028_1052, 'DS', '1'), text(0x0028_1053, 'DS', '0.5')], ['Float64Array', [1, 4.5, 2048.5]]],
    ['an intercept alone', [text(0x0028_1052, 'DS', '-1024')], ['Uint16Array', [0, 7, 4095]]],
    ['a table', [sequence(0x0028_3000, lut([10, 20, 30], 6, 16))], ['Uint16Array', [10, 20, 30]]],
    ['a table of 8 bits', [sequence(0x0028_3000, lut([10, 20, 30], 6, 8))], ['Uint8Array', [10, 20, 30]]],
  ])('%s', async (_, more, expected) => {
    expect(await values(grey([0, 7, 4095], more))).toEqual(expected)
  })

  it('a table whose first input is negative', async () => {
    const bytes = grey([0xffe, 0xfff, 0, 1], [number(0x0028_0103, 1), sequence(0x0028_3000, lut([10, 20, 30], -1, 16))])
    expect(await values(bytes)).toEqual(['Uint16Array', [10, 10, 20, 30]])
  })

  it('a table that is cut off is refused', async () => {
    const cut = sequence(0x0028_3000, [number(0x0028_3002, 200, 0, 16), { tag: 0x0028_3006, vr: 'OW', value: [1, 2] }])
    await expect(decodeDicom(grey([0], [cut]))).rejects.toEqual(new AppError('dicom.unreadable', { reason: 'lut' }))
  })
})

describe('windows and tables of values of interest', () => {
  it('linear, linear exact and sigmoid', async () => {
    const words = [0, 50, 100, 150, 200]
    const shape = (name: string): Attribute => text(0x0028_1056, 'CS', name)
    expect(await shown(grey(words, window('100', '101')))).toEqual([0, 1, 129, 255, 255])
    expect(await shown(grey(words, [...window('100', '200'), shape('LINEAR_EXACT')]))).toEqual([0, 64, 128, 191, 255])
    expect(await shown(grey(words, [...window('100', '200'), shape('SIGMOID')]))).toEqual(words.map((word) => Math.round(255 / (1 + Math.exp((-4 * (word - 100)) / 200)))))
  })

  it('several windows are kept, and the first is shown', async () => {
    const { voi } = await decodeDicom(grey([0, 100], window('50\\60', '100\\20')))
    expect(voi.windows).toEqual([{ centre: 50, width: 100 }, { centre: 60, width: 20 }])
  })

  it('a table where there is no window; a window where there are both', async () => {
    const table = sequence(0x0028_3010, lut([0, 128, 255, 7], 10, 8))
    expect(await shown(grey([0, 10, 11, 12, 13, 99], [table]))).toEqual([0, 0, 128, 255, 7, 7])
    expect(await shown(grey([0, 255], [table, ...window('128', '256')]))).toEqual([0, 255])
  })

  it('a presentation table that is turned over shows the lowest value white', async () => {
    const inverse = text(0x2050_0020, 'CS', 'INVERSE')
    expect(await shown(grey([0, 255], [...window('128', '256'), inverse]))).toEqual([255, 0])
    // MONOCHROME1 has it as a matter of course: it is not turned twice.
    expect(await shown(grey([0, 255], [...window('128', '256'), inverse, text(0x0028_0004, 'CS', 'MONOCHROME1')]))).toEqual([255, 0])
  })
})

describe('padding', () => {
  const padding = [number(0x0028_0120, 4000), number(0x0028_0121, 4095)]

  it('is as dark as the darkest of the picture, and kept in the values', async () => {
    const bytes = grey([4000, 4095, 4050, 100, 300], padding)
    expect([...((await decodeDicom(bytes)).values)]).toEqual([4000, 4095, 4050, 100, 300])
    expect(rasterOf(await decodeDicom(bytes))).toMatchObject({ minimum: 100, maximum: 300, values: Uint16Array.of(100, 100, 100, 100, 300) })
    const turned = rasterOf(await decodeDicom(grey([4000, 100, 300], [...padding, text(0x0028_0004, 'CS', 'MONOCHROME1')])))
    expect(turned).toMatchObject({ values: Uint16Array.of(300, 100, 300) })
  })

  it('a picture of nothing but padding is left as it is', async () => {
    expect(rasterOf(await decodeDicom(grey([4000, 4001], padding)))).toMatchObject({ values: Uint16Array.of(4000, 4001) })
  })
})

describe('samples that are no words', () => {
  const of = (bits: number, value: Uint8Array, more: readonly Attribute[] = []): Uint8Array =>
    dicomFile(greyAttributes(1, 3, [], [number(0x0028_0100, bits), number(0x0028_0101, bits), number(0x0028_0102, bits - 1), { tag: 0x7fe0_0010, vr: bits <= 8 ? 'OB' : 'OW', value }, ...more]))

  it('single bits, the lowest first, also where a frame begins within a byte', async () => {
    const bytes = of(1, Uint8Array.of(0b10_1011, 0), [text(0x0028_0008, 'IS', '2')])
    expect([...(await decodeDicom(bytes)).values]).toEqual([1, 1, 0])
    expect([...(await decodeDicom(bytes, 1)).values]).toEqual([1, 0, 1])
  })

  it('32 bits, shown through windows in their own units', async () => {
    const words = Uint8Array.from(Buffer.from(Int32Array.of(-100_000, 0, 100_000).buffer))
    const decoded = await decodeDicom(of(32, words, [number(0x0028_0103, 1), ...window('0', '200001')]))
    expect([...decoded.values]).toEqual([-100_000, 0, 100_000])
    expect([...displayGrey(rasterOf(decoded) as GreyRaster)]).toEqual([0, 128, 255])
  })

  it.each<[string, number, Float32Array | Float64Array]>([
    ['single precision', 0x7fe0_0008, Float32Array.of(-0.5, 0, 0.5)],
    ['double precision', 0x7fe0_0009, Float64Array.of(-0.5, 0, 0.5)],
  ])('%s', async (_, tag, samples) => {
    const plain = greyAttributes(1, 3, [], [...window('0', '1'), text(0x0028_1056, 'CS', 'LINEAR_EXACT')]).filter((attribute) => attribute.tag !== 0x7fe0_0010)
    const bytes = dicomFile([...plain, { tag, vr: tag === 0x7fe0_0008 ? 'OF' : 'OD', value: Uint8Array.from(Buffer.from(samples.buffer)) }])
    const decoded = await decodeDicom(bytes)
    expect([...decoded.values]).toEqual([-0.5, 0, 0.5])
    expect([...displayGrey(rasterOf(decoded) as GreyRaster)]).toEqual([0, 128, 255])
  })
})

describe('palettes', () => {
  const indices = [number(0x0028_0100, 8), number(0x0028_0101, 8), number(0x0028_0102, 7), text(0x0028_0004, 'CS', 'PALETTE COLOR')]
  const pixels: Attribute = { tag: 0x7fe0_0010, vr: 'OB', value: Uint8Array.of(0, 5, 6, 200) }
  const descriptors = (count: number, first: number, bits: number): Attribute[] => [0x0028_1101, 0x0028_1102, 0x0028_1103].map((tag) => number(tag, count, first, bits))
  const table = (tag: number, ...words: number[]): Attribute => ({ tag, vr: 'OW', value: words })
  const read = async (more: readonly Attribute[]): Promise<number[]> => {
    const raster = rasterOf(await decodeDicom(dicomFile(greyAttributes(1, 4, [], [...indices, pixels, ...more]))))
    return raster.mode === 'colour' ? [...raster.rgb] : []
  }

  it('of 16 bits, by their upper eight', async () => {
    const more = [...descriptors(2, 5, 16), table(0x0028_1201, 0xff00, 0x8000), table(0x0028_1202, 0, 0x4000), table(0x0028_1203, 0, 0xffff)]
    expect(await read(more)).toEqual([255, 0, 0, 255, 0, 0, 128, 64, 255, 128, 64, 255])
  })

  it('of 8 bits, two to a word, and of 8 bits that call themselves 16', async () => {
    const packed = [...descriptors(2, 5, 8), table(0x0028_1201, 0x80ff), table(0x0028_1202, 0x4000), table(0x0028_1203, 0xff00)]
    expect(await read(packed)).toEqual([255, 0, 0, 255, 0, 0, 128, 64, 255, 128, 64, 255])
    const misnamed = [...descriptors(2, 5, 16), table(0x0028_1201, 0xff, 0x80), table(0x0028_1202, 0, 0x40), table(0x0028_1203, 0, 0xff)]
    expect(await read(misnamed)).toEqual([255, 0, 0, 255, 0, 0, 128, 64, 255, 128, 64, 255])
  })

  it('in segments: a run, a line from its end, and a copy of the run', async () => {
    const segments = [0, 2, 0, 0x1000, 1, 4, 0x9000, 2, 1, 0, 0]
    const more = [...descriptors(8, 0, 16), ...[0x0028_1221, 0x0028_1222, 0x0028_1223].map((tag) => table(tag, ...segments))]
    const raster = rasterOf(await decodeDicom(dicomFile(greyAttributes(1, 8, [], [...indices, { tag: 0x7fe0_0010, vr: 'OB', value: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) }, ...more]))))
    // Three equal tables make grey.
    expect(raster.mode === 'grey' && [...raster.values]).toEqual([0, 0x10, 0x30, 0x50, 0x70, 0x90, 0, 0x10])
  })

  it.each([[[2, 1, 0, 0]], [[1, 3, 9]], [[7, 1]], [[0, 9, 1]]])('segments that lead nowhere are refused: %j', async (segments) => {
    const more = [...descriptors(8, 0, 16), ...[0x0028_1221, 0x0028_1222, 0x0028_1223].map((tag) => table(tag, ...segments))]
    await expect(read(more)).rejects.toMatchObject({ code: 'dicom.unreadable' })
  })
})
