import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { oneAhead } from '../engine/oneAhead.ts'
import { createEngine, type SupervisedEngine } from '../engine/supervisor.ts'
import { plainTensor, variantOf } from '../imaging/plainTensor.ts'
import { readGolden } from '../inference/golden.ts'
import { loadModel } from '../inference/session.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { medianOf } from './median.ts'
import { residentMiB } from './residentMemory.ts'

const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url))
const childEntry = fileURLToPath(new URL('../engine/child.ts', import.meta.url))
const THREADS = 2
const FILM_SIDE_PX = 512
/** What the engine may hold, and what it may grow by once it is warm. */
const MEMORY_LIMIT_MIB = 1024
const GROWTH_LIMIT_MIB = 32

/** The engine on 512 px films against its parts alone, and its memory over many analyses. */
export const analyzeBench: Bench = async ({ quick, tell }) => {
  const films = await drawnFilms()
  const engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: THREADS })
  try {
    const speed = await filmSpeed(engine, films, quick ? 3 : 20)
    tell('bench: engine memory …')
    return [speed, ...(await memory(engine, films, quick ? 100 : 1000))]
  } finally {
    await engine.close()
  }
}

/** The gate's own golden picture, a drawn film, in eight exposures: no real film is needed to measure. */
async function drawnFilms(): Promise<Uint8Array[]> {
  const gate = path.join(modelsFolder, 'frontal-film')
  const { facts } = await loadModel(gate, { chain: ['cpu'], threads: 1 })
  const { picture } = await readGolden(gate, facts)
  return Promise.all(Array.from({ length: 8 }, (_, index) => variantOf(picture, FILM_SIDE_PX, 1 + index / 20)))
}

/**
 * Wall time per film through the engine as `ctw analyze` uses it (process boundary, hash, gates and all), from the
 * second film of a row on, against decoding, resizing and the ONNX Runtime call one after the other in this process.
 * Rows of films are taken in turn; the first row of each only warms up.
 */
async function filmSpeed(engine: SupervisedEngine, films: readonly Uint8Array[], rows: number): Promise<BenchResult> {
  const model = await loadModel(path.join(modelsFolder, 'chestxray14'), { chain: ['cpu'], threads: THREADS })
  const whole: number[] = []
  const parts: number[] = []
  const analyzePlainly = async (film: Uint8Array): Promise<unknown> => model.run(await plainTensor(film, model.facts.input), ['scores'])
  for (let row = 0; row <= rows; row += 1) {
    const times = await betweenAnswers(oneAhead(films, (film) => analyzeFilm(engine, film)))
    if (row > 0) whole.push(...times)
    for (const film of films) {
      const time = await timed(() => analyzePlainly(film))
      if (row > 0) parts.push(time)
    }
  }
  await model.release()
  const value = medianOf(whole)
  const baseline = medianOf(parts)
  return { name: 'analyze.film512', value, unit: 'ms', baseline, ratio: baseline / value }
}

async function analyzeFilm(engine: SupervisedEngine, bytes: Uint8Array): Promise<void> {
  const { result } = await engine.analyze({ bytes, task: 'chestxray14', maps: false, mask: false, overlay: false })
  if (!result.ok) throw new Error(`The bench's own film was refused: ${result.error.code}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** From one answer to the next, in milliseconds: one fewer than there are answers. */
async function betweenAnswers(answers: AsyncIterable<unknown>): Promise<number[]> {
  const times: number[] = []
  let last: number | null = null
  for await (const _ of answers) {
    const now = performance.now()
    if (last !== null) times.push(now - last)
    last = now
  }
  return times
}

/** Resident memory of the child after many analyses, and what it grew by in the second half. Linux only. */
async function memory(engine: SupervisedEngine, films: readonly Uint8Array[], count: number): Promise<BenchResult[]> {
  if (process.platform !== 'linux') return []
  let half = 0
  for (let index = 0; index < count; index += 1) {
    await analyzeFilm(engine, films[index % films.length] ?? new Uint8Array())
    if (index + 1 === Math.floor(count / 2)) half = residentMiB(engine.processId())
  }
  const value = residentMiB(engine.processId())
  const growth = Math.max(1, value - half)
  return [
    { name: 'engine.memory', value, unit: 'MiB', baseline: MEMORY_LIMIT_MIB, ratio: MEMORY_LIMIT_MIB / value },
    { name: 'engine.growth', value: growth, unit: 'MiB', baseline: GROWTH_LIMIT_MIB, ratio: GROWTH_LIMIT_MIB / growth },
  ]
}
