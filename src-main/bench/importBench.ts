import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createServices, type Services } from '../app/services.ts'
import { createWork } from '../app/work.ts'
import type { SupervisedEngine } from '../engine/supervisor.ts'
import { decodeImage } from '../imaging/decode.ts'
import { diskFile } from '../importing/diskFile.ts'
import { benchCalls } from './benchCall.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { drawJpegs } from './drawnJpegs.ts'
import { residentMiB } from './residentMemory.ts'

/** What the program and its engine may grow by in the second half of an import. */
const growthLimitMiB = 64

/**
 * 5,000 JPEG films of one megapixel brought into an empty store, analyses apart: recognised in the engine's process,
 * compared with all others, sealed, synced and filed with their audit rows. Baseline: the same files read, hashed and
 * decoded one after the other in this process, half of them before the import and half after.
 */
export const importBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const pictures = join(folder, 'pictures')
  await mkdir(pictures)
  const count = quick ? 500 : 5000
  tell(`bench: drawing ${count} pictures`)
  const paths = await drawJpegs(pictures, count)
  const services = createServices({ storeFolder: join(folder, 'store'), modelsFolder: folder, host: 'loopback', engine: { provider: 'cpu', threads: 1 } })
  try {
    await benchCalls(services)
    const before = await decodeAll(paths.slice(0, count / 2))
    const { value, growth } = await importAll(services, paths)
    const baseline = before + (await decodeAll(paths.slice(count / 2)))
    const speed = { name: `import.jpeg${count}`, value: value / 1000, unit: 's', baseline: baseline / 1000, ratio: baseline / value }
    return [speed, ...(growth === null ? [] : [growth])]
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function decodeAll(paths: readonly string[]): Promise<number> {
  const start = performance.now()
  for (const path of paths) {
    const bytes = await readFile(path)
    createHash('sha256').update(bytes).digest('hex')
    await decodeImage(bytes)
  }
  return performance.now() - start
}

async function importAll(services: Services, paths: readonly string[]): Promise<{ value: number; growth: BenchResult | null }> {
  const work = createWork(services, 'whenAsked')
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  const intakeIds = paths.map((path, index) => services.intake.add(diskFile(path, { name: basename(path), folder: '', bytes: sizes[index] ?? 0 })))
  const memory = watchMemory(services, paths.length)
  const start = performance.now()
  const jobId = await work.startImport({ intakeIds, task: null, patients: { kind: 'none' } }, services.access.caller())
  const { state, done, failed } = await services.jobs.settled(jobId)
  const value = performance.now() - start
  if (state !== 'done' || done !== paths.length || failed > 0) throw new Error(`The bench's own import ended ${state} with ${failed} of ${done} refused`)
  return { value, growth: memory() }
}

/** Resident memory of the program and its engine, at the half of an import and at its end. Linux only. */
function watchMemory({ events, engine }: Services, count: number): () => BenchResult | null {
  if (process.platform !== 'linux') return () => null
  const held = (): number => residentMiB(process.pid) + residentMiB((engine as SupervisedEngine).processId())
  let half: number | null = null
  const end = events.subscribe((event) => {
    if (event.kind === 'job.changed' && event.job.done >= count / 2) half ??= held()
  })
  return () => {
    end()
    const value = Math.max(1, held() - (half ?? Number.NaN))
    return { name: 'import.growth', value, unit: 'MiB', baseline: growthLimitMiB, ratio: growthLimitMiB / value }
  }
}
