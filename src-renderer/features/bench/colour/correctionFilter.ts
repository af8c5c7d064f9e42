import type { ColourCorrection } from '../../../../src-shared/domain/colourCalibration.ts'

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const toDisplay = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)

const levels = 256
const darkest = 0.0005

/** The tone curve of a correction on the values of the screen, 0 … 1, one for each level: the same for the three channels. */
export function toneTable({ gamma, bend }: Pick<ColourCorrection, 'gamma' | 'bend'>): readonly number[] {
  return Array.from({ length: levels }, (_, level) => {
    const light = toLinear(level / (levels - 1))
    const log = Math.log(Math.max(darkest, light))
    return light <= 0 ? 0 : toDisplay(Math.min(1, Math.exp(gamma * log + bend * log * log)))
  })
}

/** The matrix of a correction as an SVG colour matrix, four rows of five, on linear light. */
export function filterMatrix({ matrix }: Pick<ColourCorrection, 'matrix'>): readonly number[] {
  const row = (first: number): readonly number[] => [matrix[first] ?? 0, matrix[first + 1] ?? 0, matrix[first + 2] ?? 0, 0, matrix[first + 3] ?? 0]
  return [...row(0), ...row(4), ...row(8), 0, 0, 0, 1, 0]
}
