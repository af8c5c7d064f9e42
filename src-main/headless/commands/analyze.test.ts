import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filmPng, tonguePixels, tonguePng } from '../../../test/fixtures/pictures.ts'
import { plainScene } from '../../bench/chartPhotos.ts'
import { chartCorners, drawChart } from '../../bench/drawnChart.ts'
import type { Samples } from '../../imaging/raster.ts'
import { runProgram } from '../program.ts'

const cli = path.resolve(import.meta.dirname, '../cli.ts')
const models = path.resolve(import.meta.dirname, '../../../test/fixtures/models')
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'analyze-'))
  mkdirSync(path.join(folder, 'b', 'deep'), { recursive: true })
  const tongue = await tonguePng({ widthPx: 220, heightPx: 240 })
  writeFileSync(path.join(folder, 'b', 'tongue.png'), tongue)
  // Stored lying on its side: EXIF orientation 6 sets it upright.
  writeFileSync(path.join(folder, 'b', 'deep', 'turned.jpg'), await sharp(tongue).rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer())
  writeFileSync(path.join(folder, 'b', 'film.png'), await filmPng({ widthPx: 256, heightPx: 256 }))
  writeFileSync(path.join(folder, 'b', 'notes.txt'), 'no picture')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Line {
  readonly input: string
  readonly ok: boolean
  readonly sha256: string | null
  readonly error: { readonly code: string; readonly message: string } | null
  readonly [more: string]: unknown
}

function ctw(...given: string[]): Promise<{ code: number | null; lines: Line[]; complaint: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, 'analyze', ...given], { cwd: folder })
    const out = { stdout: '', stderr: '' }
    child.stdout.on('data', (text: Buffer) => (out.stdout += text.toString()))
    child.stderr.on('data', (text: Buffer) => (out.stderr += text.toString()))
    child.on('close', (code) => {
      const lines = out.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
      resolve({ code, lines, complaint: out.stderr })
    })
  })
}

const size = { widthPx: 480, heightPx: 520 }
const tongueSamples: Samples = { ...size, channels: 3, data: tonguePixels(size) }

async function writeRgb(name: string, { widthPx: width, heightPx: height, data }: Samples): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 3 } }).png().toFile(path.join(folder, name))
}

describe('ctw analyze', () => {
  it('answers one line per input in order, folders walked by name, bad inputs among them', async () => {
    const { code, lines } = await ctw('nothing.png', 'b', '--models', models, '--threads', '1')
    expect(code).toBe(1)
    const names = ['nothing.png', ...['deep/turned.jpg', 'film.png', 'notes.txt', 'tongue.png'].map((name) => path.join('b', name))]
    expect(lines.map(({ input }) => input)).toEqual(names)
    expect(lines.map(({ ok, error }) => (ok ? 'ok' : error?.code))).toEqual(['image.missing', 'ok', 'ok', 'image.unsupported', 'ok'])
    expect(lines[3]?.error?.message).not.toBe('')
    expect(lines[1]).toMatchObject({ kind: 'photo', task: 'tongue', widthPx: 220, heightPx: 240, maps: {}, labels: [], error: null })
    expect(lines[1]).toMatchObject({ tongue: { signs: { calibrated: false, bodyColour: { reason: null }, coatingGrade: { unit: 'grade' }, deviationDeg: { unit: 'deg' } } } })
    expect(lines[2]).toMatchObject({ kind: 'film', task: 'chestxray14', segmentation: null, tongue: null, model: { provider: 'cpu' } })
    for (const { ok, timingsMs } of lines) if (ok) expect(Object.keys(timingsMs as object)).toEqual(['decode', 'preprocess', 'infer', 'segment', 'total'])
  })

  it('writes masks and overlays in the size of the upright picture, and maps where asked', async () => {
    const given = ['b/tongue.png', 'b/deep/turned.jpg', '--models', models, '--task', 'tcmtd', '--masks', 'masks', '--overlays', 'overlays', '--maps']
    const { code, lines } = await ctw(...given)
    expect(code).toBe(0)
    for (const { maps } of lines) expect(Object.keys(maps as object)).toEqual(['qixu', 'yinxu'])
    for (const stem of ['tongue', 'turned']) {
      const { data, info } = await sharp(path.join(folder, 'masks', `${stem}.png`)).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([220, 240])
      expect(new Set(data)).toEqual(new Set([0, 255]))
      expect(await sharp(path.join(folder, 'overlays', `${stem}.png`)).metadata()).toMatchObject({ width: 220, height: 240 })
    }
    const areas = lines.map(({ segmentation }) => (segmentation as { areaFraction: number }).areaFraction)
    expect(Math.abs((areas[0] ?? 0) - (areas[1] ?? 1))).toBeLessThan(0.02)
  })

  it('reads the colour chart of a photo, or takes that of another, and says so', async () => {
    const withChart = drawChart(tongueSamples, { corners: chartCorners([380, 70], 150), gains: [1, 0.8, 0.6] })
    await writeRgb('chart.png', withChart)
    const alone = drawChart(plainScene(320), { corners: chartCorners([160, 160], 240), gains: [1, 0.8, 0.6] })
    await writeRgb('alone.png', alone)
    const own = await ctw('chart.png', 'b/tongue.png', '--task', 'tongue', '--models', models)
    expect(own.lines[0]).toMatchObject({ tongue: { calibrated: true, signs: { calibrated: true }, calibration: { found: true, source: 'own', good: true, chartSha256: own.lines[0]?.sha256 } } })
    expect(own.lines[1]).toMatchObject({ tongue: { calibrated: false, calibration: { found: false, reason: 'no-chart' } } })
    const other = await ctw('b/tongue.png', '--task', 'tongue', '--models', models, '--chart', 'alone.png')
    expect(other.lines[0]).toMatchObject({ tongue: { calibrated: true, calibration: { source: 'other', chartSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) } } })
    const none = await ctw('b/tongue.png', '--models', models, '--chart', 'b/tongue.png')
    expect(none).toMatchObject({ code: 3, lines: [] })
    expect(none.complaint).toContain('chart.none')
  })

  it('two inputs with one stem, no input and an unknown task are wrong use', async () => {
    const twin = path.join(folder, 'tongue.png')
    cpSync(path.join(folder, 'b', 'tongue.png'), twin)
    const masks = path.join(folder, 'm')
    expect(await runProgram(['analyze', twin, path.join(folder, 'b'), '--models', models, '--masks', masks])).toBe(2)
    expect(await runProgram(['analyze'])).toBe(2)
    expect(await runProgram(['analyze', twin, '--task', 'x'])).toBe(2)
    expect(await runProgram(['analyze', twin, '--threads', '0'])).toBe(2)
  })

  it('a damaged model refuses the whole command', async () => {
    const broken = path.join(folder, 'models')
    cpSync(models, broken, { recursive: true })
    const weights = path.join(broken, 'tongue-segmentation', 'model.onnx')
    const bytes = readFileSync(weights)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    writeFileSync(weights, bytes)
    const { code, lines, complaint } = await ctw('b/tongue.png', '--models', broken)
    expect({ code, lines }).toEqual({ code: 3, lines: [] })
    expect(complaint).toContain('model.damaged')
  })
})
