import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { openPicture } from '../imaging/picture.ts'
import type { Bench } from './benchResult.ts'
import { medianOf } from './median.ts'

const [widthPx, heightPx] = [4032, 3024]
const run = promisify(execFile)

/**
 * A drawn HEIC photo of 12 megapixels from bytes to pixels, again and again in one process, against libheif's own program
 * on the same file (its start and a JPEG it writes included); and what the memory grew by after the first three. No rows
 * where `heif-enc` (Debian: libheif-examples) is not installed.
 */
export const heicBench: Bench = async ({ quick, tell }) => {
  const folder = mkdtempSync(join(tmpdir(), 'ctw-heic-'))
  const [drawn, file] = [join(folder, 'photo.png'), join(folder, 'photo.heic')]
  try {
    writeFileSync(drawn, await drawnPhoto())
    if (!(await encoded(drawn, file))) {
      tell('bench: heic left out, heif-enc is not installed')
      return []
    }
    const bytes = readFileSync(file)
    const rounds = quick ? 4 : 12
    const [ours, theirs, memory]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await elapsed(() => openPicture(bytes)))
      theirs.push(await elapsed(() => run('heif-convert', [file, join(folder, 'photo.jpg')])))
      memory.push(process.memoryUsage.rss() / 2 ** 20)
    }
    const [value, baseline] = [medianOf(ours), medianOf(theirs)]
    const growth = Math.max(0, Math.max(...memory.slice(3)) - Math.max(...memory.slice(0, 3)))
    return [
      { name: 'decode.heic', value, unit: 'ms', baseline, ratio: baseline / value },
      { name: 'decode.heicGrowth', value: growth, unit: 'MiB', baseline: 64, ratio: 64 / Math.max(1, growth) },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const encoded = (from: string, to: string): Promise<boolean> =>
  run('heif-enc', ['-q', '60', from, '-o', to]).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

/** Soft colours under a grain, so that it packs like a photo. */
function drawnPhoto(): Promise<Uint8Array> {
  const data = new Uint8Array(widthPx * heightPx * 3)
  let state = 1
  for (let at = 0; at < data.length; at += 3) {
    const [x, y] = [(at / 3) % widthPx, Math.floor(at / 3 / widthPx)]
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
    const grain = (state >> 16) & 15
    data[at] = x / 20 + grain
    data[at + 1] = y / 15 + grain
    data[at + 2] = 128 + grain
  }
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
}
