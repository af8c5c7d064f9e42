import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Point } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import { spaced } from '../../src-shared/domain/smoothContour.ts'
import type { Engine } from '../engine/protocol.ts'
import { decodeImage } from '../imaging/decode.ts'
import { samplesOf } from '../imaging/raster.ts'
import { rounded } from '../imaging/rounded.ts'
import { outerContour } from '../segmentation/contour.ts'
import { fillHoles, largestComponent } from '../segmentation/components.ts'

const splitFile = v.object({ test: v.array(v.string()) })
/** Places of each contour that are held against the other. */
const PLACES = 300

export interface OutlineLine {
  readonly measure: string
  readonly value: number
  readonly count: number
}

interface Seen {
  readonly expected: number
  readonly actual: number
  readonly places: readonly { readonly expected: number; readonly actual: number }[]
}

/**
 * Whether the expected boundary error ranks photos, and places of an outline, by their true error: on the held-out photos
 * (`images/ID.jpg`, `masks/ID.png`) that a split file names under `test`. Throws AppError `image.missing` for what is not there.
 */
export async function studyOutlines(engine: Engine, folder: string, split: string, tell: (done: number, total: number) => void): Promise<readonly OutlineLine[]> {
  const { test } = v.parse(splitFile, JSON.parse((await bytesOf(split)).toString('utf8')))
  const seen: Seen[] = []
  let refused = 0
  for (const [index, id] of test.entries()) {
    const { result } = await engine.analyze({ bytes: await bytesOf(join(folder, 'images', `${id}.jpg`)), task: 'tongue', maps: false, mask: false, overlay: false })
    if (result.ok && result.segmentation?.boundary) seen.push(against(result.segmentation.polygon, result.segmentation.boundary, await truthOf(join(folder, 'masks', `${id}.png`))))
    else refused += 1
    tell(index + 1, test.length)
  }
  return linesOf(seen, refused)
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new AppError('image.missing', {}, { cause })
  }
}

async function truthOf(path: string): Promise<readonly Point[]> {
  const { widthPx, heightPx, channels, data } = samplesOf(await decodeImage(await bytesOf(path)))
  const mask = { widthPx, heightPx, data: Uint8Array.from({ length: widthPx * heightPx }, (_, pixel) => ((data[pixel * channels] ?? 0) > 127 ? 255 : 0)) }
  largestComponent(mask)
  fillHoles(mask)
  return outerContour(mask)
}

function against(polygon: readonly Point[], boundary: { readonly expectedErrorShare: number; readonly places: readonly (readonly [number, number, number])[] }, truth: readonly Point[]): Seen {
  const [found, true_] = [spaced(polygon, PLACES), spaced(truth, PLACES)]
  const xs = polygon.map(([x]) => x)
  const widthPx = Math.max(...xs) - Math.min(...xs)
  const nearest = ([x, y]: Point, others: readonly Point[]): number => Math.min(...others.map(([otherX, otherY]) => Math.hypot(x - otherX, y - otherY))) / widthPx
  const mean = (from: readonly Point[], to: readonly Point[]): number => from.reduce((sum, point) => sum + nearest(point, to), 0) / from.length
  return {
    expected: boundary.expectedErrorShare,
    actual: (mean(found, true_) + mean(true_, found)) / 2,
    places: boundary.places.map(([x, y, expected]) => ({ expected, actual: nearest([x, y], true_) })),
  }
}

function linesOf(seen: readonly Seen[], refused: number): readonly OutlineLine[] {
  const worst = seen.toSorted((one, other) => other.actual - one.actual).slice(0, Math.ceil(seen.length / 10))
  const flagged = new Set(seen.toSorted((one, other) => other.expected - one.expected).slice(0, Math.ceil(seen.length / 5)))
  const places = seen.flatMap((photo) => photo.places)
  const line = (measure: string, value: number, count: number): OutlineLine => ({ measure, value: rounded(value, 4), count })
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const sorted = (of: 'expected' | 'actual'): readonly number[] => seen.map((photo) => photo[of]).toSorted((one, other) => one - other)
  const quantile = (of: 'expected' | 'actual', share: number): number => sorted(of)[Math.floor(share * (seen.length - 1))] ?? 0
  return [
    line('photos refused by a gate', refused, refused + seen.length),
    line('expected boundary error, mean share of the width', meanOf(sorted('expected')), seen.length),
    line('true boundary error, mean share of the width', meanOf(sorted('actual')), seen.length),
    line('expected boundary error, 80th percentile of photos', quantile('expected', 0.8), seen.length),
    line('expected boundary error, 95th percentile of photos', quantile('expected', 0.95), seen.length),
    line('rank correlation of photos, expected against true', rankCorrelation(seen), seen.length),
    line('of the tenth with the largest true error, share among the fifth with the largest expected', meanOf(worst.map((photo) => (flagged.has(photo) ? 1 : 0))), worst.length),
    line('rank correlation of places, expected against true', rankCorrelation(places), places.length),
    ...[0.03, 0.04, 0.05, 0.06].flatMap((limit) => {
      const over = places.filter(({ expected }) => expected > limit)
      return [line(`places above ${limit}: share of all`, over.length / Math.max(1, places.length), places.length), line(`places above ${limit}: mean true error (all: ${rounded(meanOf(places.map(({ actual }) => actual)), 4)})`, meanOf(over.map(({ actual }) => actual)), over.length)]
    }),
  ]
}

/** Spearman's: the correlation of the ranks, ties sharing theirs. */
function rankCorrelation(pairs: readonly { readonly expected: number; readonly actual: number }[]): number {
  const [one, other] = [ranksOf(pairs.map(({ expected }) => expected)), ranksOf(pairs.map(({ actual }) => actual))]
  const middle = (pairs.length - 1) / 2
  const sum = (work: (index: number) => number): number => pairs.reduce((total, _, index) => total + work(index), 0)
  const [first, second] = [(index: number) => (one[index] ?? 0) - middle, (index: number) => (other[index] ?? 0) - middle]
  return sum((index) => first(index) * second(index)) / Math.sqrt(sum((index) => first(index) ** 2) * sum((index) => second(index) ** 2))
}

function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((one, other) => (values[one] ?? 0) - (values[other] ?? 0))
  const ranks = values.map(() => 0)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1
    for (const index of order.slice(start, end)) ranks[index] = (start + end - 1) / 2
    start = end
  }
  return ranks
}
