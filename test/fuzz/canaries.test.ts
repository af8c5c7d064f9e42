import { describe, expect, it } from 'vitest'
import { plantedRun } from './canaries.ts'

describe('three hundred DICOM files with planted texts', () => {
  it('hold none of them once they are de-identified, and show the same pixels', async () => {
    const report = await plantedRun({ seed: 20_261_127, first: 0, count: 300 })
    expect(report).toMatchObject({ files: 300, found: [], otherPixels: [] })
    // A planter that plants little, or only at the top, tests nothing.
    expect(report.planted).toBeGreaterThan(10_000)
    expect(report.deepest).toBeGreaterThanOrEqual(8)
  })
})
