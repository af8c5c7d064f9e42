import type { Quality } from '../../src-shared/domain/analysis.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Mask } from './preprocess.ts'
import type { Samples } from './raster.ts'
import { rounded } from './rounded.ts'

/** Facts are taken from at most this many samples: they are shares and quantiles, more would not sharpen them. */
const SAMPLED = 65_536

/** Defaults measured on films and clinic photos: each is passed by more than 99 of 100 of them. */
export const limits = {
  filmShortSidePx: 128,
  filmContrast: 40,
  tongueShortSidePx: 128,
  secondTongue: 0.25,
  tongueAreaFraction: 0.03,
  tongueBrightness: [35, 235],
  tongueClippedShare: 0.25,
  tongueFocus: 0.5,
} as const

/**
 * Exposure facts of a grey picture, 0 … 255: mean, and the distance between the 2 % and the 98 % quantile.
 * `shortSidePx` is the shorter side.
 */
export function filmFacts({ widthPx, heightPx, data }: Samples): Quality {
  const counts = new Uint32Array(256)
  const step = Math.max(1, Math.floor(data.length / SAMPLED))
  let total = 0
  for (let index = 0; index < data.length; index += step) {
    const value = data[index] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
    total += 1
  }
  const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / total
  return {
    shortSidePx: Math.min(widthPx, heightPx),
    brightness: rounded(mean),
    contrast: quantile(counts, total, 0.98) - quantile(counts, total, 0.02),
  }
}

/** Refuses a film that is too small or has no range of greys. Throws AppError `quality.tooSmall` or `quality.exposure`. */
export function checkFilm(facts: Quality): void {
  const { shortSidePx = 0, contrast = 0 } = facts
  if (shortSidePx < limits.filmShortSidePx) throw new AppError('quality.tooSmall', { shortSidePx, limitPx: limits.filmShortSidePx })
  if (contrast < limits.filmContrast) throw new AppError('quality.exposure', { contrast, limit: limits.filmContrast })
}

/**
 * Exposure and focus of the tongue alone: mean brightness, share of clipped pixels, and the mean absolute Laplacian
 * over the brightness (a blurred photo of the same tongue has less of it). RGB samples and the mask have one size.
 */
export function tongueFacts(samples: Samples, mask: Mask, areaFraction: number): Quality {
  const { widthPx, heightPx } = samples
  const stride = Math.max(1, Math.round(Math.sqrt((areaFraction * widthPx * heightPx) / SAMPLED)))
  const sums = { count: 0, light: 0, clipped: 0, detail: 0 }
  for (let row = stride; row < heightPx - stride; row += stride) {
    for (let column = stride; column < widthPx - stride; column += stride) {
      if (mask.data[row * widthPx + column] === 255) addPixel(sums, samples, { row, column, stride })
    }
  }
  const count = Math.max(1, sums.count)
  const brightness = sums.light / count
  return {
    shortSidePx: Math.min(widthPx, heightPx),
    areaFraction: rounded(areaFraction, 4),
    brightness: rounded(brightness),
    clippedShare: rounded(sums.clipped / count, 4),
    focus: rounded((100 * sums.detail) / count / Math.max(1, brightness), 3),
  }
}

interface Sums {
  count: number
  light: number
  clipped: number
  detail: number
}

function addPixel(sums: Sums, { widthPx, data }: Samples, at: { row: number; column: number; stride: number }): void {
  const light = (row: number, column: number): number => {
    const index = (row * widthPx + column) * 3
    return ((data[index] ?? 0) * 299 + (data[index + 1] ?? 0) * 587 + (data[index + 2] ?? 0) * 114) / 1000
  }
  const { row, column, stride } = at
  const middle = light(row, column)
  const around = light(row - stride, column) + light(row + stride, column) + light(row, column - stride) + light(row, column + stride)
  const index = (row * widthPx + column) * 3
  const [red = 0, green = 0, blue = 0] = data.subarray(index, index + 3)
  sums.count += 1
  sums.light += middle
  sums.detail += Math.abs(4 * middle - around) / 4
  if (Math.min(red, green, blue) >= 250 || Math.max(red, green, blue) <= 8) sums.clipped += 1
}

/**
 * Refuses a photo whose tongue cannot be read. `presence` is the segmenter's probability that there is a tongue.
 * Throws AppError `quality.notTongue`, `quality.twoTongues`, `quality.tooSmall`, `quality.exposure` or `quality.blurred` with fact and limit.
 */
export function checkTongue(facts: Quality, presenceLimit: number): void {
  const { presence = 0, areaFraction = 0, secondShare = 0, shortSidePx = 0, brightness = 0, clippedShare = 0, focus = 0 } = facts
  if (!(presence >= presenceLimit)) throw new AppError('quality.notTongue', { presence, limit: presenceLimit })
  if (areaFraction < limits.tongueAreaFraction) {
    throw new AppError('quality.notTongue', { areaFraction, limit: limits.tongueAreaFraction })
  }
  if (secondShare > limits.secondTongue) throw new AppError('quality.twoTongues', { secondShare, limit: limits.secondTongue })
  if (shortSidePx < limits.tongueShortSidePx) throw new AppError('quality.tooSmall', { shortSidePx, limitPx: limits.tongueShortSidePx })
  const [darkest, brightest] = limits.tongueBrightness
  if (brightness < darkest || brightness > brightest) throw new AppError('quality.exposure', { brightness, darkest, brightest })
  if (clippedShare > limits.tongueClippedShare) {
    throw new AppError('quality.exposure', { clippedShare, limit: limits.tongueClippedShare })
  }
  if (focus < limits.tongueFocus) throw new AppError('quality.blurred', { focus, limit: limits.tongueFocus })
}

function quantile(counts: Uint32Array, total: number, share: number): number {
  let left = share * total
  for (let value = 0; value < counts.length; value += 1) {
    left -= counts[value] ?? 0
    if (left <= 0) return value
  }
  return counts.length - 1
}
