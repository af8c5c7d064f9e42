import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pngClaiming } from '../../test/fixtures/hostile.ts'
import { decodeImage } from './decode.ts'
import { recognise } from './probe.ts'

const code = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'resolved', (error: { code: string }) => error.code)

/** 3 wide, 2 high: red, green, blue over white, grey, black. */
const corners = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 128, 128, 0, 0, 0])
const raw = { raw: { width: 3, height: 2, channels: 3 as const } }

/** Where the red corner must appear for each EXIF orientation, and the size. */
const orientations = [
  [1, 3, 2, 0, 0],
  [2, 3, 2, 2, 0],
  [3, 3, 2, 2, 1],
  [4, 3, 2, 0, 1],
  [5, 2, 3, 0, 0],
  [6, 2, 3, 1, 0],
  [7, 2, 3, 1, 2],
  [8, 2, 3, 0, 2],
] as const

describe('decodeImage', () => {
  it.each(orientations)('brings orientation %i upright', async (...expected) => {
    const [orientation, widthPx, heightPx, x, y] = expected
    const bytes = await sharp(corners, raw).withMetadata({ orientation }).png().toBuffer()
    const raster = await decodeImage(bytes)
    if (raster.mode !== 'colour') throw new Error('not a colour picture')
    const start = (y * widthPx + x) * 3
    expect([raster.widthPx, raster.heightPx]).toEqual([widthPx, heightPx])
    expect([...raster.rgb.subarray(start, start + 3)]).toEqual([255, 0, 0])
  })

  it('keeps 16 bits of a grey picture', async () => {
    const values = Uint16Array.from([0, 257, 40_000, 65_535])
    const bytes = await sharp(values, { raw: { width: 2, height: 2, channels: 1 } }).toColourspace('grey16').png().toBuffer()
    const raster = await decodeImage(bytes)
    expect(raster).toMatchObject({ mode: 'grey', minimum: 0, maximum: 65_535 })
    expect(raster.mode === 'grey' && [...raster.values]).toEqual([...values])
  })

  it('takes a colour file without colour for a grey picture', async () => {
    const grey = await sharp({ create: { width: 20, height: 20, channels: 3, background: { r: 90, g: 92, b: 88 } } }).jpeg().toBuffer()
    expect((await decodeImage(grey)).mode).toBe('grey')
  })

  it('lays transparency on black and turns CMYK into sRGB', async () => {
    const clear = await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } }).png().toBuffer()
    const raster = await decodeImage(clear)
    expect(raster.mode === 'colour' && raster.rgb[0]).toBe(128)
    const cmyk = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#d02020' } }).toColourspace('cmyk').jpeg().toBuffer()
    const print = await decodeImage(cmyk)
    if (print.mode !== 'colour') throw new Error('not a colour picture')
    expect(print.rgb[0]).toBeGreaterThan((print.rgb[1] ?? 255) + 60)
  })

  it.each(['png', 'jpeg', 'webp', 'tiff'] as const)('brings the colours of a %s with the profile of Display P3 to sRGB', async (format) => {
    const raw = sharp(Uint8Array.from({ length: 300 }, (_, index) => [200, 90, 100][index % 3] ?? 0), { raw: { width: 10, height: 10, channels: 3 } })
    const bytes = await raw.withIccProfile('p3').toFormat(format, { quality: 100 }).toBuffer()
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()
    expect(stored[0]).toBeLessThan(190)
    const raster = await decodeImage(bytes)
    if (raster.mode !== 'colour') throw new Error('not a colour picture')
    for (const [channel, level] of [200, 90, 100].entries()) expect(Math.abs((raster.rgb[channel] ?? 0) - level)).toBeLessThanOrEqual(2)
  })

  it('reads 16 bits a colour for what they mean, by their profile too', async () => {
    const raw = sharp(Uint8Array.from({ length: 300 }, (_, index) => [200, 90, 100][index % 3] ?? 0), { raw: { width: 10, height: 10, channels: 3 } })
    const inP3 = await raw.clone().withIccProfile('p3').png().toBuffer()
    const deepP3 = await sharp(inP3, { ignoreIcc: true }).toColourspace('rgb16').keepIccProfile().png().toBuffer()
    for (const bytes of [await raw.clone().toColourspace('rgb16').png().toBuffer(), deepP3]) {
      expect((await sharp(bytes).metadata()).depth).toBe('ushort')
      const raster = await decodeImage(bytes)
      if (raster.mode !== 'colour') throw new Error('not a colour picture')
      for (const [channel, level] of [200, 90, 100].entries()) expect(Math.abs((raster.rgb[channel] ?? 0) - level)).toBeLessThanOrEqual(2)
    }
  })

  it('turns CMYK into sRGB by its own profile', async () => {
    const raw = sharp(Uint8Array.from({ length: 300 }, (_, index) => [180, 110, 105][index % 3] ?? 0), { raw: { width: 10, height: 10, channels: 3 } })
    const raster = await decodeImage(await raw.toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer())
    if (raster.mode !== 'colour') throw new Error('not a colour picture')
    for (const [channel, level] of [180, 110, 105].entries()) expect(Math.abs((raster.rgb[channel] ?? 0) - level)).toBeLessThanOrEqual(15)
  })

  it('reads the first page only, and TIFF and WebP', async () => {
    const page = (background: string): Promise<Buffer> => sharp({ create: { width: 6, height: 6, channels: 3, background } }).png().toBuffer()
    const pages = await sharp([await page('#ff0000'), await page('#0000ff')], { join: { animated: true } }).webp({ lossless: true }).toBuffer()
    const raster = await decodeImage(pages)
    expect([raster.widthPx, raster.heightPx]).toEqual([6, 6])
    expect((await decodeImage(await sharp(corners, raw).tiff().toBuffer())).mode).toBe('colour')
  })

  it('refuses what is cut off or claims too many pixels', async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#804020' } }).png({ compressionLevel: 0 }).toBuffer()
    expect(await code(decodeImage(whole.subarray(0, whole.length / 2)))).toBe('image.unreadable')
    expect(await code(decodeImage(pngClaiming(16_000, 4000)))).toBe('image.tooLarge')
    expect(await code(decodeImage(pngClaiming(200, 100)))).toBe('image.unreadable')
  })
})

describe('recognise', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value)
  it.each([
    ['gif', text('GIF89a______')],
    ['pdf', text('%PDF-1.7 ____')],
    ['svg', text('<?xml version="1.0"?><svg/>')],
    ['svg', text('  <svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['heif', text('\0\0\0\x18ftypavif____')],
    ['unknown', text('hello there, nothing here')],
  ])('refuses %s by its bytes', (format, bytes) => {
    expect(() => recognise(bytes)).toThrowError(expect.objectContaining({ code: 'image.unsupported', detail: { format } }))
  })

  it.each(['heic', 'heix', 'hevc', 'mif1'])('knows a telephone’s picture of the brand %s', (brand) => {
    expect(recognise(text(`\0\0\0\x18ftyp${brand}____`))).toBe('heic')
  })

  it('refuses an empty file and takes DICOM before a TIFF header in its preamble', () => {
    expect(() => recognise(new Uint8Array())).toThrowError(expect.objectContaining({ code: 'image.empty' }))
    const polyglot = new Uint8Array(200)
    polyglot.set([0x49, 0x49, 0x2a, 0])
    polyglot.set(text('DICM'), 128)
    expect(recognise(polyglot)).toBe('dicom')
  })

  it('never lets another loader run: an SVG behind a PNG signature is unreadable', async () => {
    const hidden = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), text('<svg xmlns="http://www.w3.org/2000/svg"/>')])
    expect(await code(decodeImage(hidden))).toBe('image.unreadable')
  })
})
