import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type SupervisedEngine } from '../../src-main/engine/supervisor.ts'
import { dicomFile, greyAttributes } from '../fixtures/dicom.ts'
import { pngClaiming, pngTextBomb } from '../fixtures/hostile.ts'
import { filmPixels, tonguePng } from '../fixtures/pictures.ts'
import { hasSharedData, sharedFiles } from '../parity/sharedData.ts'

/** Five seconds of a machine that does nothing else; one that is busy beside has as much longer as it is shared. */
const limitMs = (): number => 5000 * Math.max(1, loadavg()[0] ?? 1)
const modelsFolder = path.resolve(import.meta.dirname, '../fixtures/models')
const childEntry = path.resolve(import.meta.dirname, '../../src-main/engine/child.ts')

let engine: SupervisedEngine
beforeAll(async () => {
  engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: 1 })
  await engine.analyze({ bytes: await tonguePng({ widthPx: 200, heightPx: 200 }), task: 'auto', maps: false, mask: false, overlay: false })
})
afterAll(() => engine.close())

/**
 * What becomes of a file: read, or refused with a code of its own kind. The engine ends itself when one input makes it
 * grow by 512 MB, which would show here as `engine.memory`, and a hang as `engine.timeout`.
 */
async function fateOf(bytes: Uint8Array): Promise<string> {
  const restarts = engine.status().restarts
  const probing = engine.probe(bytes).then(
    () => 'read',
    (error: unknown) => (error as { code: string }).code,
  )
  const probed = await inTime(probing)
  const { result } = await inTime(engine.analyze({ bytes, task: 'auto', maps: false, mask: false, overlay: false }))
  expect(engine.status().restarts).toBe(restarts)
  const analysed = result.ok ? 'analysed' : result.error.code
  expect(probed === 'read' || probed === analysed).toBe(true)
  expect(analysed).toMatch(/^(?:analysed|(?:image|dicom|quality)\.[a-zA-Z]+)$/u)
  return analysed
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const begun = performance.now()
  const value = await answer
  expect(performance.now() - begun).toBeLessThan(limitMs())
  return value
}

if (!hasSharedData) process.stderr.write('Bad input from other programs is skipped: ../shared/data is not here.\n')

describe.skipIf(!hasSharedData)('files other programs stumble over', () => {
  it.each(['dicom', 'decoder-images'].flatMap(sharedFiles).map((file) => [path.basename(file), file] as const))('%s', async (_, file) => {
    await fateOf(readFileSync(file))
  })
})

const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 13) & 255)

describe('hostile files made here', () => {
  it.each<[string, () => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /^image\.empty$/u],
    ['one byte', () => Uint8Array.of(0xff), /^image\.unsupported$/u],
    ['noise', () => noise(10_000), /^image\.unsupported$/u],
    ['noise behind a JPEG signature', () => Buffer.concat([Uint8Array.of(0xff, 0xd8, 0xff), noise(5000)]), /^image\.unreadable$/u],
    ['noise behind a TIFF signature', () => Buffer.concat([Uint8Array.of(0x49, 0x49, 0x2a, 0), noise(5000)]), /^image\.unreadable$/u],
    ['noise behind a DICOM signature', () => Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), noise(5000)]), /^dicom\./u],
    ['an archive', () => gzipSync(noise(5000)), /^image\.unsupported$/u],
    ['a header of 900 million pixels', () => pngClaiming(30_000, 30_000), /^image\.tooLarge$/u],
    ['a header of 4 billion rows', () => pngClaiming(1, 0xffff_ffff), /^image\.(?:tooLarge|unreadable)$/u],
    ['a text chunk of 300 MB', () => pngTextBomb(300), /^(?:image|quality)\./u],
    ['pixels that inflate to more than they claim', () => Buffer.concat([pngClaiming(8, 8), deflateSync(Buffer.alloc(1e6))]), /^image\.unreadable$/u],
    ['DICOM rows without bytes', () => dicomFile(greyAttributes(60_000, 800, [1, 2])), /^dicom\.unreadable$/u],
    ['DICOM of one pixel', () => dicomFile(greyAttributes(1, 1, [7])), /^quality\.tooSmall$/u],
  ])('%s', async (_, make, fate) => {
    expect(await fateOf(make())).toMatch(fate)
  })

  it.each(['jpeg', 'png', 'tiff', 'webp'] as const)('%s cut off anywhere, or with flipped bytes', async (format) => {
    const raw = { width: 160, height: 160, channels: 1 as const }
    const whole = await sharp(filmPixels({ widthPx: 160, heightPx: 160 }), { raw }).toFormat(format).toBuffer()
    for (let cut = 1; cut < 12; cut += 1) await fateOf(whole.subarray(0, Math.floor((whole.length * cut) / 12)))
    for (let flip = 0; flip < 24; flip += 1) {
      const bytes = Buffer.from(whole)
      const at = Math.floor((bytes.length * (flip + 0.5)) / 24)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << flip % 8)
      await fateOf(bytes)
    }
  })

  it('pictures that show neither a tongue nor a chest', async () => {
    const grey = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#808080' } }).png().toBuffer()
    expect(await fateOf(grey)).toBe('quality.exposure')
    const sky = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#4080ff' } }).png().toBuffer()
    expect(await fateOf(sky)).toBe('quality.notTongue')
  })
})
