import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src-main/engine/analyze.ts'
import { prepare } from '../../src-main/engine/prepared.ts'
import { createShelf } from '../../src-main/engine/shelf.ts'
import { decodeImage } from '../../src-main/imaging/decode.ts'
import { type Samples, samplesOf } from '../../src-main/imaging/raster.ts'
import { coatingMask, separateTongue } from '../../src-main/tongue/separate.ts'
import { python } from './sharedData.ts'

const fixtures = path.resolve(import.meta.dirname, '../fixtures')
const script = path.join(import.meta.dirname, 'tongue_parts.py')
const SLOW_MACHINE_MS = 400_000

const ready = existsSync(python)
if (!ready) process.stderr.write('Coating and body are not compared with Python: training/.venv is not here.\n')

interface Line {
  readonly name: string
  readonly verdict: string
  readonly coverage: number
}

let folder: string
let lines: Line[]
const ask = (...given: readonly string[]): string => execFileSync(python, [script, ...given], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
beforeAll(() => {
  if (!ready) return
  folder = mkdtempSync(path.join(tmpdir(), 'parts-'))
  const pictures = [1, 2, 3].map((number) => path.resolve(import.meta.dirname, '../../resources/samples', `tongue-${number}.jpg`))
  const answer = ask('parts', folder, ...pictures)
  lines = answer.trim().split('\n').map((line) => JSON.parse(line) as Line)
}, SLOW_MACHINE_MS)
afterAll(() => {
  if (ready) rmSync(folder, { recursive: true })
})

const read = async (file: string): Promise<Samples> => samplesOf(await decodeImage(readFileSync(path.join(folder, file))))

describe.skipIf(!ready)('coating and body, here and in Python', () => {
  it('are the same on at least 99 % of the pixels of every tongue', async () => {
    for (const { name, coverage } of lines) {
      const [samples, mask, expected] = [await read(`${name}.png`), await read(`${name}-mask.png`), await read(`${name}-coating.png`)]
      const found = coatingMask(samples, mask)
      const tongue = mask.data.reduce((count, value) => count + (value > 127 ? 1 : 0), 0)
      const apart = found.data.reduce((count, value, pixel) => count + (value === expected.data[pixel] ? 0 : 1), 0)
      expect.soft(apart / tongue, name).toBeLessThan(0.01)
      expect.soft(Math.abs((separateTongue(samples, mask)?.coatingCoverage ?? 0) - coverage), name).toBeLessThan(0.01)
    }
  }, SLOW_MACHINE_MS)

  it('hold tongues of all kinds', () => {
    const verdicts = new Map(lines.map(({ name, verdict }) => [name, verdict]))
    expect(Object.fromEntries(verdicts)).toMatchObject({ bare: 'bare', coated: 'coated', 'tongue-2': 'two', 'tongue-3': 'two' })
  })
})

describe.skipIf(!ready)('a model that reads coating and body apart', () => {
  it('answers a photo in the engine as it does in Python', async () => {
    const modelsFolder = path.join(folder, 'models')
    cpSync(path.join(fixtures, 'models'), modelsFolder, { recursive: true })
    cpSync(path.join(fixtures, 'models-in-parts'), modelsFolder, { recursive: true, force: true })
    const shelf = createShelf({ modelsFolder, chain: ['cpu'], threads: 1, onLoading: () => undefined, onLoaded: () => undefined })
    const picture = path.join(folder, 'drawn-3.png')
    const { result, maskPng } = await analyze({ ...prepare({ call: 'probe', bytes: readFileSync(picture) }), task: 'tcmtd', maps: false, mask: true, overlay: false }, shelf)
    if (!result.ok || maskPng === null) throw new Error(JSON.stringify(result))
    const mask = path.join(folder, 'found-mask.png')
    writeFileSync(mask, maskPng)
    expect(result.tongue?.coatingCoverage).toBeGreaterThan(0.1)
    const expected = JSON.parse(ask('scores', path.join(modelsFolder, 'tcmtd'), picture, mask)) as number[]
    expect(result.labels).toHaveLength(7)
    result.labels.forEach(({ score }, index) => expect(Math.abs(score - (expected[index] ?? Number.NaN))).toBeLessThan(1e-3))
    await (await shelf.model('tcmtd')).release()
    await (await shelf.model('tongue-segmentation')).release()
  }, SLOW_MACHINE_MS)
})
