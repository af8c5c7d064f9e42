import type { Point } from '../../src-shared/domain/mark.ts'
import type { LinearRgb } from '../../src-shared/domain/colourCalibration.ts'
import type { Samples } from '../imaging/raster.ts'
import { linearOf } from '../tongue/colour.ts'
import { homographyOf } from '../tongue/chart/homography.ts'
import { chartRules } from '../tongue/chart/reference.ts'

/** The light, camera and hindrances of a drawn chart photo. */
export interface ChartDrawing {
  /** Corners of the field of patches on the picture: upper left, upper right, lower right, lower left of the chart. */
  readonly corners: readonly [Point, Point, Point, Point]
  /** What the camera makes of the light: gains of the channels in linear light, its white, and the exponent of its levels. */
  readonly gains?: LinearRgb
  readonly kelvin?: number
  readonly gamma?: number
  /** Light at the picture's corners over that in its middle. */
  readonly vignette?: number
  /** Levels, to either side. */
  readonly noise?: number
  readonly seed?: number
  /** Patches under something of one colour, and patches with a highlight over a part of them. */
  readonly covered?: readonly number[]
  readonly glare?: readonly number[]
  /** How far, as a share, each channel of each patch is from what it should be: a copy or a worn chart. */
  readonly worn?: number
}

const PATCH_SHARE = 0.84
const frame: LinearRgb = [0.012, 0.012, 0.012]
const finger: LinearRgb = [0.55, 0.3, 0.22]
/** The chart's dark frame around the field of patches, in pitches. */
const MARGIN = 0.35

/** Corners of a chart about a middle, `widthPx` wide, turned clockwise by `turnDeg`; `mirrored` turns it over. */
export function chartCorners(middle: Point, widthPx: number, turnDeg = 0, mirrored = false): ChartDrawing['corners'] {
  const [cosine, sine] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)]
  const at = (x: number, y: number): Point => {
    const [right, down] = [(x * widthPx * (mirrored ? -1 : 1)) / 2, (y * widthPx) / 3]
    return [middle[0] + right * cosine - down * sine, middle[1] + right * sine + down * cosine]
  }
  return [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)]
}

/** The picture with a chart laid on it, photographed: light, white, tone curve, vignette, noise, 8 bits. */
export function drawChart(scene: Samples, drawing: ChartDrawing): Samples {
  const { widthPx, heightPx } = scene
  const toChart = homographyOf(drawing.corners.map((corner, index) => [corner, ([[0, 0], [6, 0], [6, 4], [0, 4]] as const)[index] ?? [0, 0]]))
  if (toChart === null) throw new RangeError('corners on one line')
  const camera = cameraOf(drawing)
  const data = new Uint8Array(scene.data.length)
  let state = (drawing.seed ?? 1) >>> 0
  for (let pixel = 0; pixel < widthPx * heightPx; pixel += 1) {
    const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)]
    const light = lightAt([x, y], toChart, drawing) ?? ([0, 1, 2].map((channel) => linearOf(scene.data[pixel * 3 + channel] ?? 0)) as [number, number, number])
    const fall = 1 - (1 - (drawing.vignette ?? 1)) * ((2 * x / widthPx - 1) ** 2 + (2 * y / heightPx - 1) ** 2) / 2
    camera(light, fall).forEach((level, channel) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      data[pixel * 3 + channel] = Math.min(255, Math.max(0, Math.round(level + (state / 2 ** 31 - 1) * (drawing.noise ?? 0))))
    })
  }
  return { widthPx, heightPx, channels: 3, data }
}

/** Light of the chart at a pixel, the mean of four places in it; null beside the chart. */
function lightAt([x, y]: Point, toChart: (place: Point) => Point, drawing: ChartDrawing): LinearRgb | null {
  const sum: [number, number, number] = [0, 0, 0]
  for (const [right, down] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) {
    const [column, row] = toChart([x + right, y + down])
    if (!(column > -MARGIN && column < 6 + MARGIN && row > -MARGIN && row < 4 + MARGIN)) return null
    colourAt(column, row, drawing).forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value / 4))
  }
  return sum
}

function colourAt(column: number, row: number, { covered = [], glare = [], worn = 0 }: ChartDrawing): LinearRgb {
  const patch = Math.min(3, Math.max(0, Math.floor(row))) * 6 + Math.min(5, Math.max(0, Math.floor(column)))
  const [right, down] = [Math.abs(column - Math.floor(column) - 0.5), Math.abs(row - Math.floor(row) - 0.5)]
  if (covered.includes(patch)) return finger
  if (column < 0 || row < 0 || column > 6 || row > 4 || Math.max(right, down) > PATCH_SHARE / 2) return frame
  if (glare.includes(patch) && column - Math.floor(column) + row - Math.floor(row) < 1) return [1, 1, 1]
  const [red, green, blue] = chartRules.patches[patch]?.linear ?? frame
  const wear = (value: number, channel: number): number => Math.max(0, value) * (1 + worn * Math.sin(patch * 7.3 + channel * 2.1))
  return [wear(red, 0), wear(green, 1), wear(blue, 2)]
}

/** From linear sRGB under D65 to levels of the camera. */
function cameraOf({ gains = [1, 1, 1], kelvin = 6504, gamma = 1 }: ChartDrawing): (light: LinearRgb, fall: number) => readonly number[] {
  const adapted = adaptation(kelvin)
  return ([red, green, blue], fall) =>
    gains.map((gain, channel) => {
      const [a = 0, b = 0, c = 0] = adapted[channel] ?? []
      const value = Math.min(1, Math.max(0, gain * fall * (a * red + b * green + c * blue)))
      return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055) ** gamma
    })
}

type Matrix = readonly (readonly number[])[]

/** Linear sRGB under D65 to that under daylight of another temperature, which the camera takes for D65 (Bradford). */
function adaptation(kelvin: number): Matrix {
  const bradford = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
  const inverse = [[0.9869929, -0.1470543, 0.1599627], [0.4323053, 0.5183603, 0.0492912], [-0.0085287, 0.0400428, 0.9684867]]
  const toXyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
  const toRgb = [[3.2404542, -1.5371385, -0.4985314], [-0.969266, 1.8760108, 0.041556], [0.0556434, -0.2040259, 1.0572252]]
  const [from, to] = [whiteOf(6504), whiteOf(kelvin)].map((white) => bradford.map((row) => row.reduce((sum, value, index) => sum + value * (white[index] ?? 0), 0)))
  const cones = bradford.map((row, index) => row.map((value) => (value * (to?.[index] ?? 1)) / (from?.[index] ?? 1)))
  return product(product(toRgb, inverse), product(cones, toXyz))
}

const product = (one: Matrix, two: Matrix): Matrix => one.map((row) => [0, 1, 2].map((column) => row.reduce((sum, value, index) => sum + value * (two[index]?.[column] ?? 0), 0)))

/** XYZ of daylight (CIE 15:2004, 3.1), 4000 … 25000 K. */
function whiteOf(kelvin: number): LinearRgb {
  const inverse = 1000 / kelvin
  const x = kelvin <= 7000 ? -4.607 * inverse ** 3 + 2.9678 * inverse ** 2 + 0.09911 * inverse + 0.244063 : -2.0064 * inverse ** 3 + 1.9018 * inverse ** 2 + 0.24748 * inverse + 0.23704
  const y = -3 * x * x + 2.87 * x - 0.275
  return [x / y, 1, (1 - x - y) / y]
}
