import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { dicomFile, greyAttributes } from '../../test/fixtures/dicom.ts'
import { sharedData } from '../../test/parity/sharedData.ts'
import { dicomdir, type DirectoryRecord } from '../../test/fixtures/dicomdir.ts'
import { zipOf } from '../../test/fixtures/zip.ts'
import { allRows, importAll, patchesPng, type NamedBytes } from '../../test/support/importing.ts'
import { seededRandom } from '../../test/support/random.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { readDirectory } from '../dicom/directory.ts'

/** A film that is another one for every seed. */
function film(seed: number): Uint8Array {
  const next = seededRandom(seed * 97 + 3)
  return dicomFile(greyAttributes(40, 40, Array.from({ length: 1600 }, () => Math.floor(next() * 4096))))
}

const disc = (records: readonly DirectoryRecord[], more: readonly NamedBytes[] = []): NamedBytes[] => [
  { name: 'DICOMDIR', folder: 'CD', bytes: dicomdir(records) },
  { name: 'im1', folder: 'CD/images', bytes: film(1) },
  { name: 'IM2.;1', folder: 'CD/IMAGES', bytes: film(2) },
  { name: 'viewer.exe', folder: 'CD', bytes: Buffer.from('MZ') },
  ...more,
]

const station = () => startOwned({ modelsFolder: path.resolve(import.meta.dirname, '../../test/fixtures/models') })

// Written by another program, and lent by pydicom's own tests.
const foreign = path.join(sharedData, 'dicom/pydicom+pydicom/DICOMDIR')

it.skipIf(!existsSync(foreign))('a DICOMDIR of a real disc lists its pictures', () => {
  const listed = readDirectory(readFileSync(foreign))
  expect(listed).toHaveLength(31)
  expect(listed.every(({ isSafe }) => isSafe)).toBe(true)
  expect(listed[0]?.path).toMatch(/^\d+\/CR1\/\d+$/u)
})

describe('a DICOMDIR', () => {
  it('decides which files of its folder are pictures, whatever the case of their names, and names those that are gone and those it does not list', async () => {
    const here = await station()
    const records = [{ type: 'PATIENT' }, { file: 'IMAGES\\IM1' }, { file: 'IMAGES\\IM2' }, { file: 'IMAGES\\IM1' }, { file: 'IMAGES\\IM3' }, { file: 'SR\\R1', type: 'SR DOCUMENT' }]
    const report = await importAll(here, disc(records, [{ name: 'im9', folder: 'CD/images', bytes: film(9) }, { name: 'beside.png', folder: 'other', bytes: await patchesPng(1) }]))
    expect(report).toMatchObject({ imported: 3, notListed: 2, notListedFiles: ['images/im9', 'viewer.exe'], ignored: 0 })
    expect(report.rejected).toEqual([{ index: 0, name: 'DICOMDIR', entry: 'IMAGES/IM3', code: 'dicomdir.missing', detail: {} }])
    expect(await allRows(here)).toHaveLength(2)
  })

  it.each(['..\\OUT\\IM1', '..', 'IMAGES\\..\\..\\IM1', 'IMAGES/IM1', 'C:\\IM1', '\\\\SERVER\\IM1'])('is not followed out of its folder: %s', async (file) => {
    const here = await station()
    const report = await importAll(here, disc([{ file }, { file: 'IMAGES\\IM2' }], [{ name: 'IM1', folder: 'OUT', bytes: film(5) }]))
    expect(report.rejected.map(({ code }) => code)).toEqual(['dicomdir.unsafeName'])
    expect(report).toMatchObject({ imported: 2, notListed: 2 })
  })

  it('that cannot be read is named, and every file beside it is looked at', async () => {
    const whole = dicomdir([{ file: 'IMAGES\\IM1' }])
    for (const bytes of [Buffer.from('no directory'), film(3), whole.subarray(0, whole.length - 9), new Uint8Array()]) {
      const here = await station()
      const files = disc([]).map((file) => (file.name === 'DICOMDIR' ? { ...file, bytes } : file))
      const report = await importAll(here, files)
      expect(report).toMatchObject({ imported: 2, notListed: 0, notListedFiles: [] })
      expect(report.rejected.map(({ name, code }) => [name, code])).toEqual([['DICOMDIR', 'dicomdir.unreadable'], ['viewer.exe', 'image.unsupported']])
    }
  })

  it('counts and names inside an archive too', async () => {
    const here = await station()
    const archive = zipOf([
      { name: 'cd/dicomdir', bytes: dicomdir([{ file: 'IMAGES\\IM1' }, { file: 'IMAGES\\IM2' }]) },
      { name: 'cd/images/im1', bytes: film(1) },
      { name: 'cd/images/im7', bytes: film(7) },
      { name: 'readme.png', bytes: await patchesPng(1) },
    ])
    const report = await importAll(here, [{ name: 'disc.zip', bytes: archive }])
    expect(report).toMatchObject({ imported: 2, notListed: 1, notListedFiles: ['images/im7'] })
    expect(report.rejected).toMatchObject([{ name: 'disc.zip', entry: 'cd/dicomdir/IMAGES/IM2', code: 'dicomdir.missing' }])
  })

  it('ends in its list or in one refusal, whatever byte is changed', () => {
    const whole = dicomdir([{ type: 'PATIENT' }, { file: 'IMAGES\\IM1' }, { file: 'IMAGES\\IM2', inUse: false }])
    expect(readDirectory(whole)).toEqual([{ path: 'IMAGES/IM1', isSafe: true }])
    const next = seededRandom(5)
    for (let round = 0; round < 2000; round += 1) {
      const changed = Uint8Array.from(whole)
      for (let change = 0; change < 3; change += 1) changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256)
      try {
        expect(readDirectory(changed).length).toBeLessThan(4)
      } catch (error) {
        expect(error).toMatchObject({ code: 'dicomdir.unreadable' })
      }
    }
  })
})
