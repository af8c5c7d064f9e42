import { writeSync } from 'node:fs'
import { Worker, workerData } from 'node:worker_threads'
import { MEMORY_FAREWELL, MEMORY_GROWTH_LIMIT_BYTES } from './wire.ts'

const LOOK_EVERY_MS = 40
const STANDARD_ERROR = 2

/** Watches one request at a time: resident memory may grow by the limit from where it stood at `begin`. */
export interface MemoryGuard {
  begin(): void
  end(): void
}

/**
 * Starts the watching thread. It is a thread because native decoding blocks the main one; it ends the whole process,
 * because memory held by native code cannot be taken back otherwise.
 */
export function guardMemory(entry: string): MemoryGuard {
  const ceiling = new Float64Array(new SharedArrayBuffer(8))
  new Worker(entry, { workerData: ceiling }).unref()
  return {
    begin: () => {
      ceiling[0] = process.memoryUsage.rss() + MEMORY_GROWTH_LIMIT_BYTES
    },
    end: () => {
      ceiling[0] = 0
    },
  }
}

/** The thread's life. `workerData` holds the highest resident size allowed, 0 while nothing is being done. */
export function watchMemory(): void {
  const ceiling = workerData as Float64Array
  setInterval(() => {
    const limit = ceiling[0] ?? 0
    if (limit === 0 || process.memoryUsage.rss() <= limit) return
    writeSync(STANDARD_ERROR, MEMORY_FAREWELL)
    process.kill(process.pid, 'SIGKILL')
  }, LOOK_EVERY_MS)
}
