import { describe, expect, it } from 'vitest'
import type { LengthMark } from '../../../../src-shared/domain/mark.ts'
import { formatLength } from './formatLength.ts'

const words = { measurements: { pixels: 'px', detector: 'detector plane', byReader: 'calibrated' } }
const points: LengthMark['points'] = [
  [0, 0],
  [30, 40],
]

describe('a length in words', () => {
  it('shows pixels without a calibration: never a millimetre that nobody measured', () => {
    expect(formatLength(points, null, words)).toEqual({ value: '50 px', note: null })
  })

  it('follows rows and columns of different size', () => {
    const spacing = { rowMm: 0.1, columnMm: 0.2, source: 'pixelSpacing' } as const
    expect(formatLength(points, spacing, words)).toEqual({ value: '7.2 mm', note: null })
  })

  it('says when the spacing is the detector’s', () => {
    const spacing = { rowMm: 0.2, columnMm: 0.2, source: 'imagerPixelSpacing' } as const
    expect(formatLength(points, spacing, words)).toEqual({ value: '10.0 mm', note: 'detector plane' })
  })
})
