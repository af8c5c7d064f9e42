import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { createEngine } from '../../src-main/engine/supervisor.ts'

const root = path.resolve(import.meta.dirname, '../..')
const picture = path.join(root, 'models/line-tips/golden/picture.png')
const engineOn = (modelsFolder: string) => createEngine({ modelsFolder, childEntry: path.join(root, 'src-main/engine/child.ts'), provider: 'cpu', threads: 1 })
type Engine = ReturnType<typeof engineOn>

/** The golden film: bright lines on a generated chest. */
const film = (): Buffer => readFileSync(picture)

describe('tubes suggested by the engine', () => {
  let engine: Engine
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tips-'))
    engine = engineOn(path.join(root, 'models'))
  })
  afterAll(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })

  it('lie on the film, the strongest of each kind, the same whenever they are asked for', async () => {
    const first = await engine.suggestTubes(film())
    expect(first.model).toMatchObject({ id: 'line-tips', demonstration: true })
    expect(first.tubes.length).toBeGreaterThan(0)
    for (const { points, score, tipScore } of first.tubes) {
      expect(points.length).toBeGreaterThan(1)
      expect(points.every(([x, y]) => x >= 0 && x <= 315 && y >= 0 && y <= 317)).toBe(true)
      expect(score).toBeGreaterThan(0.5)
      expect(tipScore === null || tipScore >= 0.1).toBe(true)
    }
    expect(await engine.suggestTubes(film())).toEqual(first)
  })

  it('lie at the same place of a film of another size', async () => {
    const large = await sharp(film()).resize(1260, 1268, { kernel: 'cubic' }).png().toBuffer()
    const [small, big] = [await engine.suggestTubes(film()), await engine.suggestTubes(large)]
    expect(big.tubes.map(({ tube }) => tube)).toEqual(small.tubes.map(({ tube }) => tube))
    const [[x, y], [largeX, largeY]] = [small.tubes[0]?.points.at(-1) ?? [0, 0], big.tubes[0]?.points.at(-1) ?? [0, 0]]
    expect(Math.hypot(largeX / 4 - x, largeY / 4 - y)).toBeLessThan(6)
  })

  it.each([
    ['an inverted film', () => sharp(film()).negate().png().toBuffer(), 'quality.inverted'],
    ['a tiny film', () => sharp(film()).resize(60, 60).png().toBuffer(), 'quality.tooSmall'],
    ['an even film', () => sharp({ create: { width: 400, height: 400, channels: 3, background: '#777' } }).toColourspace('b-w').png().toBuffer(), 'quality.exposure'],
    ['a colour photo', () => sharp({ create: { width: 400, height: 400, channels: 3, background: '#c33' } }).png().toBuffer(), 'quality.notFilm'],
    ['a file that is no picture', () => Promise.resolve(Buffer.from('film')), 'image.'],
  ])('are refused of %s', async (_, make, code) => {
    await expect(engine.suggestTubes(await make())).rejects.toThrow(code)
  })

  it('end with a request that nobody waits for', async () => {
    const stop = new AbortController()
    const asked = engine.suggestTubes(await sharp(film()).modulate({ brightness: 0.97 }).png().toBuffer(), stop.signal)
    stop.abort()
    await expect(asked).rejects.toThrow('job.cancelled')
  })

  it('need their model, whole: none, a changed one and one of another kind are named', async () => {
    cpSync(path.join(root, 'models/frontal-film'), path.join(folder, 'frontal-film'), { recursive: true })
    const other = engineOn(folder)
    const place = path.join(folder, 'line-tips')
    try {
      await expect(other.suggestTubes(film())).rejects.toThrow('model.missing')
      cpSync(path.join(root, 'models/line-tips'), place, { recursive: true })
      const weights = readFileSync(path.join(place, 'model.onnx'))
      weights[weights.length >> 1] = (weights[weights.length >> 1] ?? 0) ^ 0xff
      writeFileSync(path.join(place, 'model.onnx'), weights)
      await expect(other.suggestTubes(film())).rejects.toThrow('model.damaged')
      rmSync(place, { recursive: true })
      mkdirSync(place)
      const manifest = readFileSync(path.join(root, 'models/line-tips/manifest.json'), 'utf8').replace('"demonstration": true', '"demonstration": false')
      writeFileSync(path.join(place, 'manifest.json'), manifest)
      await expect(other.suggestTubes(film())).rejects.toThrow('model.damaged')
    } finally {
      await other.close()
    }
  }, 60_000)
})
