import { describe, expect, it } from 'vitest'
import { codedFiles, drawnFrame } from '../../../test/fixtures/codedFiles.ts'
import { type Attribute, dicomFile, encapsulatedFile, greyAttributes, type Syntax } from '../../../test/fixtures/dicom.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { parseFile } from '../dataSet.ts'
import { rasterOf } from '../display.ts'
import { decodeDicom } from '../read.ts'
import { deidentify, type Order } from './deidentify.ts'
import { writeFile, written, type Written } from '../write.ts'

const key = Buffer.alloc(32, 1)
const order: Order = { key, chosen: new Set(), pixelsChecked: false }
const clean: Attribute = { tag: 0x0028_0301, vr: 'CS', value: 'NO' }
const studyUid = { tag: 0x0020_000d, vr: 'UI', value: '1.2.3.4.5' }
const filmOf = (more: readonly Attribute[] = [], syntax: Syntax = 'explicitLittle'): Uint8Array => dicomFile(greyAttributes(2, 3, [1, 2, 300, 4, 5, 4095], [clean, studyUid, ...more]), syntax)
const jpegFilm = (frame: Uint8Array): Uint8Array => encapsulatedFile([...greyAttributes(2, 3, [], [clean])], '1.2.840.10008.1.2.4.50', [[frame]])

function codeOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.detail]
    throw error
  }
  return null
}

describe('a de-identified file', () => {
  it('shows the same pixels in every transfer syntax', async () => {
    const frames = [drawnFrame({ widthPx: 21, heightPx: 13, components: 1, precision: 12 }), drawnFrame({ widthPx: 21, heightPx: 13, components: 3, precision: 8 })]
    let compared = 0
    for (const frame of frames) {
      for (const { name, bytes } of await codedFiles(frame)) {
        const copy = deidentify(bytes, { ...order, pixelsChecked: true }).bytes
        expect([name, parseFile(copy).syntax.uid]).toEqual([name, parseFile(bytes).syntax.uid])
        const [before, after] = [rasterOf(await decodeDicom(bytes)), rasterOf(await decodeDicom(copy))]
        expect([name, after]).toEqual([name, before])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(20)
  })

  it.each<Syntax>(['implicitLittle', 'explicitLittle', 'explicitBig'])('says of itself what was done (%s)', (syntax) => {
    const film = Buffer.from(filmOf([], syntax))
    film.write('MZ SMITH', 0, 'latin1')
    const result = deidentify(film, { ...order, chosen: new Set(['modifiedDates', 'descriptors']) })
    const { dataSet } = parseFile(result.bytes)
    expect(Buffer.from(result.bytes.subarray(0, 128)).equals(Buffer.alloc(128))).toBe(true)
    expect(dataSet.string('x00120062')).toBe('YES')
    expect(dataSet.string('x00120063')).toContain('PS3.15 2025a')
    expect(dataSet.elements['x00120064']?.items?.map((item) => item.dataSet?.string('x00080100'))).toEqual(['113100', '113105', '113107'])
    expect(dataSet.string('x00280303')).toBe('MODIFIED')
    expect(dataSet.string('x00020003')).toBe(dataSet.string('x00080018'))
    expect(dataSet.string('x00080018')).toBe(result.sopInstanceUid.to)
    expect(dataSet.string('x00080020')).not.toBe('20260131')
    expect(result).toMatchObject({ burnedInAnnotation: 'NO', warnings: [] })
  })

  it('has the same new UIDs and patient as its sisters under one key, and others under another key', () => {
    const factsOf = (film: Uint8Array, of: Order): readonly (string | undefined)[] => {
      const { dataSet } = parseFile(deidentify(film, of).bytes)
      return [dataSet.string('x0020000d'), dataSet.string('x00100020')]
    }
    const [one, sister] = [filmOf(), filmOf([{ tag: 0x0020_0013, vr: 'IS', value: '2' }], 'implicitLittle')]
    expect(factsOf(one, order)).toEqual(factsOf(sister, order))
    expect(factsOf(one, order)[0]).toMatch(/^2\.25\.\d+$/u)
    const others = factsOf(one, { ...order, key: Buffer.alloc(32, 2) })
    expect(others[0]).not.toBe(factsOf(one, order)[0])
    expect(others[1]).not.toBe(factsOf(one, order)[1])
  })

  it('moves all dates of a patient by the same number of days', () => {
    const film = filmOf([{ tag: 0x0008_0021, vr: 'DA', value: '20260203' }, { tag: 0x0008_002a, vr: 'DT', value: '20260131101112.5+0800' }])
    const { dataSet } = parseFile(deidentify(film, { ...order, chosen: new Set(['modifiedDates']) }).bytes)
    const day = (text = ''): number => Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`) / 86_400_000
    expect(day(dataSet.string('x00080021')) - day(dataSet.string('x00080020'))).toBe(3)
    expect(dataSet.string('x0008002a')).toBe(`${dataSet.string('x00080020')}101112.5+0800`)
    expect(day('20260131') - day(dataSet.string('x00080020'))).toBeGreaterThan(0)
  })

  it('keeps no value that is not what its representation says', () => {
    const film = filmOf([{ tag: 0x0010_1010, vr: 'AS', value: 'Smith' }, { tag: 0x0010_0040, vr: 'CS', value: 'F' }, { tag: 0x0018_1164, vr: 'DS', value: 'Smith' }])
    const { dataSet } = parseFile(deidentify(film, { ...order, chosen: new Set(['characteristics']) }).bytes)
    expect(dataSet.elements['x00101010']).toBeUndefined()
    expect(dataSet.elements['x00181164']).toBeUndefined()
    expect(dataSet.string('x00100040')).toBe('F')
  })
})

describe('a file is refused', () => {
  it.each(['YES', 'absent'])('until a person has looked at its pixels, where burned-in text is %s', (said) => {
    const film = dicomFile(greyAttributes(1, 1, [1], said === 'YES' ? [{ ...clean, value: said }] : []))
    expect(codeOf(() => deidentify(film, order))).toEqual(['deidentify.pixelsUnchecked', { burnedInAnnotation: said }])
    expect(deidentify(film, { ...order, pixelsChecked: true })).toMatchObject({ burnedInAnnotation: said, warnings: ['pixelsNeedALook'] })
  })

  it('where its pixel data carry what no viewer shows', () => {
    const hidden = (reason: string): unknown => ['deidentify.hiddenData', { reason }]
    expect(codeOf(() => deidentify(filmOf([{ tag: 0x7fe0_0010, vr: 'OW', value: Buffer.concat([Buffer.alloc(12), Buffer.from('SMITH^JOHN')]) }]), order))).toEqual(hidden('surplus'))
    expect(codeOf(() => deidentify(filmOf([{ tag: 0x6000_0100, vr: 'US', value: 16 }]), order))).toEqual(hidden('overlay'))
    const jpegWith = (marker: number, text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, marker, 0, text.length + 2]), Buffer.from(text), Buffer.from([0xff, 0xd9])])
    expect(codeOf(() => deidentify(jpegFilm(jpegWith(0xfe, 'SMITH^JOHN')), order))).toEqual(hidden('comments'))
    expect(codeOf(() => deidentify(jpegFilm(jpegWith(0xe1, 'Exif\0\0SMITH')), order))).toEqual(hidden('comments'))
    expect(codeOf(() => deidentify(jpegFilm(jpegWith(0xe0, 'JFIF\0 SMITH AND JONES')), order))).toEqual(hidden('comments'))
    expect(codeOf(() => deidentify(jpegFilm(jpegWith(0xfe, 'LEAD Technologies Inc. V1.01')), order))).toBeNull()
  })

  it('where it holds no picture, or is nested deeper than 64', () => {
    expect(codeOf(() => deidentify(dicomFile([clean, studyUid]), order))).toEqual(['dicom.noPixels', {}])
    let level: readonly Written[] = [written(0x0010_0010, 'PN', 'Smith')]
    for (let depth = 0; depth < 66; depth += 1) level = [{ tag: 0x5200_9229, vr: 'SQ', value: { items: [level] } }]
    const nested = writeFile([written(0x0002_0010, 'UI', '1.2.840.10008.1.2.1')], level, parseFile(filmOf()).syntax)
    expect(codeOf(() => deidentify(nested, order))).toEqual(['dicom.unreadable', { reason: 'nesting' }])
  })
})
