import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { attributesOf, codedFiles, drawnFrame, nativeFile, uids } from '../../test/fixtures/codedFiles.ts'
import { jpegLsFrame, type PlainFrame } from '../../test/fixtures/codedFrames.ts'
import { dicomFile, encapsulatedFile, type Attribute, type Syntax } from '../../test/fixtures/dicom.ts'
import { paletteFile } from '../../test/fixtures/paletteFile.ts'
import { mutated } from '../../test/fuzz/mutate.ts'
import { seededRandom } from '../../test/support/random.ts'
import { AppError } from '../../src-shared/errors.ts'
import { readFilmPixels } from './filmPixels.ts'
import { decodeDicom } from './read.ts'

const grey12 = { widthPx: 33, heightPx: 20, components: 1, precision: 12 } as const
const bytesOf = ({ values }: PlainFrame): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)
const pixelsOf = async (bytes: Uint8Array): Promise<string> => (await readFilmPixels(bytes)).pixelsSha256
const text = (tag: number, vr: string, value: string): Attribute => ({ tag, vr, value })
const number = (tag: number, value: number): Attribute => ({ tag, vr: 'US', value })

describe('what a film is, however it is packed', () => {
  it.each([
    ['grey of 12 bits', drawnFrame(grey12)],
    ['grey of 8 bits', drawnFrame({ ...grey12, precision: 8 })],
    ['grey of 16 bits', drawnFrame({ ...grey12, precision: 16 })],
    ['grey with a sign', drawnFrame({ ...grey12, precision: 16, signed: true })],
    ['colour', drawnFrame({ ...grey12, components: 3, precision: 8 })],
  ])('is one in every coding that gives the same values back, and another in each that does not: %s', async (_, frame) => {
    const stored = async (bytes: Uint8Array): Promise<readonly number[]> => Array.from((await decodeDicom(bytes)).stored)
    const [own, values] = [await pixelsOf(nativeFile(frame)), await stored(nativeFile(frame))]
    const found = await Promise.all((await codedFiles(frame)).map(async ({ name, bytes, off }) => ({ name, off, isSame: (await pixelsOf(bytes)) === own, isEqual: isDeepStrictEqual(await stored(bytes), values) })))
    expect(found.filter(({ off }) => off === 0).length).toBeGreaterThan(8)
    expect(found.filter(({ off, isSame }) => off === 0 && !isSame)).toEqual([])
    expect(found.filter(({ isSame, isEqual }) => isSame !== isEqual)).toEqual([])
  })

  it.each<Syntax>(['implicitLittle', 'explicitLittle', 'explicitBig'])('is one in plain %s', async (syntax) => {
    const frame = drawnFrame(grey12)
    const value = syntax === 'explicitBig' ? Buffer.from(bytesOf(frame)).swap16() : bytesOf(frame)
    const file = dicomFile(attributesOf(frame, [{ tag: 0x7fe0_0010, vr: 'OW', value }]), syntax)
    expect(await pixelsOf(file)).toBe(await pixelsOf(nativeFile(frame)))
  })

  it('does not change with window, rescale, other tags, or bits beside those that are stored', async () => {
    const frame = drawnFrame(grey12)
    const own = await pixelsOf(nativeFile(frame))
    const more = [text(0x0028_1050, 'DS', '900'), text(0x0028_1051, 'DS', '400'), text(0x0028_1052, 'DS', '-1024'), text(0x0028_1053, 'DS', '2'), text(0x0008_1030, 'LO', 'THORAX')]
    expect(await pixelsOf(nativeFile(frame, more))).toBe(own)
    const overlaid = { ...frame, values: Uint16Array.from(frame.values, (value, index) => value | ((index % 3) << 12)) }
    expect(await pixelsOf(nativeFile(overlaid))).toBe(own)
  })

  it('changes with a single level, with the size, the bits, the sign and the direction of grey', async () => {
    const frame = drawnFrame(grey12)
    const value = Uint16Array.from(frame.values)
    value[7] = (value[7] ?? 0) ^ 1
    const others = [
      nativeFile({ ...frame, values: value }),
      nativeFile({ ...frame, widthPx: frame.heightPx, heightPx: frame.widthPx }),
      nativeFile(frame, [number(0x0028_0101, 13), number(0x0028_0102, 12)]),
      nativeFile(frame, [number(0x0028_0103, 1)]),
      nativeFile(frame, [text(0x0028_0004, 'CS', 'MONOCHROME1')]),
    ]
    const found = await Promise.all([nativeFile(frame), ...others].map(pixelsOf))
    expect(new Set(found).size).toBe(6)
  })

  it('takes every frame into account, and a palette’s colours', async () => {
    const frame = drawnFrame(grey12)
    const twice = (second: PlainFrame): Promise<string> =>
      pixelsOf(dicomFile(attributesOf(frame, [text(0x0028_0008, 'IS', '2'), { tag: 0x7fe0_0010, vr: 'OW', value: Buffer.concat([bytesOf(frame), bytesOf(second)]) }])))
    const changed = { ...frame, values: Uint16Array.from(frame.values, (value) => value >> 1) }
    expect(await twice(frame)).not.toBe(await twice(changed))
    const packed = async (second: PlainFrame): Promise<Uint8Array> =>
      encapsulatedFile(attributesOf(frame, [text(0x0028_0008, 'IS', '2')]), uids.jpegLsLossless, [[await jpegLsFrame(frame)], [await jpegLsFrame(second)]])
    expect(await pixelsOf(await packed(changed))).toBe(await twice(changed))
    // The same indices into other colours.
    expect(await pixelsOf(paletteFile('plain'))).not.toBe(await pixelsOf(paletteFile('segmented')))
  })

  it('says which file it is, and that it was compressed with loss', async () => {
    const frame = drawnFrame(grey12)
    const more = [text(0x0008_0018, 'UI', '1.2.3'), text(0x0020_000d, 'UI', '1.2'), text(0x0010_0020, 'LO', 'P-1 ')]
    expect(await readFilmPixels(nativeFile(frame, more))).toMatchObject({ sopUid: '1.2.3', studyUid: '1.2', patientId: 'P-1', lossy: false })
    expect(await readFilmPixels(nativeFile(frame, [...more, text(0x0028_2110, 'CS', '01')]))).toMatchObject({ lossy: true })
    const near = encapsulatedFile(attributesOf(frame), uids.jpegLsNear, [[await jpegLsFrame(frame, 2)]])
    expect(await readFilmPixels(near)).toMatchObject({ lossy: true, sopUid: '' })
  })

  it('is read or refused with a code, whatever is changed in a file', async () => {
    const files = [drawnFrame(grey12), drawnFrame({ ...grey12, components: 3, precision: 8 })].map((frame) => nativeFile(frame, [text(0x0028_0008, 'IS', '1'), text(0x0028_2110, 'CS', '00')]))
    const seeds = [...files, paletteFile('segmented'), ...(await codedFiles(drawnFrame(grey12))).map(({ bytes }) => bytes)]
    const random = seededRandom(20_261_128)
    const outcomes: string[] = []
    for (let count = 0; count < 600; count += 1) {
      const changed = mutated(seeds[count % seeds.length] ?? new Uint8Array(), seeds[(count * 7) % seeds.length] ?? new Uint8Array(), random)
      outcomes.push(await readFilmPixels(changed).then(() => 'read', (error: unknown) => (error instanceof AppError ? error.code : `no code: ${String(error)}`)))
    }
    expect(outcomes.filter((outcome) => !/^(?:read$|dicom\.|image\.)/u.test(outcome))).toEqual([])
    expect(new Set(outcomes).size).toBeGreaterThan(2)
  }, 60_000)

  it('is refused where a frame cannot be read', async () => {
    const frame = drawnFrame(grey12)
    const file = encapsulatedFile(attributesOf(frame, [text(0x0028_0008, 'IS', '2')]), uids.jpegLsLossless, [[await jpegLsFrame(frame)], [new Uint8Array(40)]])
    await expect(readFilmPixels(file)).rejects.toMatchObject({ code: expect.stringMatching(/^dicom\./u) as string })
    await expect(readFilmPixels(nativeFile(frame, [text(0x0028_0008, 'IS', '7')]))).rejects.toMatchObject({ code: expect.stringMatching(/^dicom\./u) as string })
  })
})
