import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tubesIn, type FoundTube } from '../../src-main/lines/suggestedTubes.ts'
import { python } from './sharedData.ts'

const script = path.join(import.meta.dirname, 'suggested_tubes.py')
const golden = path.resolve(import.meta.dirname, '../../models/line-tips/golden')
const count = 24
const ready = existsSync(python)
if (!ready) process.stderr.write('Suggested tubes are not compared with Python: training/.venv is not here.\n')

const floats = (file: string): Float32Array => {
  const bytes = readFileSync(file)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}
const ask = (...given: readonly string[]): FoundTube[][] =>
  execFileSync(python, [script, ...given], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line) as FoundTube[])
const read = (tubes: string, tips: string): readonly FoundTube[] => tubesIn({ tubes: floats(tubes), tips: floats(tips), side: 160 }, { tube: 0.5, tip: 0.1 })

function expectSame(found: readonly FoundTube[], expected: readonly FoundTube[]): void {
  expect(found.map(({ tube, offFilm, points }) => [tube, offFilm, points.length])).toEqual(expected.map(({ tube, offFilm, points }) => [tube, offFilm, points.length]))
  for (const [index, { points, score, tipScore }] of found.entries()) {
    const other = expected[index]
    expect(Math.abs(score - (other?.score ?? Number.NaN))).toBeLessThan(1e-9)
    expect(Math.abs((tipScore ?? -1) - (other?.tipScore ?? -1))).toBeLessThan(1e-9)
    for (const [place, [x, y]] of points.entries()) {
      expect(Math.hypot(x - (other?.points[place]?.[0] ?? Number.NaN), y - (other?.points[place]?.[1] ?? Number.NaN))).toBeLessThan(1e-9)
    }
  }
}

describe.skipIf(!ready)('tubes read out of heat maps, here and in Python', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tubes-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are the same in drawn maps with gaps, crossings and specks', () => {
    const expected = ask('11', String(count), folder)
    expect(expected).toHaveLength(count)
    expect(expected.flat().length).toBeGreaterThan(count)
    for (const [number, tubes] of expected.entries()) expectSame(read(path.join(folder, `${number}-tubes.f32`), path.join(folder, `${number}-tips.f32`)), tubes)
  }, 120_000)

  it('are the same in the maps of the shipped model’s golden film, which shows some', () => {
    const [expected = []] = ask(golden)
    expect(expected.length).toBeGreaterThan(0)
    expectSame(read(path.join(golden, 'tubes.f32'), path.join(golden, 'tips.f32')), expected)
  }, 120_000)
})
