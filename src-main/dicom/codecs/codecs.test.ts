import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { attributesOf, codedFiles, drawnFrame, uids } from '../../../test/fixtures/codedFiles.ts'
import { jpegLsFrame, jpeg2000Frame, htj2kFrame, type PlainFrame, rleFrame } from '../../../test/fixtures/codedFrames.ts'
import { type Attribute, encapsulatedFile } from '../../../test/fixtures/dicom.ts'
import { losslessJpegFrame } from '../../../test/fixtures/jpegFrames.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { frameHeader } from '../../imaging/jpegFrame.ts'
import { decodeBareJpeg } from '../../imaging/decode.ts'
import { decodeDicom } from '../read.ts'
import { decodeGreyDct } from './jpegDct.ts'

const size = { widthPx: 45, heightPx: 38 }
const frames: readonly (readonly [string, PlainFrame])[] = [
  ['8-bit grey', drawnFrame({ ...size, components: 1, precision: 8 })],
  ['12-bit grey', drawnFrame({ ...size, components: 1, precision: 12 })],
  ['16-bit grey', drawnFrame({ ...size, components: 1, precision: 16 })],
  ['12-bit signed', drawnFrame({ ...size, components: 1, precision: 12, signed: true })],
  ['16-bit signed', drawnFrame({ ...size, components: 1, precision: 16, signed: true })],
  ['8-bit colour', drawnFrame({ ...size, components: 3, precision: 8 })],
]

function furthest(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let most = 0
  for (let index = 0; index < theirs.length; index += 1) most = Math.max(most, Math.abs((ours[index] ?? Number.NaN) - (theirs[index] ?? 0)))
  return most
}

describe.each(frames)('%s in every transfer syntax that can hold it', (_, frame) => {
  it('comes out as it went in, or as near as the syntax keeps it', async () => {
    const files = await codedFiles(frame)
    expect(files.length).toBeGreaterThanOrEqual(10)
    for (const { name, bytes, off } of files) {
      const { values } = await decodeDicom(bytes)
      expect(values.length, name).toBe(frame.values.length)
      expect(furthest(values, frame.values), name).toBeLessThanOrEqual(off)
    }
  })
})

describe('frames', () => {
  const [first, second] = [drawnFrame({ ...size, components: 1, precision: 12 }), drawnFrame({ ...size, components: 1, precision: 12 })]
  second.values.reverse()
  const two: Attribute = { tag: 0x0028_0008, vr: 'IS', value: '2' }
  const halves = (bytes: Uint8Array): Uint8Array[] => [bytes.subarray(0, 2 * Math.floor(bytes.length / 4)), bytes.subarray(2 * Math.floor(bytes.length / 4))]

  it.each(['basic', 'none'] as const)('in several fragments each, offset table: %s', async (offsets) => {
    const coded = [losslessJpegFrame(first, 1), losslessJpegFrame(second, 1)].map(halves)
    const bytes = encapsulatedFile(attributesOf(first, [two]), uids.jpegLosslessFirst, coded, offsets)
    expect(furthest((await decodeDicom(bytes, 0)).values, first.values)).toBe(0)
    expect(furthest((await decodeDicom(bytes, 1)).values, second.values)).toBe(0)
    await expect(decodeDicom(bytes, 2)).rejects.toMatchObject({ code: 'contract.wrongUse' })
  })

  it('one fragment each without an offset table', async () => {
    const bytes = encapsulatedFile(attributesOf(first, [two]), uids.rle, [[rleFrame(first)], [rleFrame(second)]], 'none')
    expect(furthest((await decodeDicom(bytes, 1)).values, second.values)).toBe(0)
  })
})

describe('own JPEG decoders', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('lossless predictor %i, with and without restarts', async (predictor) => {
    for (const [, frame] of frames) {
      for (const rows of [0, 1, 7]) {
        const bytes = encapsulatedFile(attributesOf(frame), uids.jpegLossless, [[losslessJpegFrame(frame, predictor, rows)]])
        expect(furthest((await decodeDicom(bytes)).values, frame.values)).toBe(0)
      }
    }
  })

  it.each([false, true])('agree with the decoder of photographs within a level (progressive: %s)', async (progressive) => {
    const grey = drawnFrame({ widthPx: 203, heightPx: 151, components: 1, precision: 8 })
    const picture = sharp(grey.values as Uint8Array, { raw: { width: 203, height: 151, channels: 1 } }).toColourspace('b-w')
    for (const quality of [30, 75, 95]) {
      const jpeg = await picture.clone().jpeg({ quality, progressive, mozjpeg: progressive }).toBuffer()
      const header = frameHeader(jpeg)
      if (header === null) throw new Error('no frame')
      expect(header.process).toBe(progressive ? 2 : 0)
      expect(furthest(decodeGreyDct(jpeg, header, progressive), await decodeBareJpeg(jpeg, 1))).toBeLessThanOrEqual(1)
    }
  })
})

describe('colour of JPEG streams', () => {
  const red = Buffer.from(Array.from({ length: 32 * 32 }, () => [220, 30, 40]).flat())
  const file = (jpeg: Uint8Array, photometric: string): Uint8Array =>
    encapsulatedFile(attributesOf({ widthPx: 32, heightPx: 32, components: 3, precision: 8, values: red }, [{ tag: 0x0028_0004, vr: 'CS', value: photometric }]), uids.jpegBaseline, [[jpeg]])
  const first = async (bytes: Uint8Array): Promise<number[]> => Array.from((await decodeDicom(bytes)).values.subarray(0, 3))
  const jfif = Buffer.from([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])

  it('JFIF is YCbCr whatever the header says; a bare stream is what the header says', async () => {
    // Written without metadata, it says nothing of its colours.
    const bare = await sharp(red, { raw: { width: 32, height: 32, channels: 3 } }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    const named = Buffer.concat([bare.subarray(0, 2), jfif, bare.subarray(2)])
    for (const photometric of ['YBR_FULL_422', 'RGB']) for (const [index, level] of (await first(file(named, photometric))).entries()) expect(Math.abs(level - (red[index] ?? 0))).toBeLessThanOrEqual(2)
    expect((await first(file(bare, 'YBR_FULL')))[0]).toBeGreaterThan(215)
    // Taken as RGB, YCbCr of red is a dark, bluish colour.
    expect((await first(file(bare, 'RGB')))[0]).toBeLessThan(110)
  })

  it('an EXIF orientation turns nothing', async () => {
    const wide = sharp({ create: { width: 48, height: 16, channels: 3, background: '#804020' } })
    const jpeg = await wide.jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer()
    const bytes = encapsulatedFile(attributesOf({ widthPx: 48, heightPx: 16, components: 3, precision: 8, values: red }, [{ tag: 0x0028_0004, vr: 'CS', value: 'YBR_FULL_422' }]), uids.jpegBaseline, [[jpeg]])
    expect((await decodeDicom(bytes)).values.length).toBe(48 * 16 * 3)
  })
})

describe('a compressed frame that is not what the header says', () => {
  const frame = drawnFrame({ ...size, components: 1, precision: 12 })
  const wrong: readonly (readonly [string, Attribute])[] = [
    ['rows', { tag: 0x0028_0010, vr: 'US', value: size.heightPx + 1 }],
    ['columns', { tag: 0x0028_0011, vr: 'US', value: 7 }],
  ]
  const codings: readonly (readonly [string, string, (plain: PlainFrame) => Uint8Array | Promise<Uint8Array>])[] = [
    ['JPEG', uids.jpegLossless, (plain) => losslessJpegFrame(plain, 1)],
    ['JPEG-LS', uids.jpegLsLossless, (plain) => jpegLsFrame(plain)],
    ['JPEG 2000', uids.jpeg2000Lossless, (plain) => jpeg2000Frame(plain)],
    ['HTJ2K', uids.htj2kLossless, (plain) => htj2kFrame(plain)],
  ]
  const refusal = async (bytes: Uint8Array): Promise<unknown> => {
    const answer: unknown = await decodeDicom(bytes).catch((error: unknown) => error)
    return answer instanceof AppError ? [answer.code, answer.detail] : answer
  }

  it.each(codings)('%s is refused before it is decoded', async (_, uid, encode) => {
    const coded = await encode(frame)
    for (const [, attribute] of wrong) {
      expect(await refusal(encapsulatedFile(attributesOf(frame, [attribute]), uid, [[coded]]))).toEqual(['dicom.unreadable', { reason: 'size' }])
    }
  })

  it.each([...codings, ['RLE', uids.rle, rleFrame] as const])('%s cut off or of nothing is refused', async (_, uid, encode) => {
    const coded = await encode(frame)
    for (const part of [coded.subarray(0, coded.length >> 1), coded.subarray(0, 30), new Uint8Array(0)]) {
      expect(await refusal(encapsulatedFile(attributesOf(frame), uid, [[part]]))).toMatchObject(['dicom.unreadable', {}])
    }
    // And the next whole one is read as ever.
    expect(furthest((await decodeDicom(encapsulatedFile(attributesOf(frame), uid, [[coded]]))).values, frame.values)).toBe(0)
  })
})
