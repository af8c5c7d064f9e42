import type { FoundChart } from '../../../src-shared/domain/colourCalibration.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { boxMeans } from '../../imaging/boxMeans.ts'
import type { Samples } from '../../imaging/raster.ts'
import { unit } from '../../imaging/rounded.ts'
import { flatCells } from './cells.ts'
import { type Homography, homographyOf, type Pair } from './homography.ts'
import { latticesOf } from './lattice.ts'
import { likenessOf } from './likeness.ts'
import { type MeasuredPatch, measurePatches } from './patches.ts'
import { bestPlacing, type Placing } from './placing.ts'
import { COLUMNS, ROWS } from './reference.ts'

/** Longer sides at which a chart is looked for, the coarser first: it is quick, and finds all but small charts. */
const LONGER_SIDES = [700, 1400] as const
/** A lattice is worth measuring from here on, and is a chart from there on (see docs/decisions/colour-calibration.md). */
const WORTH_MEASURING = 0.6
const IS_CHART = 0.8
const FEWEST_EVEN = 10
/** A cell farther than this share of a pitch from where the others say is cut. */
const OFF_CENTRE = 0.08

export interface ChartInPicture extends FoundChart {
  readonly patches: readonly MeasuredPatch[]
}

/**
 * Finds a chart of 6 × 4 patches in RGB samples, at any rotation, mirrored or not, in perspective, with some patches
 * covered. Corners and outlines are in pixels of the samples, colours in linear light. null where there is no chart.
 */
export function findChart(samples: Samples): ChartInPicture | null {
  const factors = LONGER_SIDES.map((side) => Math.max(1, Math.ceil(Math.max(samples.widthPx, samples.heightPx) / side)))
  for (const factor of new Set(factors)) {
    const found = findAt(samples, factor)
    if (found !== null) return found
  }
  return null
}

function findAt(samples: Samples, factor: number): ChartInPicture | null {
  const small = factor === 1 ? samples : boxMeans(samples, factor, factor)
  let best: ChartInPicture | null = null
  for (const lattice of latticesOf(flatCells(small))) {
    const placing = bestPlacing(lattice)
    if (placing === null || placing.likeness < WORTH_MEASURING) continue
    const chart = chartOf(samples, placing, factor)
    if (chart !== null && chart.confidence > (best?.confidence ?? 0)) best = chart
  }
  return best
}

/** The chart of a placing, measured in the picture's own pixels; null where its colours are not a chart's. */
function chartOf(samples: Samples, { cells, mirrored }: Placing, factor: number): ChartInPicture | null {
  const toPixel = perspectiveOf(cells.map(({ cell, column, row }) => [[column + 0.5, row + 0.5], [cell.x * factor, cell.y * factor]]))
  if (toPixel === null) return null
  const patches = measurePatches(samples, toPixel)
  const even = patches.filter(({ fault }) => fault !== 'uneven')
  if (even.length < FEWEST_EVEN) return null
  const likeness = likenessOf(even.map(({ index, linear }) => ({ patch: index, linear })))
  if (likeness < IS_CHART) return null
  return { corners: cornersOf(toPixel), mirrored, confidence: unit((likeness * even.length) / patches.length), patches }
}

/** The perspective of most cells: one that is cut by a finger has its middle elsewhere. */
function perspectiveOf(pairs: readonly Pair[]): Homography | null {
  const first = homographyOf(pairs)
  if (first === null) return null
  const [x, y] = first([COLUMNS / 2, ROWS / 2])
  const [nextX, nextY] = first([COLUMNS / 2 + 1, ROWS / 2])
  const limit = OFF_CENTRE * Math.hypot(nextX - x, nextY - y)
  const good = pairs.filter(([place, pixel]) => {
    const [expectedX, expectedY] = first(place)
    return Math.hypot(expectedX - pixel[0], expectedY - pixel[1]) < limit
  })
  return good.length < FEWEST_EVEN ? first : homographyOf(good)
}

const cornersOf = (toPixel: Homography): readonly Point[] => ([[0, 0], [COLUMNS, 0], [COLUMNS, ROWS], [0, ROWS]] as const).map(toPixel)
