import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { heifFile, nclx, quadrants, tileFile, tileSidePx, type HeifFacts } from '../../../test/fixtures/heifFile.ts'
import { seededRandom } from '../../../test/support/random.ts'
import { sharedFiles } from '../../../test/parity/sharedData.ts'
import { openPicture } from '../picture.ts'
import type { ColourRaster } from '../raster.ts'

async function opened(bytes: Uint8Array): Promise<ColourRaster> {
  const { raster, format } = await openPicture(bytes)
  if (raster.mode !== 'colour') throw new Error('not a colour picture')
  expect(format).toBe('heic')
  return raster
}

const colourAt = ({ rgb, widthPx }: ColourRaster, x: number, y: number): readonly number[] => [...rgb.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3)]
const nameOf = (colour: readonly number[]): string => Object.entries(quadrants).find(([, known]) => known.every((value, index) => Math.abs(value - (colour[index] ?? 0)) <= 1))?.[0] ?? colour.join()

/** The colours at the four corners, row by row. */
async function corners(facts: HeifFacts): Promise<string> {
  const raster = await opened(heifFile(facts))
  const [right, bottom] = [raster.widthPx - 1, raster.heightPx - 1]
  return ([[0, 0], [right, 0], [0, bottom], [right, bottom]] as const).map(([x, y]) => nameOf(colourAt(raster, x, y))).join(' ')
}

const refusal = (bytes: Uint8Array): Promise<unknown> => openPicture(bytes).then(() => 'taken', (error: { code: string }) => error.code)

describe('a telephone’s picture', () => {
  // What comes out is a level off at most: the way from the coded colours and back is rounded.
  it('is decoded to the values that were coded', async () => {
    for (const bytes of [tileFile, heifFile(), heifFile({ brand: 'mif1' })]) {
      const raster = await opened(bytes)
      expect([raster.widthPx, raster.heightPx]).toEqual([tileSidePx, tileSidePx])
      const half = tileSidePx / 2
      for (const y of [0, half - 1, half, tileSidePx - 1]) {
        for (const x of [0, half - 1, half, tileSidePx - 1]) {
          const expected = y < half ? (x < half ? 'red' : 'green') : x < half ? 'blue' : 'white'
          expect(nameOf(colourAt(raster, x, y))).toBe(expected)
        }
      }
    }
  })

  it.each([
    [0, 'red green blue white'],
    [1, 'green white red blue'],
    [2, 'white blue green red'],
    [3, 'blue red white green'],
  ])('is turned %i quarters against the clock, as it says', async (turns, expected) => {
    expect(await corners({ turns })).toBe(expected)
  })

  it('is mirrored, cut and put together from tiles', async () => {
    expect([await corners({ mirror: 0 }), await corners({ mirror: 1 })].toSorted()).toEqual(['blue white red green', 'green red white blue'])
    const cut = await opened(heifFile({ kept: [40, 20] }))
    expect([cut.widthPx, cut.heightPx, nameOf(colourAt(cut, 0, 0)), nameOf(colourAt(cut, 39, 19))]).toEqual([40, 20, 'red', 'white'])
    const tiled = await opened(heifFile({ grid: { columns: 2, rows: 2, widthPx: 100, heightPx: 80 } }))
    expect([tiled.widthPx, tiled.heightPx]).toEqual([100, 80])
    expect([nameOf(colourAt(tiled, 70, 10)), nameOf(colourAt(tiled, 99, 10)), nameOf(colourAt(tiled, 70, 79))]).toEqual(['red', 'green', 'red'])
    const turned = await opened(heifFile({ turns: 1, grid: { columns: 2, rows: 1, widthPx: 100, heightPx: 64 } }))
    expect([turned.widthPx, turned.heightPx, nameOf(colourAt(turned, 0, 99))]).toEqual([64, 100, 'red'])
  })

  it('comes to sRGB by its profile, or by the number of its colours', async () => {
    const size = { width: tileSidePx, height: tileSidePx, channels: 3 as const }
    const plain = Uint8Array.from({ length: tileSidePx ** 2 * 3 }, (_, index) => quadrants.red[index % 3] ?? 0)
    const profile = (await sharp(await sharp(plain, { raw: size }).withIccProfile('p3').png().toBuffer()).metadata()).icc
    if (profile === undefined) throw new Error('no profile')
    const [profiled, numbered] = [await opened(heifFile({ colours: ['prof', profile] })), await opened(heifFile({ colours: ['nclx', nclx(12, 13)] }))]
    // More colourful than the same numbers in sRGB.
    for (const raster of [profiled, numbered]) expect(colourAt(raster, 0, 0)[0]).toBeGreaterThan(quadrants.red[0] + 5)
    // Of a colour that sRGB can show, both ways are within a level or two of each other.
    const byNumber = colourAt(numbered, 0, tileSidePx - 1)
    expect(nameOf(byNumber)).not.toBe('blue')
    for (const [index, value] of colourAt(profiled, 0, tileSidePx - 1).entries()) expect(Math.abs(value - (byNumber[index] ?? 0))).toBeLessThanOrEqual(2)
    expect(nameOf(colourAt(await opened(heifFile({ colours: ['nclx', nclx(1, 13)] })), 0, 0))).toBe('red')
    expect(await refusal(heifFile({ colours: ['nclx', nclx(9, 16)] }))).toBe('image.unsupported')
  })

  it('is refused where it is too large, coded otherwise, or not what it says', async () => {
    expect(await refusal(heifFile({ said: [100_000, 100_000] }))).toBe('image.tooLarge')
    expect(await refusal(heifFile({ grid: { columns: 2, rows: 2, widthPx: 65_000, heightPx: 65_000 } }))).toBe('image.tooLarge')
    expect(await refusal(heifFile({ itemType: 'av01' }))).toBe('image.unsupported')
    expect(await refusal(heifFile({ itemType: 'hvc2' }))).toBe('image.unsupported')
    expect(await refusal(heifFile({ brand: 'avif' }))).toBe('image.unsupported')
    const kilobyte = Buffer.alloc(1024)
    expect(await refusal(Buffer.concat([heifFile().subarray(0, 24), kilobyte]))).toBe('image.unreadable')
  })

  it('cut off or changed by chance is taken or refused with a reason, and leaves the decoder as it was', async () => {
    const whole = heifFile({ turns: 1, grid: { columns: 2, rows: 1, widthPx: 100, heightPx: 64 } })
    const random = seededRandom(20_310_501)
    const outcomes = new Set<unknown>()
    for (let round = 0; round < 240; round += 1) {
      const bytes = Uint8Array.from(whole)
      if (round % 3 === 0) outcomes.add(await refusal(bytes.subarray(0, Math.floor(random() * whole.length))))
      else {
        for (let flips = 1 + Math.floor(random() * 6); flips > 0; flips -= 1) bytes[12 + Math.floor(random() * (whole.length - 12))] = Math.floor(random() * 256)
        outcomes.add(await refusal(bytes))
      }
    }
    expect([...outcomes].filter((outcome) => outcome !== 'taken' && !/^(?:image|dicom)\./u.test(String(outcome)))).toEqual([])
    expect(outcomes.has('image.unreadable')).toBe(true)
    expect(nameOf(colourAt(await opened(heifFile()), 0, 0))).toBe('red')
  }, 120_000)
})

const hasTools = ['heif-enc', 'heif-convert'].every((tool) => spawnSync(tool, ['--help']).error === undefined)

describe.skipIf(!hasTools)('beside libheif’s own programs (skipped where they are not installed)', () => {
  it('a photo, one with a profile and one that is partly transparent give the same pixels', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ctw-heif-'))
    try {
      const size = { width: 322, height: 201, channels: 3 as const }
      const data = Uint8Array.from({ length: 322 * 201 * 3 }, (_, index) => (index % 3 === 0 ? (index / 966) * 0.4 : index % 3 === 1 ? 40 + (index % 966) / 5 : 128))
      const drawn = sharp(data, { raw: size })
      await drawn.clone().png().toFile(join(folder, 'plain.png'))
      await drawn.clone().ensureAlpha(0.5).png().toFile(join(folder, 'covered.png'))
      for (const name of ['plain', 'covered']) {
        execFileSync('heif-enc', ['-q', '80', join(folder, `${name}.png`), '-o', join(folder, `${name}.heic`)], { stdio: 'ignore' })
        execFileSync('heif-convert', [join(folder, `${name}.heic`), join(folder, `${name}.out.png`)], { stdio: 'ignore' })
        const ours = await opened(readFileSync(join(folder, `${name}.heic`)))
        const theirs = await sharp(readFileSync(join(folder, `${name}.out.png`))).flatten({ background: '#000' }).raw().toBuffer()
        expect([ours.widthPx, ours.heightPx]).toEqual([322, 201])
        // Two versions of libheif: chroma may be brought up in another way.
        const differences = Array.from(theirs, (value, index) => Math.abs(value - (ours.rgb[index] ?? 0)))
        expect(Math.max(...differences.slice(0, 60_000))).toBeLessThanOrEqual(12)
        expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(1)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

const samples = sharedFiles('decoder-images').filter((file) => /\.hei[cf]s?$/u.test(file))

describe.skipIf(samples.length === 0)('the pictures at hand (skipped without them)', () => {
  it('are decoded', async () => {
    for (const file of samples) expect((await openPicture(readFileSync(file))).raster.mode).toBe('colour')
  }, 60_000)
})
