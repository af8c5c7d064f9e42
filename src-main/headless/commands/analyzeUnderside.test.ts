import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filmPng } from '../../../test/fixtures/pictures.ts'
import { drawUnderside } from '../../bench/drawnUnderside.ts'
import { outerContour } from '../../segmentation/contour.ts'
import type { SublingualVein } from '../../../src-shared/domain/tongueSigns.ts'

const cli = path.resolve(import.meta.dirname, '../cli.ts')
const drawn = drawUnderside({ seed: 4 })
const contour = outerContour(drawn.mask)
let folder: string

const outline = (name: string, polygon: readonly (readonly [number, number])[]): void => writeFileSync(path.join(folder, name), JSON.stringify({ id: 1, category_id: 1, segmentation: [polygon.flat()], source: 'reader' }))

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'underside-'))
  const { widthPx, heightPx, data } = drawn.samples
  const upright = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png().toBuffer()
  writeFileSync(path.join(folder, 'underside.png'), upright)
  // Stored lying on its side: EXIF orientation 6 sets it upright.
  writeFileSync(path.join(folder, 'turned.jpg'), await sharp(upright).rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer())
  writeFileSync(path.join(folder, 'film.png'), await filmPng({ widthPx, heightPx }))
  writeFileSync(path.join(folder, 'notes.txt'), 'no picture')
  outline('outline.json', contour)
  outline('outside.json', contour.map(([x, y]) => [x + 200, y] as const))
  outline('small.json', [[200, 200], [260, 200], [260, 280], [200, 280]])
  outline('crossing.json', [[100, 100], [400, 400], [400, 100], [100, 400]])
  writeFileSync(path.join(folder, 'cut.json'), '{"segmentation": [[1, 2')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Line {
  readonly ok: boolean
  readonly error: { readonly code: string; readonly message: string } | null
  readonly tongue: { readonly signs: { readonly sublingualVeins: { readonly left: SublingualVein | null; readonly right: SublingualVein | null; readonly photoSha256: string; readonly reason: string | null } } }
  readonly [more: string]: unknown
}

interface Answer {
  readonly code: number | null
  readonly lines: readonly Line[]
  readonly complaint: string
}

function ctw(...given: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    // No model is needed.
    const child = spawn(process.execPath, [cli, 'analyze', ...given, '--threads', '1'], { cwd: folder })
    const out = { stdout: '', stderr: '' }
    child.stdout.on('data', (text: Buffer) => (out.stdout += text.toString()))
    child.stderr.on('data', (text: Buffer) => (out.stderr += text.toString()))
    child.on('close', (code) => resolve({ code, lines: out.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line), complaint: out.stderr }))
  })
}

const underside = (photo: string, outlineFile: string, ...more: string[]): Promise<Answer> => ctw(photo, '--task', 'tongue', '--side', 'underside', '--outline', outlineFile, ...more)

describe('ctw analyze --side underside', () => {
  it('measures the veins of a drawn underside in the outline given, says that it was tested on drawn pictures only, and knows the upright picture', async () => {
    for (const photo of ['underside.png', 'turned.jpg']) {
      const { code, lines, complaint } = await underside(photo, 'outline.json')
      expect({ code, count: lines.length }).toEqual({ code: 0, count: 1 })
      expect(lines[0]).toMatchObject({ input: photo, ok: true, error: null, kind: 'photo', task: 'tongue', side: 'underside', widthPx: 512, heightPx: 512, demonstration: true, tested: 'drawn pictures only', outline: { source: 'given' } })
      expect(complaint).toContain('Research use only')
      const veins = lines[0]?.tongue.signs.sublingualVeins
      expect(veins).toMatchObject({ reason: null, photoSha256: lines[0]?.['sha256'] })
      for (const side of ['left', 'right'] as const) {
        const [truth, found] = [drawn[side], veins?.[side] ?? null]
        if (truth === null || found === null) throw new Error(`vein ${side} missed`)
        expect(Math.abs(found.widthShare - truth.widthShare)).toBeLessThan(0.01)
        expect(Math.abs(found.lengthShare - truth.lengthShare)).toBeLessThan(0.08)
        expect(found.widths?.length).toBeGreaterThanOrEqual(6)
      }
    }
  }, 120_000)

  it.each([
    ['outside.json', 'outline.outside'],
    ['small.json', 'outline.tooSmall'],
  ])('answers a line that says why an outline (%s) is none of this photo', async (file, code) => {
    const { code: exit, lines } = await underside('underside.png', file)
    expect({ exit, ok: lines[0]?.ok, code: lines[0]?.error?.code }).toEqual({ exit: 1, ok: false, code })
    expect(lines[0]?.error?.message).toMatch(/^The outline .+\./u)
  }, 60_000)

  it.each([
    ['film.png', 'quality.notTongue'],
    ['notes.txt', 'image.unsupported'],
    ['gone.png', 'image.missing'],
  ])('answers a line that says why %s is no such photo', async (photo, code) => {
    const { code: exit, lines } = await underside(photo, 'outline.json')
    expect({ exit, ok: lines[0]?.ok, code: lines[0]?.error?.code }).toEqual({ exit: 1, ok: false, code })
  }, 60_000)

  it.each<[string, readonly string[], number]>([
    ['outline.crossing', ['--task', 'tongue', '--side', 'underside', '--outline', 'crossing.json'], 3],
    ['outline.unreadable', ['--task', 'tongue', '--side', 'underside', '--outline', 'cut.json'], 3],
    ['outline.unreadable', ['--task', 'tongue', '--side', 'underside', '--outline', 'gone.json'], 3],
    ['outline.needed', ['--task', 'tongue', '--side', 'underside'], 2],
    ['outline.otherTask', ['--task', 'tongue', '--outline', 'outline.json'], 2],
    ['outline.otherTask', ['--task', 'chestxray14', '--outline', 'outline.json'], 2],
    ['outline.otherTask', ['--task', 'tcmtd', '--side', 'underside', '--outline', 'outline.json'], 2],
    ['outline.otherTask', ['--side', 'underside', '--outline', 'outline.json'], 2],
    ['contract.wrongUse', ['turned.jpg', '--task', 'tongue', '--side', 'underside', '--outline', 'outline.json'], 2],
    ['contract.wrongUse', ['--task', 'tongue', '--side', 'underside', '--outline', 'outline.json', '--maps'], 2],
  ])('refuses the command with %s for %j', async (reason, given, exit) => {
    const { code, lines, complaint } = await ctw('underside.png', ...given)
    expect({ code, lines }).toEqual({ code: exit, lines: [] })
    expect(complaint).toContain(`${reason}: `)
  }, 60_000)
})
