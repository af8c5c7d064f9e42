import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/support/random.ts'
import { zipOf, type ZipEntry } from '../../test/fixtures/zip.ts'
import { allRows, importAll, intakeFile, patchesPng } from '../../test/support/importing.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { openIncoming, type Incoming } from './incoming.ts'

const bytes = Buffer.from('the bytes of a picture')
const opened = (archive: Uint8Array, name = 'study.zip'): Promise<Incoming> => openIncoming([intakeFile({ name, bytes: archive })])
const codes = ({ refused }: Incoming) => refused.map(({ entry, code }) => [entry, code])

/** What becomes of one entry: its code, or 'read' where its bytes arrive whole. */
async function fate(entry: ZipEntry): Promise<string> {
  const { files, refused } = await opened(zipOf([entry]))
  if (refused[0] !== undefined) return refused[0].code
  return files[0]?.open().then((read) => (Buffer.from(read).equals(entry.bytes ?? bytes) ? 'read' : 'other bytes'), ({ code }) => String(code)) ?? 'nothing'
}

describe('an archive that was chosen', () => {
  it('becomes a folder of its own name, stored and deflated entries alike', async () => {
    const { files, refused, ignored } = await opened(
      zipOf([
        { name: 'P-1/', mode: 0o040755 },
        { name: 'P-1/a.png', bytes },
        { name: './P-2/七月/b.png', bytes, method: 0, flags: 0x800 },
        { name: 'top.png', bytes },
        { name: '__MACOSX/P-1/._a.png', bytes },
        { name: 'P-1/.DS_Store', bytes },
        { name: 'Thumbs.db', bytes },
      ]),
    )
    expect(files.map(({ folder, name, entry }) => [folder, name, entry])).toEqual([
      ['study/P-1', 'a.png', 'P-1/a.png'], ['study/P-2/七月', 'b.png', 'P-2/七月/b.png'], ['study', 'top.png', 'top.png'],
    ])
    for (const file of files) expect(Buffer.from(await file.open())).toEqual(bytes)
    expect({ refused, ignored }).toEqual({ refused: [], ignored: 3 })
  })

  it('may be zip64, in its directory and in its entries', async () => {
    const { files, refused } = await opened(zipOf([{ name: 'a.png', bytes, zip64: true }, { name: 'b.png', bytes }], { zip64: true }))
    expect(refused).toEqual([])
    for (const file of files) expect(Buffer.from(await file.open())).toEqual(bytes)
    expect(files).toHaveLength(2)
  })

  it('is known by name and first bytes; what has only one of them is read as it is', async () => {
    expect((await opened(bytes)).files.map(({ name, entry }) => [name, entry])).toEqual([['study.zip', undefined]])
    expect((await opened(zipOf([{ name: 'a.png', bytes }]), 'photo.png')).files.map(({ entry }) => entry)).toEqual([undefined])
    expect(await opened(zipOf([]))).toEqual({ files: [], refused: [], ignored: 0 })
  })
})

describe('a name in an archive', () => {
  const gb = (text: 'tongue'): Uint8Array => Buffer.from({ tongue: [0xc9, 0xe0, 0xcf, 0xf3, 0x2e, 0x6a, 0x70, 0x67] }[text])

  it.each([
    '../outside.png', 'a/../../outside.png', '/etc/passwd', 'C:\\windows\\a.png', 'c:a.png', '..\\outside.png', '\\\\server\\share\\a.png',
    'a\0.png', 'a\n.png', 'a//b.png', `${'x'.repeat(1100)}.png`, '.', '',
  ])('that leads out or is none is refused: %j', async (name) => {
    expect(await fate({ name, bytes })).toBe('archive.unsafeName')
  })

  it('is read as UTF-8 or GB 18030 where it is not marked, and only as UTF-8 where it is', async () => {
    const found = await opened(zipOf([{ name: gb('tongue'), bytes }, { name: '胸片.png', bytes }]))
    expect(found.files.map(({ name }) => name)).toEqual(['舌象.jpg', '胸片.png'])
    expect(await fate({ name: gb('tongue'), bytes, flags: 0x800 })).toBe('archive.badName')
    expect(await fate({ name: Buffer.from([0xff, 0xfe, 0x2e, 0x70]), bytes })).toBe('archive.badName')
  })

  it('counts once: a later entry of the same name is refused, however its letters are composed', async () => {
    const found = await opened(zipOf([{ name: 'é.png', bytes }, { name: 'e\u0301.png', bytes }, { name: './é.png', bytes }]))
    expect(found.files).toHaveLength(1)
    expect(found.refused.map(({ code }) => code)).toEqual(['archive.duplicateName', 'archive.duplicateName'])
  })
})

describe('an entry that cannot be taken', () => {
  it.each<[string, Partial<ZipEntry>, string]>([
    ['a symbolic link', { mode: 0o120777 }, 'archive.link'],
    ['a device', { mode: 0o060644 }, 'archive.link'],
    ['an encrypted one', { flags: 1 }, 'archive.encrypted'],
    ['a method nobody agreed on', { method: 9 }, 'archive.unsupported'],
    ['an archive by name', { name: 'inner.ZIP' }, 'archive.nested'],
    ['an archive by content', { name: 'inner.png', bytes: zipOf([{ name: 'a', bytes }]) }, 'archive.nested'],
    ['a wrong checksum', { claim: { crc32: 7 } }, 'archive.damaged'],
    ['a size that is too small', { claim: { bytes: 3 } }, 'archive.damaged'],
    ['a size that is too large', { claim: { bytes: 3000 } }, 'archive.damaged'],
    ['a stored size that differs', { method: 0, claim: { bytes: 3 } }, 'archive.damaged'],
    ['data past the end of the file', { claim: { compressed: 100_000 } }, 'archive.damaged'],
    ['data cut off within', { claim: { compressed: 5 } }, 'archive.damaged'],
    ['a place where no entry begins', { claim: { offset: 9 } }, 'archive.damaged'],
    ['far more than its packed bytes', { bytes: Buffer.alloc(8 * 2 ** 20) }, 'archive.bomb'],
    ['a size that hides a bomb', { bytes: Buffer.alloc(64 * 2 ** 20), claim: { bytes: 1000 } }, 'archive.damaged'],
  ])('%s', async (_, entry, code) => {
    const before = process.memoryUsage().rss
    expect(await fate({ name: 'a.png', bytes, ...entry })).toBe(code)
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 2 ** 20)
  })

  it('leaves the others alone', async () => {
    const found = await opened(zipOf([{ name: '../a.png', bytes }, { name: 'b.png', bytes }, { name: 'c.png', bytes, flags: 1 }]))
    expect(codes(found)).toEqual([['../a.png', 'archive.unsafeName'], ['c.png', 'archive.encrypted']])
    expect(found.files.map(({ entry }) => entry)).toEqual(['b.png'])
  })
})

describe('an archive that cannot be taken at all', () => {
  const whole = zipOf([{ name: 'a.png', bytes }, { name: 'b.png', bytes }])
  const refusal = async (archive: Uint8Array) => {
    const { files, refused } = await opened(archive)
    expect(files).toEqual([])
    return refused.map(({ name, entry, code }) => [name, entry, code])
  }

  it('is refused as a whole where it is cut off anywhere', async () => {
    for (let length = 4; length < whole.length; length += 7) {
      expect(await refusal(whole.subarray(0, length))).toEqual([['study.zip', undefined, 'archive.unreadable']])
    }
  })

  it('is refused where its count hides or invents entries', async () => {
    for (const count of [1, 3]) {
      const lying = zipOf([{ name: 'a.png', bytes }, { name: 'b.png', bytes }], { count })
      expect(await refusal(lying)).toEqual([['study.zip', undefined, 'archive.unreadable']])
    }
  })

  it('is refused with more than 100,000 entries, before they are read', async () => {
    const many = Array.from({ length: 100_001 }, (_, index) => ({ name: `${index}.png`, method: 0 }))
    expect(await refusal(zipOf(many, { zip64: true }))).toEqual([['study.zip', undefined, 'archive.tooManyFiles']])
    const started = performance.now()
    const fits = await opened(zipOf(many.slice(1), { zip64: true }))
    expect(fits.files).toHaveLength(100_000)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('is refused as a bomb where entries share bytes or unpack to more than any study', async () => {
    const shared = zipOf([{ name: 'a.png', bytes }, { name: 'b.png', bytes, claim: { offset: 0 } }])
    expect(await refusal(shared)).toEqual([['study.zip', undefined, 'archive.bomb']])
    const huge = { method: 8, bytes, zip64: true, claim: { bytes: 40 * 2 ** 30, compressed: 2 ** 30 } }
    expect(await refusal(zipOf([{ name: 'a.png', ...huge }, { name: 'b.png', ...huge, claim: { ...huge.claim, offset: 2 ** 31 } }]))).toEqual([
      ['study.zip', undefined, 'archive.bomb'],
    ])
  })

  it('never ends anything but refused, whatever byte is changed', async () => {
    const next = seededRandom(11)
    for (let round = 0; round < 400; round += 1) {
      const changed = Buffer.from(whole)
      for (let change = 0; change < 3; change += 1) changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256)
      const { files } = await opened(changed)
      for (const file of files) {
        const read = await file.open().catch(({ code }) => String(code))
        if (typeof read === 'string') expect(read).toMatch(/^archive\./u)
        else if (file.entry !== undefined) expect(Buffer.from(read)).toEqual(bytes)
      }
    }
  })
})

it('brings pictures of an archive in, each with its folder as the patient, and names what it leaves', async () => {
  const here = await startOwned()
  const archive = zipOf([
    { name: '李雷/a.png', bytes: await patchesPng(1), flags: 0x800 },
    { name: 'P-2/b.png', bytes: await patchesPng(2) },
    { name: 'P-2/c.png', bytes: await patchesPng(2), claim: { crc32: 1 } },
    { name: 'P-2/letter.txt', bytes },
    { name: '../x.png', bytes },
    { name: '__MACOSX/a', bytes },
  ])
  const files = [{ name: 'one.png', folder: 'P-9', bytes: await patchesPng(3) }, { name: 'study.zip', bytes: archive }]
  const report = await importAll(here, files, { patients: { kind: 'folder' } })
  expect(report).toMatchObject({ imported: 3, cases: 3, ignored: 1 })
  expect(report.rejected.map(({ index, name, entry, code }) => [index, name, entry, code])).toEqual([
    [1, 'study.zip', '../x.png', 'archive.unsafeName'],
    [1, 'study.zip', 'P-2/c.png', 'archive.damaged'],
    [1, 'study.zip', 'P-2/letter.txt', 'image.unsupported'],
  ])
  expect((await allRows(here)).map(({ pseudonym }) => pseudonym).toSorted()).toEqual(['P-2', 'P-9', '李雷'])
})
