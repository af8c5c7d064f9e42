import type { ColourCorrection, LinearRgb } from '../../../src-shared/domain/colourCalibration.ts'
import type { Samples } from '../../imaging/raster.ts'
import { linearOf } from '../colour.ts'

export type ToneCurve = Pick<ColourCorrection, 'gamma' | 'bend'>

/** Below this the logarithm is of noise. */
const DARKEST = 0.0005

function bent(value: number, { gamma, bend }: ToneCurve): number {
  const log = Math.log(Math.max(DARKEST, value))
  return value <= 0 ? 0 : Math.exp(gamma * log + bend * log * log)
}

/** Linear light through the tone curve, before the matrix. */
export const toned = ([red, green, blue]: LinearRgb, tone: ToneCurve): LinearRgb => [bent(red, tone), bent(green, tone), bent(blue, tone)]

/** Photographed linear light to linear sRGB under D65; may leave 0 … 1. */
export function corrected(linear: LinearRgb, correction: ColourCorrection): LinearRgb {
  return mixed(toned(linear, correction), correction.matrix)
}

function mixed([red, green, blue]: LinearRgb, matrix: readonly number[]): LinearRgb {
  const row = (first: number): number => (matrix[first] ?? 0) * red + (matrix[first + 1] ?? 0) * green + (matrix[first + 2] ?? 0) * blue + (matrix[first + 3] ?? 0)
  return [row(0), row(4), row(8)]
}

/** sRGB levels of linear light, in steps fine enough that each level of the dark end has its own. */
const LEVEL_STEPS = 8192
const levels = Uint8Array.from({ length: LEVEL_STEPS + 1 }, (_, step) => {
  const value = step / LEVEL_STEPS
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))
})

/** RGB samples with every pixel corrected; what leaves the range of sRGB is held at its end. */
export function correctSamples(samples: Samples, correction: ColourCorrection): Samples {
  const { data } = samples
  const curve = Float64Array.from({ length: 256 }, (_, level) => bent(linearOf(level), correction))
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = correction.matrix.map((entry) => entry * LEVEL_STEPS)
  const out = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at += 3) {
    const red = curve[data[at] ?? 0] ?? 0
    const green = curve[data[at + 1] ?? 0] ?? 0
    const blue = curve[data[at + 2] ?? 0] ?? 0
    out[at] = levelOf(a * red + b * green + c * blue + d)
    out[at + 1] = levelOf(e * red + f * green + g * blue + h)
    out[at + 2] = levelOf(i * red + j * green + k * blue + l)
  }
  return { ...samples, data: out }
}

const levelOf = (step: number): number => levels[step <= 0 ? 0 : step >= LEVEL_STEPS ? LEVEL_STEPS : Math.round(step)] ?? 0
