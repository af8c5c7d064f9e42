import type { LinearRgb } from '../../../src-shared/domain/colourCalibration.ts'
import { chartRules } from './reference.ts'

/** Below this share of white light and noise of the picture say more than the patch. */
const FLOOR = 0.012

type Features = readonly [light: number, redGreen: number, blueGreen: number]

/** Logarithms of light and of two ratios: gains of the channels only shift them, and a gamma only stretches them. */
function featuresOf([red, green, blue]: LinearRgb): Features {
  const log = (value: number): number => Math.log(Math.min(1, Math.max(0, value)) + FLOOR)
  const [r, g, b] = [log(red), log(green), log(blue)]
  return [(r + g + b) / 3, r - g, b - g]
}

const expected = chartRules.patches.map(({ linear }) => featuresOf(linear))

/** A colour and the patch it is taken for. */
export interface Guess {
  readonly patch: number
  readonly linear: LinearRgb
}

/** Patches may be covered, or lie in a highlight: this share of them does not count where they do not fit. */
const LEFT_OUT = 0.25
const FITS_WELL = 0.985

/**
 * How well colours follow those of the patches they are taken for, whatever the light: the least of the correlations of
 * lightness, red against green and blue against green, without the few colours that fit least. 1 is perfect, 0 chance.
 */
export function likenessOf(guesses: readonly Guess[]): number {
  let kept = guesses
  let likeness = leastCorrelation(kept)
  while (likeness < FITS_WELL && kept.length - 1 >= (1 - LEFT_OUT) * guesses.length) {
    const without = kept.map((_, left) => kept.filter((__, index) => index !== left)).map((rest) => ({ rest, likeness: leastCorrelation(rest) }))
    const best = without.reduce((one, two) => (two.likeness > one.likeness ? two : one))
    kept = best.rest
    likeness = best.likeness
  }
  return likeness
}

function leastCorrelation(guesses: readonly Guess[]): number {
  const seen = guesses.map(({ linear }) => featuresOf(linear))
  const wanted = guesses.map(({ patch }) => expected[patch] ?? ([0, 0, 0] as const))
  return Math.min(...([0, 1, 2] as const).map((feature) => correlation(seen.map((one) => one[feature]), wanted.map((one) => one[feature]))))
}

function correlation(one: readonly number[], two: readonly number[]): number {
  const count = one.length
  const [meanOne, meanTwo] = [one, two].map((values) => values.reduce((sum, value) => sum + value, 0) / count) as [number, number]
  let [both, squaresOne, squaresTwo] = [0, 0, 0]
  one.forEach((value, index) => {
    const [left, right] = [value - meanOne, (two[index] ?? 0) - meanTwo]
    both += left * right
    squaresOne += left ** 2
    squaresTwo += right ** 2
  })
  // Hardly any difference is none: rounding would correlate with anything.
  return squaresOne < 1e-3 * count || squaresTwo === 0 ? 0 : both / Math.sqrt(squaresOne * squaresTwo)
}
