import { readFileSync } from 'node:fs'
import { rasterOf } from '../../src-main/dicom/display.ts'
import { decodeDicom } from '../../src-main/dicom/read.ts'
import { displayGrey } from '../../src-main/imaging/raster.ts'
import { AppError } from '../../src-shared/errors.ts'
import { codedFiles, drawnFrame } from '../fixtures/codedFiles.ts'
import { paletteFile } from '../fixtures/paletteFile.ts'
import { seededRandom } from '../support/random.ts'
import { sharedFiles } from '../parity/sharedData.ts'
import { mutated } from './mutate.ts'

/** Files of the corpus up to this size take part: larger ones only make a run longer. */
const LARGEST_SEED_BYTES = 12_000
const SAY_EVERY = 50

/** What a run found. */
export interface FuzzReport {
  readonly done: number
  readonly read: number
  /** By code. */
  readonly refused: Readonly<Record<string, number>>
  /** Errors without a code: number of the file, and what was thrown. */
  readonly untyped: readonly string[]
  readonly slowestMs: number
  readonly slowest: number
  readonly grownBytes: number
}

/** One file of each transfer syntax, pictures of several kinds; and the small ones of the corpus, where it is here. */
async function seeds(): Promise<readonly Uint8Array[]> {
  const size = { widthPx: 21, heightPx: 13 }
  const frames = [drawnFrame({ ...size, components: 1, precision: 8 }), drawnFrame({ ...size, components: 1, precision: 12 }), drawnFrame({ ...size, components: 1, precision: 16, signed: true }), drawnFrame({ ...size, components: 3, precision: 8 })]
  const own: Uint8Array[] = [paletteFile('plain'), paletteFile('segmented')]
  for (const frame of frames) for (const { bytes } of await codedFiles(frame)) own.push(bytes)
  const corpus = sharedFiles('dicom').map((file) => readFileSync(file))
  return [...own, ...corpus.filter(({ length }) => length <= LARGEST_SEED_BYTES)]
}

const [, , seedText = '1', firstText = '0', countText = '1000'] = process.argv
const first = Number(firstText)
const last = first + Number(countText)
const files = await seeds()
const refused: Record<string, number> = {}
const untyped: string[] = []
let [read, slowestMs, slowest, highest] = [0, 0, first, 0]
const before = process.memoryUsage.rss()

for (let index = first; index < last; index += 1) {
  if (index % SAY_EVERY === 0) process.send?.({ at: index })
  // Every file has random numbers of its own, so that one can be made again without those before it.
  const random = seededRandom(Number(seedText) * 1_000_003 + index * 7919)
  for (let warm = 0; warm < 8; warm += 1) random()
  const [from, other] = [files[index % files.length], files[Math.floor(random() * files.length)]] as [Uint8Array, Uint8Array]
  const begun = performance.now()
  try {
    const raster = rasterOf(await decodeDicom(mutated(from, other, random)))
    if (raster.mode === 'grey') displayGrey(raster)
    read += 1
  } catch (error) {
    if (error instanceof AppError) refused[error.code] = (refused[error.code] ?? 0) + 1
    else untyped.push(`${index}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const took = performance.now() - begun
  if (took > slowestMs) [slowestMs, slowest] = [took, index]
  if (index % SAY_EVERY === 0) highest = Math.max(highest, process.memoryUsage.rss())
}
process.send?.({ report: { done: last - first, read, refused, untyped: untyped.slice(0, 20), slowestMs: Math.round(slowestMs), slowest, grownBytes: Math.max(0, highest - before) } satisfies FuzzReport })
process.disconnect()
