import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { attributesOf, drawnFrame, uids } from '../fixtures/codedFiles.ts'
import { rleFrame } from '../fixtures/codedFrames.ts'
import { dicomFile, encapsulatedFile } from '../fixtures/dicom.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ctw } from './ctw.ts'

const frame = drawnFrame({ widthPx: 24, heightPx: 16, components: 1, precision: 12 })
const turned = { ...frame, values: Uint16Array.from(frame.values).toReversed() }

describe('ctw decode', () => {
  it('writes the values and the picture of a frame, and says what the file is', async () => {
    const folder = temporaryFolder()
    const [file, raw, png] = ['film.dcm', 'film.npy', 'film.png'].map((name) => path.join(folder, name)) as [string, string, string]
    const more = [
      { tag: 0x0028_0008, vr: 'IS', value: '2' },
      { tag: 0x0028_0004, vr: 'CS', value: 'MONOCHROME1' },
      { tag: 0x0028_1052, vr: 'DS', value: '-1000' },
      { tag: 0x0028_1053, vr: 'DS', value: '1' },
      { tag: 0x0018_1164, vr: 'DS', value: '0.2\\0.2' },
    ]
    const bytes = Buffer.from(encapsulatedFile(attributesOf(frame, more), uids.rle, [[rleFrame(frame)], [rleFrame(turned)]]))
    bytes.write('MZ', 0, 'latin1')
    writeFileSync(file, bytes)
    const { code, lines } = ctw('decode', file, '--frame', '2', '--raw', raw, '--png', png)
    expect(code).toBe(0)
    expect(lines[0]).toMatchObject({
      ok: true,
      widthPx: 24,
      heightPx: 16,
      frame: 2,
      frames: 2,
      transferSyntax: { uid: uids.rle, name: 'RLE lossless' },
      photometric: 'MONOCHROME1',
      bits: { allocated: 16, stored: 12, signed: false },
      values: { type: 'int16', shape: [16, 24] },
      modality: { slope: 1, intercept: -1000 },
      window: { source: 'quantiles' },
      inverted: true,
      spacing: { rowMm: 0.2, columnMm: 0.2, source: 'imagerPixelSpacing' },
      warnings: ['preamble is a program: MZ', 'window absent', 'spacing is of the detector plane: not corrected for magnification'],
    })
    const npy = readFileSync(raw)
    const start = 10 + npy.readUInt16LE(8)
    expect(npy.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]))
    expect(npy.subarray(10, start).toString().trim()).toBe("{'descr': '<i2', 'fortran_order': False, 'shape': (16, 24,), }")
    expect(start % 64).toBe(0)
    expect([...new Int16Array(Uint8Array.from(npy.subarray(start)).buffer)]).toEqual(Array.from(turned.values, (value) => value - 1000))
    const picture = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect(picture.info).toMatchObject({ width: 24, height: 16 })
    const darkest = turned.values.indexOf(Math.max(...turned.values))
    expect(picture.data[darkest * picture.info.channels]).toBe(0)
  })

  it('refuses by a line what cannot be read, and writes nothing', () => {
    const folder = temporaryFolder()
    const broken = path.join(folder, 'broken.dcm')
    writeFileSync(broken, dicomFile(attributesOf(frame), 'explicitLittle', '1.2.840.10008.1.2.4.100'))
    const raw = path.join(folder, 'broken.npy')
    for (const [file, expected] of [[broken, 'dicom.unsupported'], [path.join(folder, 'gone.dcm'), 'image.missing']] as const) {
      const { code, lines } = ctw('decode', file, '--raw', raw)
      expect({ code, lines }).toMatchObject({ code: 1, lines: [{ input: file, ok: false, error: { code: expected } }] })
    }
    expect(existsSync(raw)).toBe(false)
  })

  it('calls a frame that is not there, or none, wrong use', () => {
    const file = path.join(temporaryFolder(), 'film.dcm')
    writeFileSync(file, encapsulatedFile(attributesOf(frame), uids.rle, [[rleFrame(frame)]]))
    for (const wrong of ['2', '0']) expect(ctw('decode', file, '--frame', wrong).code).toBe(2)
  })
})
