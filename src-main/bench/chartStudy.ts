import { readFile } from 'node:fs/promises'
import { AppError } from '../../src-shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import { inColours, samplesOf, type Samples } from '../imaging/raster.ts'
import { rounded } from '../imaging/rounded.ts'
import { calibrate } from '../tongue/chart/calibrate.ts'
import { findChart } from '../tongue/chart/findChart.ts'
import { type ChartPhoto, drawChartPhoto, plainScene } from './chartPhotos.ts'
import { medianMs, medianOf, percentileOf } from './median.ts'

const SIDE_PX = 600
/** The size of photos that the time is told for. */
const TIMED = { widthPx: 1716, heightPx: 2574 } as const

/** One line of the study: of drawn charts, of pictures without one, or of the time it takes. */
export type ChartStudyLine = Readonly<Record<string, string | number | readonly string[]>>

/** Draws charts of known place and light, finds them and corrects by them; ΔE00 are of the patches named in the key. */
export function studyDrawnCharts(count: number, random: () => number): ChartStudyLine {
  const scene = plainScene(SIDE_PX)
  const seen = Array.from({ length: count }, () => outcomeOf(drawChartPhoto(scene, random)))
  const found = seen.filter((one) => one !== null)
  const figures = (name: keyof Outcome): ChartStudyLine => {
    const values = found.map((one) => one[name])
    return { [`${name}Median`]: rounded(medianOf(values), 3), [`${name}P95`]: rounded(percentileOf(values, 0.95), 3), [`${name}Max`]: rounded(Math.max(...values), 3) }
  }
  return { what: 'drawn charts', photos: count, found: found.length, ...figures('cornerErrorPitches'), ...figures('meanDeltaE00'), ...figures('heldOutDeltaE00') }
}

interface Outcome {
  /** Farthest corner from where it was drawn, in pitches of the patches. */
  readonly cornerErrorPitches: number
  readonly meanDeltaE00: number
  readonly heldOutDeltaE00: number
}

function outcomeOf({ samples, drawing, pitchPx }: ChartPhoto): Outcome | null {
  const reading = calibrate(samples)
  if (!reading.found) return null
  const { chart, meanDeltaE00, heldOutDeltaE00 } = reading
  const errors = chart.corners.map(([x, y], index) => Math.hypot(x - (drawing.corners[index]?.[0] ?? 0), y - (drawing.corners[index]?.[1] ?? 0)))
  return { cornerErrorPitches: Math.max(...errors) / pitchPx, meanDeltaE00, heldOutDeltaE00 }
}

/** Looks for charts in pictures that are said to have none; `alarms` names those in which one was found. */
export async function studyPictures(paths: readonly string[], tell: (done: number) => void): Promise<ChartStudyLine> {
  const alarms: string[] = []
  let read = 0
  for (const [index, path] of paths.entries()) {
    const samples = await samplesAt(path)
    if (samples !== null) read += 1
    if (samples !== null && findChart(samples) !== null) alarms.push(path)
    tell(index + 1)
  }
  return { what: 'pictures', pictures: read, alarms }
}

/** Grey pictures are looked at too; null for a file that is no picture. */
async function samplesAt(path: string): Promise<Samples | null> {
  try {
    return inColours(samplesOf(await decodeImage(await readFile(path))), 'rgb')
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Median time to look for a chart in a photo that has one, and in one that has none (it is looked for twice there), and to correct by it. */
export function studyTime(random: () => number): ChartStudyLine {
  const side = Math.min(TIMED.widthPx, TIMED.heightPx)
  const without = plainScene(side)
  const { samples } = drawChartPhoto(without, random)
  return {
    what: 'time',
    size: `${side} x ${side}`,
    withoutChartMs: rounded(medianMs(7, () => findChart(without))),
    withChartMs: rounded(medianMs(7, () => findChart(samples))),
    calibratedMs: rounded(medianMs(7, () => calibrate(samples))),
  }
}
