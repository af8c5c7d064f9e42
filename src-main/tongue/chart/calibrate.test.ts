import { describe, expect, it } from 'vitest'
import { drawTongue } from '../../../test/fixtures/drawnTongue.ts'
import { seededRandom } from '../../../test/support/random.ts'
import type { Lab } from '../../../src-shared/domain/analysis.ts'
import type { ColourCalibration } from '../../../src-shared/domain/colourCalibration.ts'
import { drawChartPhoto } from '../../bench/chartPhotos.ts'
import { chartCorners, type ChartDrawing, drawChart } from '../../bench/drawnChart.ts'
import type { Samples } from '../../imaging/raster.ts'
import { colourDifference } from '../colourDifference.ts'
import { measureTongue } from '../measure.ts'
import { calibrate } from './calibrate.ts'
import { findChart } from './findChart.ts'

const tongue = drawTongue({ sidePx: 400 })
const black: Lab = [0, 0, 0]
const scene = drawTongue({ sidePx: 320 }).samples
/** In the corner of the picture, beside the tongue. */
const beside = chartCorners([330, 64], 120, 0)

function calibrated(drawing: Partial<ChartDrawing> = {}): ColourCalibration {
  const reading = calibrate(drawChart(tongue.samples, { corners: chartCorners([200, 200], 240), ...drawing }))
  if (!reading.found) throw new Error(reading.reason)
  return reading
}

const filled = (widthPx: number, heightPx: number, level: (index: number) => number): Samples => ({ widthPx, heightPx, channels: 3, data: Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, index) => level(index)) })

describe('a drawn chart', () => {
  it('is found wherever it lies, and its light is taken back, on patches the fit had not seen too', () => {
    const random = seededRandom(2014)
    for (let photo = 0; photo < 12; photo += 1) {
      const { samples, drawing, mirrored, pitchPx } = drawChartPhoto(scene, random)
      const reading = calibrate(samples)
      if (!reading.found) throw new Error(`${photo}: ${reading.reason}`)
      const errors = reading.chart.corners.map(([x, y], index) => Math.hypot(x - (drawing.corners[index]?.[0] ?? 0), y - (drawing.corners[index]?.[1] ?? 0)))
      expect(Math.max(...errors), `corners of ${photo}`).toBeLessThan(0.2 * pitchPx)
      expect(reading.chart.mirrored).toBe(mirrored)
      expect(reading.meanDeltaE00, `mean of ${photo}`).toBeLessThanOrEqual(2)
      expect(reading.heldOutDeltaE00, `held out of ${photo}`).toBeLessThanOrEqual(3)
      expect(reading.good).toBe(true)
    }
  })

  it('names the patches that it leaves out, and why', () => {
    const { table, patches, chart } = calibrated({ covered: [3, 9], glare: [13], gains: [0.8, 0.8, 0.8] })
    expect(table.filter(({ fault }) => fault !== null).map(({ name, fault }) => [name, fault])).toEqual([['foliage', 'outlier'], ['purple', 'outlier'], ['green', 'uneven'], ['cyan', 'clipped']])
    expect(patches).toBe(20)
    expect(chart.confidence).toBeLessThan(calibrated({ gains: [0.8, 0.8, 0.8] }).chart.confidence)
  })

  it('leaves the colours of an ideal photo as they are', () => {
    const { table, meanDeltaE00 } = calibrated({ gains: [0.9, 0.9, 0.9] })
    expect(meanDeltaE00).toBeLessThan(0.5)
    for (const { corrected, reference, fault } of table) if (fault === null) expect(colourDifference(corrected, reference)).toBeLessThan(1.5)
  })

  it('of other colours than its own says that it is no good', () => {
    expect(calibrated({ worn: 0.25 })).toMatchObject({ good: false })
    expect(calibrated({ worn: 0.25 }).meanDeltaE00).toBeGreaterThan(3)
  })

  it('of which more than half is covered corrects nothing', () => {
    const drawing = { corners: chartCorners([200, 200], 240), covered: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] }
    expect(calibrate(drawChart(tongue.samples, drawing))).toMatchObject({ good: false })
  })

  it('brings a tongue under any lamp to one colour, which is then named by the calibrated anchors', () => {
    const lights = [{ gains: [0.9, 0.9, 0.9] }, { gains: [1.1, 0.85, 0.65], kelvin: 4500 }, { gains: [0.7, 0.8, 1], kelvin: 8500, gamma: 1.3 }] as const
    const labs = lights.map((light) => {
      const samples = drawChart(tongue.samples, { corners: beside, ...light })
      const reading = calibrate(samples)
      if (!reading.found) throw new Error(reading.reason)
      const { signs } = measureTongue({ samples, mask: tongue.mask, quality: {}, calibration: { ...reading, source: 'own', chartSha256: '' } })
      expect(signs).toMatchObject({ calibrated: true, bodyColour: { reason: null } })
      return signs?.bodyColour.lab ?? black
    })
    const truth = measureTongue({ ...tongue, quality: {} }).body.lab ?? black
    for (const lab of labs) expect(colourDifference(lab, truth)).toBeLessThan(3)
  })

  it('that is no good leaves colours without a name, and nothing else', () => {
    const samples = drawChart(tongue.samples, { corners: beside, worn: 0.25 })
    const reading = calibrate(samples)
    if (!reading.found) throw new Error(reading.reason)
    const { calibrated, signs } = measureTongue({ samples, mask: tongue.mask, quality: {}, calibration: { ...reading, source: 'own', chartSha256: '' } })
    expect(calibrated).toBe(false)
    expect(signs).toMatchObject({ calibrated: false, bodyColour: { name: null, lab: null, reason: 'calibration-poor' }, coatingColour: { name: null, reason: 'calibration-poor' }, toothMarks: { reason: null } })
  })
})

describe('pictures without a chart', () => {
  const squares = (colour: (column: number, row: number) => readonly number[]): Samples => {
    const samples = filled(400, 300, () => 8)
    for (let pixel = 0; pixel < 400 * 300; pixel += 1) {
      const [x, y] = [(pixel % 400) / 60, Math.floor(pixel / 400) / 60]
      if (Math.max(Math.abs((x % 1) - 0.5), Math.abs((y % 1) - 0.5)) < 0.42) samples.data.set(colour(Math.floor(x), Math.floor(y)), pixel * 3)
    }
    return samples
  }

  it('have none: a tongue, squares of one grey, of greys, of any colours', () => {
    const random = seededRandom(7)
    expect(findChart(tongue.samples)).toBeNull()
    expect(findChart(squares(() => [200, 200, 200]))).toBeNull()
    expect(findChart(squares((column, row) => Array<number>(3).fill(40 + 25 * column + 20 * row)))).toBeNull()
    for (let time = 0; time < 8; time += 1) expect(findChart(squares(() => [random() * 255, random() * 255, random() * 255]))).toBeNull()
  })

  it('of any size and content are no fault', () => {
    const random = seededRandom(9)
    for (const [widthPx, heightPx] of [[0, 0], [1, 1], [3, 2], [700, 1], [64, 64]] as const) {
      expect(findChart(filled(widthPx, heightPx, () => random() * 255))).toBeNull()
      expect(findChart(filled(widthPx, heightPx, () => 128))).toBeNull()
    }
  })
})
