import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../src-main/imaging/decode.ts'
import { inColours, samplesOf } from '../../src-main/imaging/raster.ts'
import { calibrate } from '../../src-main/tongue/chart/calibrate.ts'
import { findChart } from '../../src-main/tongue/chart/findChart.ts'
import { sharedFiles } from './sharedData.ts'

const charts = sharedFiles('colour-chart').filter((file) => file.endsWith('.jpg'))
/** Where a person sees the field of patches: corners from the dark skin clockwise on the upright chart, in pixels. */
const corners: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'passport.jpg': [[746, 344], [322, 345], [321, 62], [745, 61]],
  'IMG_20140613_203438.jpg': [[1641, 901], [1145, 1400], [738, 1198], [1257, 752]],
  'IMG_20140613_203500.jpg': [[1209, 892], [1204, 1893], [563, 1890], [517, 884]],
}

describe('real photos', () => {
  it.skipIf(charts.length === 0).each(charts)('%s: the chart is found where it lies (skipped without shared/data)', async (file) => {
    const reading = calibrate(samplesOf(await decodeImage(readFileSync(file))))
    if (!reading.found) throw new Error(reading.reason)
    const expected = corners[file.split('/').at(-1) ?? ''] ?? []
    const errors = reading.chart.corners.map(([x, y], index) => Math.hypot(x - (expected[index]?.[0] ?? 0), y - (expected[index]?.[1] ?? 0)))
    expect(Math.max(...errors)).toBeLessThan(25)
    // The first is a chart itself; the others are prints of one on paper and on a screen, whose colours are not a chart's.
    expect(reading.good).toBe(file.endsWith('passport.jpg'))
  })

  const others = [...sharedFiles('tongue-segmentation').filter((file) => file.includes('images')).filter((_, index) => index % 27 === 0), ...sharedFiles('nih-chest/images').filter((_, index) => index % 120 === 0)]
  it.skipIf(others.length === 0)('tongues and films have no chart (skipped without shared/data)', async () => {
    for (const file of others) expect(findChart(inColours(samplesOf(await decodeImage(readFileSync(file))), 'rgb')), file).toBeNull()
  })
})
