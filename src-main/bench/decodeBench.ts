import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { decodeDicom } from '../dicom/read.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { medianOf } from './median.ts'

const python = fileURLToPath(new URL(process.platform === 'win32' ? '../../training/.venv/Scripts/python.exe' : '../../training/.venv/bin/python', import.meta.url))
const script = fileURLToPath(new URL('decode_bench.py', import.meta.url))
const time = v.object({ ms: v.number() })
const [widthPx, heightPx, bitsPerSample] = [2000, 2400, 12]

/**
 * One frame of a drawn film of 4.8 megapixels in each transfer syntax, from bytes in memory to values, against pydicom
 * with the fastest plug-in of the training environment on the same file. Throws AppError `runtime.tooOld` without it.
 */
export const decodeBench: Bench = async ({ quick }) => {
  if (!existsSync(python)) throw new AppError('runtime.tooOld', { part: 'training/.venv' })
  const rounds = quick ? 2 : 5
  const folder = mkdtempSync(join(tmpdir(), 'ctw-decode-'))
  try {
    await run('prepare', folder)
    writeFileSync(join(folder, 'htj2k.j2c'), await htj2k(readFileSync(join(folder, 'film.u16'))))
    await run('wrap', folder)
    const results: BenchResult[] = []
    // One file after the other on both sides, so that other work on the machine falls on both.
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.dcm')).toSorted()) {
      const { ms } = v.parse(time, JSON.parse(await run('time', join(folder, file), String(rounds))))
      const value = await decodeMs(readFileSync(join(folder, file)), rounds)
      results.push({ name: `decode.${file.replace('.dcm', '')}`, value, unit: 'ms', baseline: ms, ratio: ms / value })
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const run = async (...given: readonly string[]): Promise<string> => (await promisify(execFile)(python, [script, ...given])).stdout

async function decodeMs(bytes: Uint8Array, rounds: number): Promise<number> {
  const times: number[] = []
  // The first one loads its codec and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const begun = performance.now()
    await decodeDicom(bytes)
    if (round > 0) times.push(performance.now() - begun)
  }
  return medianOf(times)
}

interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array
  setQuality(lossless: boolean, quality: number): void
  encode(): void
  getEncodedBuffer(): Uint8Array
}

/** No plug-in of the training environment writes HTJ2K; the codec's own encoder does. */
async function htj2k(samples: Uint8Array): Promise<Uint8Array> {
  const require = createRequire(import.meta.url)
  const create = require('@cornerstonejs/codec-openjph/wasmjs') as (options: object) => Promise<{ readonly HTJ2KEncoder: new () => Encoder }>
  const { HTJ2KEncoder } = await create({ wasmBinary: readFileSync(require.resolve('@cornerstonejs/codec-openjph/wasm')) })
  const encoder = new HTJ2KEncoder()
  encoder.getDecodedBuffer({ width: widthPx, height: heightPx, bitsPerSample, componentCount: 1, isSigned: false, isUsingColorTransform: false }).set(samples)
  encoder.setQuality(true, 0)
  encoder.encode()
  return Uint8Array.from(encoder.getEncodedBuffer())
}
