import type { ChartPatch, ChartReading, ColourCorrection } from '../../../src-shared/domain/colourCalibration.ts'
import type { Samples } from '../../imaging/raster.ts'
import { rounded } from '../../imaging/rounded.ts'
import { labOf } from '../colour.ts'
import { colourDifference } from '../colourDifference.ts'
import { corrected } from './correction.ts'
import { type ChartInPicture, findChart } from './findChart.ts'
import { type Fit, fitAll, fitCorrection, type Known } from './fit.ts'
import type { MeasuredPatch } from './patches.ts'
import { type ChartRules, chartRules } from './reference.ts'

/** Parts of the patches, each left out in turn. */
const FOLDS = 6

/** Finds the chart of a photo (RGB samples) and fits the correction to it. */
export function calibrate(samples: Samples, rules: ChartRules = chartRules): ChartReading {
  const chart = findChart(samples)
  return chart === null ? { found: false, reason: 'no-chart' } : calibrationOf(chart, rules)
}

function calibrationOf(chart: ChartInPicture, rules: ChartRules): ChartReading {
  const known = chart.patches.filter(({ fault }) => fault === null).map((patch) => knownOf(patch, rules))
  const fit = known.length < rules.limits.fewestPatches ? null : fitCorrection(known)
  if (fit === null || fit.kept.size < rules.limits.fewestPatches) return { found: false, reason: 'too-few-patches' }
  const table = chart.patches.map((patch) => patchOf(patch, fit, rules))
  const residuals = table.filter(({ fault }) => fault === null).map(({ deltaE00 }) => deltaE00)
  const mean = meanOf(residuals)
  return {
    found: true,
    rules: rules.version,
    reference: rules.reference,
    chart: { corners: chart.corners.map(roundedPoint), mirrored: chart.mirrored, confidence: chart.confidence },
    patches: residuals.length,
    meanDeltaE00: rounded(mean, 2),
    maxDeltaE00: rounded(Math.max(...residuals), 2),
    heldOutDeltaE00: rounded(heldOut(known.filter(({ index }) => fit.kept.has(index))), 2),
    good: rounded(mean, 2) <= rules.limits.meanDeltaE00,
    correction: roundedCorrection(fit.correction),
    table,
  }
}

const knownOf = ({ index, linear }: MeasuredPatch, { patches }: ChartRules): Known => {
  const reference = patches[index]
  if (reference === undefined) throw new RangeError('a patch beyond the chart')
  return { index, linear, reference }
}

function patchOf(patch: MeasuredPatch, { correction, kept }: Fit, rules: ChartRules): ChartPatch {
  const { index, linear, reference } = knownOf(patch, rules)
  const lab = labOf(...corrected(linear, correction))
  return {
    index,
    name: reference.name,
    outline: patch.outline.map(roundedPoint),
    linearRgb: roundedThree(linear, 4),
    photographed: roundedThree(labOf(...linear), 1),
    corrected: roundedThree(lab, 1),
    reference: roundedThree(reference.lab, 1),
    deltaE00: rounded(colourDifference(lab, reference.lab), 2),
    fault: patch.fault ?? (kept.has(index) ? null : 'outlier'),
  }
}

/** Mean ΔE00 of patches that the fit had not seen, over parts of every sixth patch. NaN never: a part without fit counts as no part. */
function heldOut(known: readonly Known[]): number {
  const differences = Array.from({ length: FOLDS }, (_, fold) => {
    const correction = fitAll(known.filter((__, place) => place % FOLDS !== fold))
    return correction === null ? [] : known.filter((__, place) => place % FOLDS === fold).map((one) => differenceOf(one, correction))
  }).flat()
  return meanOf(differences)
}

const differenceOf = ({ linear, reference }: Known, correction: ColourCorrection): number => colourDifference(labOf(...corrected(linear, correction)), reference.lab)

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const roundedPoint = ([x, y]: readonly [number, number]): readonly [number, number] => [rounded(x, 1), rounded(y, 1)]
const roundedThree = ([one, two, three]: readonly [number, number, number], digits: number): readonly [number, number, number] => [rounded(one, digits), rounded(two, digits), rounded(three, digits)]

const roundedCorrection = ({ gamma, bend, matrix }: ColourCorrection): ColourCorrection => ({ gamma: rounded(gamma, 6), bend: rounded(bend, 6), matrix: matrix.map((entry) => rounded(entry, 6)) })
