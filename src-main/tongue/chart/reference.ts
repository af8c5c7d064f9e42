import type { Lab } from '../../../src-shared/domain/analysis.ts'
import type { LinearRgb } from '../../../src-shared/domain/colourCalibration.ts'
import data from '../../../src-shared/rules/colour-chart.json' with { type: 'json' }
import { labOf } from '../colour.ts'

export const COLUMNS = 6
export const ROWS = 4

/** White of D50, 2°. */
const white = [0.96422, 1, 0.82521] as const

/** Bradford's adaptation from D50 to D65 (Lindbloom's figures). */
const adaptation = [
  [0.9555766, -0.0230393, 0.0631636],
  [-0.0282895, 1.0099416, 0.0210077],
  [0.0122982, -0.020483, 1.3299098],
] as const

/** XYZ under D65 to linear sRGB (IEC 61966-2-1). */
const toRgb = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
] as const

type Matrix = readonly (readonly [number, number, number])[]

function times(matrix: Matrix, [x, y, z]: LinearRgb): LinearRgb {
  const row = (index: number): number => {
    const [a, b, c] = matrix[index] ?? [0, 0, 0]
    return a * x + b * y + c * z
  }
  return [row(0), row(1), row(2)]
}

/** CIELAB under D50 to linear sRGB, which may leave 0 … 1: cyan has a red below 0. */
export function linearOfLab([lightness, a, b]: Lab): LinearRgb {
  const y = (lightness + 16) / 116
  const cube = (value: number): number => (value ** 3 > 216 / 24_389 ? value ** 3 : (116 * value - 16) / (24_389 / 27))
  return times(toRgb, times(adaptation, [white[0] * cube(y + a / 500), white[1] * cube(y), white[2] * cube(y - b / 200)]))
}

/** One patch of the upright chart, row by row. */
export interface ReferencePatch {
  readonly name: string
  readonly linear: LinearRgb
  /** Under D65, by Bradford's adaptation. */
  readonly lab: Lab
}

export interface ChartRules {
  readonly version: string
  readonly reference: string
  readonly patches: readonly ReferencePatch[]
  readonly limits: { readonly meanDeltaE00: number; readonly fewestPatches: number }
}

function patchOf(name: string, index: number): ReferencePatch {
  const [lightness = 0, a = 0, b = 0] = charts[data.used]?.[index] ?? []
  const linear = linearOfLab([lightness, a, b])
  return { name, linear, lab: labOf(...linear) }
}

const charts: Readonly<Record<string, readonly (readonly number[])[]>> = data.lab

/** The chart that photos are read against, of src-shared/rules/colour-chart.json. */
export const chartRules: ChartRules = {
  version: data.version,
  reference: data.used,
  patches: data.patches.map(patchOf),
  limits: data.limits,
}
