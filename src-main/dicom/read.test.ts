import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Attribute, dicomFile, element, greyAttributes, preamble, type Syntax } from '../../test/fixtures/dicom.ts'
import { AppError } from '../../src-shared/errors.ts'
import { displayGrey } from '../imaging/raster.ts'
import { decodeDicom, readDicom } from './read.ts'

const words = [0, 1, 2047, 4095, 100, 200]
const text = (tag: number, vr: string, value: string): Attribute => ({ tag, vr, value })
const number = (tag: number, value: number): Attribute => ({ tag, vr: 'US', value })

async function values(bytes: Uint8Array): Promise<number[]> {
  const { raster } = await readDicom(bytes)
  return raster.mode === 'grey' ? [...raster.values] : [...raster.rgb]
}
const failure = (bytes: Uint8Array): Promise<unknown> =>
  readDicom(bytes).then(
    () => 'read',
    (error: unknown) => (error instanceof AppError ? [error.code, error.detail] : error),
  )

describe('grey pictures', () => {
  it.each(['implicitLittle', 'explicitLittle', 'explicitBig'] as const)('%s words', async (syntax: Syntax) => {
    expect(await values(dicomFile(greyAttributes(2, 3, words), syntax))).toEqual(words)
  })

  it('without preamble, and without meta header', async () => {
    const whole = Buffer.from(dicomFile(greyAttributes(2, 3, words)))
    expect(await values(whole.subarray(preamble.length))).toEqual(words)
    const bare = greyAttributes(2, 3, words).map((attribute) => element(attribute, 'implicitLittle'))
    expect(await values(Buffer.concat(bare))).toEqual(words)
  })

  it('masks overlay bits away and extends the sign', async () => {
    const signed = [number(0x0028_0103, 1)]
    expect(await values(dicomFile(greyAttributes(1, 3, [0xf001, 0x0fff, 0x0800], signed)))).toEqual([1, -1, -2048])
  })

  it('applies a whole rescale, and moves the windows instead where it is not whole', async () => {
    const whole = [text(0x0028_1052, 'DS', '-1024'), text(0x0028_1053, 'DS', '1')]
    expect(await values(dicomFile(greyAttributes(1, 2, [0, 1064], whole)))).toEqual([-1024, 40])
    const broken = [text(0x0028_1052, 'DS', '10'), text(0x0028_1053, 'DS', '0.5'), text(0x0028_1050, 'DS', '60\\20'), text(0x0028_1051, 'DS', '100\\8')]
    const { raster } = await readDicom(dicomFile(greyAttributes(1, 2, [0, 200], broken)))
    // From 9.5 to 108.5 in rescaled values, and from 16 to 23: each twice as wide in stored ones.
    expect(raster).toMatchObject({ windows: [{ centre: 99, width: 198, shape: 'linearExact' }, { centre: 19, width: 14, shape: 'linearExact' }] })
  })

  it('shows MONOCHROME1 turned over', async () => {
    const attributes = greyAttributes(1, 2, [0, 4095], [text(0x0028_0004, 'CS', 'MONOCHROME1'), text(0x0028_1050, 'DS', '2048'), text(0x0028_1051, 'DS', '4096')])
    const { raster } = await readDicom(dicomFile(attributes))
    expect(raster.mode === 'grey' && [...displayGrey(raster)]).toEqual([255, 0])
  })

  it('reads the first of several frames', async () => {
    expect(await values(dicomFile(greyAttributes(1, 3, words, [text(0x0028_0008, 'IS', '2')])))).toEqual(words.slice(0, 3))
  })
})

describe('colour pictures', () => {
  const colour = (more: readonly Attribute[]): Attribute[] =>
    greyAttributes(1, 2, [], [number(0x0028_0002, 3), text(0x0028_0004, 'CS', 'RGB'), number(0x0028_0100, 8), number(0x0028_0101, 8), number(0x0028_0102, 7), ...more])
  const pixels = (...samples: number[]): Attribute => ({ tag: 0x7fe0_0010, vr: 'OB', value: Uint8Array.from(samples) })

  it('pixel by pixel and plane by plane', async () => {
    expect(await values(dicomFile(colour([pixels(255, 0, 0, 0, 0, 255)])))).toEqual([255, 0, 0, 0, 0, 255])
    expect(await values(dicomFile(colour([number(0x0028_0006, 1), pixels(255, 0, 0, 0, 0, 255)])))).toEqual([255, 0, 0, 0, 0, 255])
  })

  it('YBR_FULL becomes RGB', async () => {
    const ybr = colour([text(0x0028_0004, 'CS', 'YBR_FULL'), pixels(76, 85, 255, 29, 255, 107)])
    expect(await values(dicomFile(ybr.filter(({ tag, value }) => tag !== 0x0028_0004 || value === 'YBR_FULL')))).toEqual([254, 0, 0, 0, 0, 254])
  })
})

describe('facts', () => {
  it('patient, date and spacing with its source', async () => {
    const detector = await readDicom(dicomFile(greyAttributes(2, 3, words, [text(0x0018_1164, 'DS', '0.2\\0.1')])))
    expect(detector).toMatchObject({ patientId: 'P-17', studyDate: '2026-01-31', spacing: { rowMm: 0.2, columnMm: 0.1, source: 'imagerPixelSpacing' } })
    const both = await readDicom(dicomFile(greyAttributes(2, 3, words, [text(0x0018_1164, 'DS', '0.2\\0.1'), text(0x0028_0030, 'DS', '0.14\\0.14')])))
    expect(both.spacing).toEqual({ rowMm: 0.14, columnMm: 0.14, source: 'pixelSpacing' })
  })

  it('how the film lies and was taken, where the file says so', async () => {
    const lying = async (...more: Attribute[]) => (await readDicom(dicomFile(greyAttributes(2, 3, words, more)))).lie
    expect(await lying()).toBeNull()
    expect(await lying(text(0x0020_0020, 'CS', 'R\\F'), text(0x0018_5101, 'CS', 'PA'))).toEqual({ patientOrientation: ['R', 'F'], viewPosition: 'PA' })
    expect(await lying(text(0x0018_5101, 'CS', 'LL'))).toEqual({ patientOrientation: null, viewPosition: 'LL' })
    expect(await lying(text(0x0020_0020, 'CS', '1^2\\*'), text(0x0018_5101, 'CS', ''))).toBeNull()
    const nothing = { patientOrientation: null, viewPosition: null }
    expect(await lying(text(0x0020_0060, 'CS', 'R'))).toEqual({ ...nothing, laterality: 'R' })
    expect(await lying(text(0x0020_0062, 'CS', 'U'))).toBeNull()
    expect(await lying(text(0x2050_0020, 'CS', 'INVERSE'))).toEqual({ ...nothing, polarityContradicts: true })
    expect(await lying(text(0x2050_0020, 'CS', 'IDENTITY'))).toBeNull()
  })

  it('a spacing, an orientation or a window of one value calibrates and says nothing, and refuses no film', async () => {
    const odd = [text(0x0028_0030, 'DS', '0.14'), text(0x0020_0020, 'CS', 'L'), text(0x0028_1050, 'DS', '40\\50'), text(0x0028_1051, 'DS', '80')]
    const file = dicomFile(greyAttributes(2, 3, words, odd))
    expect(await readDicom(file)).toMatchObject({ spacing: null, lie: { patientOrientation: ['L', ''] }, raster: { windows: [{ centre: 40, width: 80 }] } })
    expect(await decodeDicom(file)).toMatchObject({ spacingSpoiled: true })
    const both = dicomFile(greyAttributes(2, 3, words, [text(0x0028_0030, 'DS', '0.14\\x'), text(0x0018_1164, 'DS', '0.2\\0.1')]))
    expect(await decodeDicom(both)).toMatchObject({ spacingSpoiled: true, spacing: { rowMm: 0.2, source: 'imagerPixelSpacing' } })
    expect(await decodeDicom(dicomFile(greyAttributes(2, 3, words)))).toMatchObject({ spacingSpoiled: false, spacing: null })
  })

  it('a date that is none and a spacing of zero are not passed on', async () => {
    const odd = [text(0x0008_0020, 'DA', '20261399'), text(0x0028_0030, 'DS', '0\\0.1')]
    expect(await readDicom(dicomFile(greyAttributes(2, 3, words, odd)))).toMatchObject({ studyDate: null, spacing: null })
  })
})

describe('refusals', () => {
  it.each<[string, readonly Attribute[], unknown]>([
    ['more rows than words', [number(0x0028_0010, 900)], ['dicom.unreadable', { reason: 'length' }]],
    ['more frames than words', [text(0x0028_0008, 'IS', '999999')], ['dicom.unreadable', { reason: 'length' }]],
    ['frames beyond counting', [text(0x0028_0008, 'IS', '999999999999')], ['image.tooLarge', { frames: '999999999999' }]],
    ['too many pixels', [number(0x0028_0010, 65_535), number(0x0028_0011, 65_535)], ['image.tooLarge', { widthPx: 65_535, heightPx: 65_535 }]],
    ['a palette without its tables', [text(0x0028_0004, 'CS', 'PALETTE COLOR')], ['dicom.unreadable', { reason: 'lut' }]],
    ['a kind of colour that is not read', [text(0x0028_0004, 'CS', 'HSV')], ['dicom.unsupported', { photometric: 'HSV' }]],
    ['packed words', [number(0x0028_0100, 12)], ['dicom.unsupported', { bitsAllocated: 12 }]],
    ['bits that do not fit', [number(0x0028_0101, 17)], ['dicom.unreadable', { reason: 'bits' }]],
    ['no rows', [number(0x0028_0010, 0)], ['dicom.noPixels', {}]],
  ])('%s', async (_, more, expected) => {
    expect(await failure(dicomFile(greyAttributes(2, 3, words, more)))).toEqual(expected)
  })

  it('a transfer syntax that is not read is named', async () => {
    const bytes = dicomFile(greyAttributes(2, 3, words), 'explicitLittle', '1.2.840.10008.1.2.4.100')
    expect(await failure(bytes)).toEqual(['dicom.unsupported', { transferSyntax: '1.2.840.10008.1.2.4.100' }])
  })

  it('a header without pixels', async () => {
    expect(await failure(dicomFile([text(0x0010_0020, 'LO', 'P-17')]))).toEqual(['dicom.noPixels', {}])
  })

  it.each([65, 20_000])('sequences nested %i deep', async (depth) => {
    const open = Buffer.from([0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff])
    const close = Buffer.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])
    const head = Buffer.from(dicomFile([]))
    const tail = Buffer.concat(greyAttributes(2, 3, words).filter(({ tag }) => tag > 0x0010_0000).map((attribute) => element(attribute, 'explicitLittle')))
    const nested = Buffer.concat([head, ...Array.from({ length: depth }, () => open), ...Array.from({ length: depth }, () => close), tail])
    expect(await failure(nested)).toMatchObject(['dicom.unreadable', {}])
  })
})

describe('any bytes at all', () => {
  const whole = Buffer.from(dicomFile(greyAttributes(2, 3, words, [text(0x0028_1050, 'DS', '60\\20')])))

  it('flipped, cut or spliced bytes are read or refused with a code', async () => {
    const edit = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.nat(whole.length), async (edits, length) => {
        const bytes = Buffer.from(whole)
        for (const { at, value } of edits) bytes[at] = value
        const answer = await failure(bytes.subarray(0, length % 3 === 0 ? length : whole.length))
        expect(answer === 'read' || (Array.isArray(answer) && /^(?:dicom|image)\./u.test(String(answer[0])))).toBe(true)
      }),
      { numRuns: 2000, seed: 20_261_123 },
    )
  })
})
