import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const sidePx = 1024
const cells = 9
const noiseLevels = 12

/**
 * Writes as many grey JPEG files of one megapixel into a folder, named by their number: soft patches, other ones each time,
 * under the grain of a detector, so that no two are alike and each packs like a film. Answers their paths.
 */
export async function drawJpegs(folder: string, count: number): Promise<readonly string[]> {
  const grain = grainOf()
  const paths: string[] = []
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `${String(index).padStart(5, '0')}.jpg`)
    await writeFile(path, await drawJpeg(index, grain))
    paths.push(path)
  }
  return paths
}

async function drawJpeg(seed: number, grain: Uint8Array): Promise<Buffer> {
  const next = randomBytesFrom(seed * 7919 + 1)
  const patches = Uint8Array.from({ length: cells * cells }, () => 20 + (next() % 210))
  const one = { channels: 1 } as const
  const soft = await sharp(patches, { raw: { width: cells, height: cells, ...one } })
    .resize(sidePx, sidePx, { kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  for (let pixel = 0; pixel < soft.length; pixel += 1) soft[pixel] = (soft[pixel] ?? 0) + (grain[(pixel + seed * 31) % grain.length] ?? 0)
  return sharp(soft, { raw: { width: sidePx, height: sidePx, ...one } }).toColourspace('b-w').jpeg({ quality: 90 }).toBuffer()
}

function grainOf(): Uint8Array {
  const next = randomBytesFrom(1)
  return Uint8Array.from({ length: 65_521 }, () => next() % noiseLevels)
}

function randomBytesFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }
}
