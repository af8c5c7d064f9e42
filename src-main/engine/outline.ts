import { boundingBox } from '../imaging/boundingBox.ts'
import { cutOut, mirroredRows } from '../imaging/cut.ts'
import { preprocess, type Mask } from '../imaging/preprocess.ts'
import type { Samples } from '../imaging/raster.ts'
import { findTongue, type TongueMap } from '../inference/predict.ts'
import type { Model } from '../inference/session.ts'
import { maskFrom, secondShare } from '../segmentation/segment.ts'
import type { PixelBox } from './protocol.ts'
import type { Stopwatch } from './stopwatch.ts'

/** The tongue found at the first look fills this share of the sides of what is looked at again (docs/decisions/input-gates.md). */
const CLOSE_SHARE = 0.7
/** A second tongue counts where the network is this sure of its pixels: what is half believed is no tongue. */
const SURE = 0.9
/** Of the photo: what is smaller is a speck, not somebody's tongue. */
const LEAST_AREA_FRACTION = 0.05

/** What the segmenter says of a photo. */
export interface Outline {
  readonly mask: Mask
  /** The probabilities that the mask was cut from, and the part of the photo they are of. */
  readonly grid: TongueMap
  readonly box: PixelBox
  /** Probability that the photo shows a tongue, from the first look. */
  readonly presence: number
  readonly presenceThreshold: number
  /** Area of the second largest thing like a tongue over that of the largest, at the first look, where the network is sure. */
  readonly secondShare: number
}

/**
 * The tongue's mask at the photo's own size, in two looks: the whole photo tells where the tongue is, and what lies around it is
 * looked at again, as it is and mirrored, and averaged. A tongue that is small in its photo so gets as many of the network's
 * pixels as a large one. The mask is empty, and there is one look, where none is found.
 */
export async function outlineOf(samples: Samples, segmenter: Model, watch: Stopwatch): Promise<Outline> {
  const { widthPx, heightPx } = samples
  const whole = await watch.time('preprocess', () => preprocess(samples, segmenter.facts.input, null))
  const first = await watch.time('infer', () => findTongue(segmenter, whole))
  const { presence, presenceThreshold, maskThreshold } = first
  const mask = await watch.time('segment', () => maskFrom(first, widthPx, heightPx, maskThreshold))
  const facts = { presence, presenceThreshold, secondShare: secondShare(first, SURE, LEAST_AREA_FRACTION) }
  const found = boundingBox(mask)
  if (found === null || !(presence >= presenceThreshold)) return { mask, grid: first, box: { leftPx: 0, topPx: 0, widthPx, heightPx }, ...facts }
  const box = around(found, samples)
  const input = await watch.time('preprocess', () => preprocess(cutOut(samples, box), segmenter.facts.input, null))
  const second = await watch.time('infer', () => closeLook(segmenter, input))
  const close = await watch.time('segment', () => placed(maskFrom(second, box.widthPx, box.heightPx, maskThreshold), box, samples))
  return { mask: close, grid: second, box, ...facts }
}

/** The mean of the picture's probabilities and of those of the mirrored picture, turned back. */
async function closeLook(segmenter: Model, input: Float32Array): Promise<TongueMap> {
  const { widthPx } = segmenter.facts.input
  const plain = await findTongue(segmenter, input)
  const other = mirroredRows((await findTongue(segmenter, mirroredRows(input, widthPx))).mask, widthPx)
  return { ...plain, mask: plain.mask.map((value, index) => (value + (other[index] ?? value)) / 2) }
}

type Edges = NonNullable<ReturnType<typeof boundingBox>>

/** The box grown about its middle so that it fills CLOSE_SHARE of each side, within the photo. */
function around({ top, bottom, left, right }: Edges, { widthPx, heightPx }: Samples): PixelBox {
  const [leftPx, acrossPx] = grown(left, right, widthPx)
  const [topPx, downPx] = grown(top, bottom, heightPx)
  return { leftPx, topPx, widthPx: acrossPx, heightPx: downPx }
}

function grown(start: number, end: number, limit: number): [startPx: number, lengthPx: number] {
  const middle = (start + end) / 2
  const half = (end - start) / 2 / CLOSE_SHARE
  const from = Math.max(0, Math.round(middle - half))
  return [from, Math.min(limit, Math.round(middle + half)) - from]
}

/** The mask of a part, in a photo's size. */
function placed(part: Mask, box: PixelBox, { widthPx, heightPx }: Samples): Mask {
  const data = new Uint8Array(widthPx * heightPx)
  for (let row = 0; row < part.heightPx; row += 1) {
    data.set(part.data.subarray(row * part.widthPx, (row + 1) * part.widthPx), (box.topPx + row) * widthPx + box.leftPx)
  }
  return { widthPx, heightPx, data }
}
