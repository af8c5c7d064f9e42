import { expect, it } from 'vitest'
import { drawTongue } from '../../test/fixtures/drawnTongue.ts'
import type { ImageId } from '../../src-shared/domain/ids.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { drawUnderside } from '../bench/drawnUnderside.ts'
import { measureTongue, measureUnderside } from '../tongue/measure.ts'
import type { AppliedCalibration } from '../../src-shared/domain/colourCalibration.ts'
import { calibrationCell, measuredSigns, signsCell } from './measuredSigns.ts'

const tongue = measureTongue({ ...drawTongue({ dents: { left: 3, right: 0 } }), quality: {} })
const read = { imageId: 'image-1' as ImageId } as ExportedImage
const other = { imageId: 'image-2' as ImageId } as ExportedImage
const signed = (run: object | null, answers: readonly object[] = []): SignedCase => ({ run, answers }) as unknown as SignedCase

it('the signs of the picture that was read go out, with their reasons and confidences', () => {
  const one = signed({ imageId: 'image-1', tongue })
  expect(measuredSigns(one, read)).toEqual(tongue.signs)
  expect(JSON.parse(signsCell(measuredSigns(one, read)))).toMatchObject({ calibrated: false, toothMarks: { left: 3, right: 0, reason: null }, coatingColour: { name: null, reason: 'no-coating', confidence: 0 }, zones: { tip: { coatingCoverage: 0 } } })
  expect(signsCell(measuredSigns(one, read))).not.toContain('"places"')
})

it('one cell of a table holds values, not the places that only a picture can show', () => {
  const coated = measureTongue({ ...drawTongue({ coatedTo: 0.5, cracks: [[[0.42, 0.35], [0.44, 0.6]]], dents: { left: 3, right: 0 } }), quality: {} }).signs
  const underside = drawUnderside({ seed: 4 })
  const veins = measureUnderside({ samples: underside.samples, mask: underside.mask, quality: {}, photoSha256: '' }).signs
  expect([coated?.peeled?.edges.length, coated?.cracks.courses.length, veins?.sublingualVeins?.left?.widths?.length].every((count) => (count ?? 0) > 0)).toBe(true)
  const pointsIn = (value: unknown): boolean => (Array.isArray(value) ? value.some((each) => Array.isArray(each) || pointsIn(each)) : typeof value === 'object' && value !== null && Object.values(value).some(pointsIn))
  for (const signs of [coated, veins]) {
    expect(pointsIn(signs)).toBe(true)
    expect(pointsIn(JSON.parse(signsCell(signs)))).toBe(false)
  }
  expect(JSON.parse(signsCell(veins)).sublingualVeins.left.widthShare).toBe(veins?.sublingualVeins?.left?.widthShare)
})

it('the colour of a coating that the reader calls stained does not go out, and says why', () => {
  const coated = measureTongue({ ...drawTongue({ coating: [205, 190, 120], coatedTo: 0.6 }), quality: {} })
  const stained = { labelSet: 'tongue-signs', label: 'stained', state: 'present' }
  expect(measuredSigns(signed({ imageId: 'image-1', tongue: coated }), read)?.coatingColour.name).not.toBeNull()
  const { coatingColour, ...others } = JSON.parse(signsCell(measuredSigns(signed({ imageId: 'image-1', tongue: coated }, [stained]), read)))
  expect(coatingColour).toMatchObject({ name: null, lab: null, reason: 'stained' })
  expect(others.coatingCoverage.value).toBeGreaterThan(0.2)
})

it('none on other pictures, without a run, of a film, and of a run from before signs were measured', () => {
  const { signs: _signs, ...before } = tongue
  for (const [one, image] of [[signed({ imageId: 'image-1', tongue }), other], [signed(null), read], [signed({ imageId: 'image-1', tongue: null }), read], [signed({ imageId: 'image-1', tongue: before }), read]] as const) {
    expect([measuredSigns(one, image), signsCell(measuredSigns(one, image))]).toEqual([null, ''])
  }
})

it('how colours were corrected goes out with the matrix, without the patches; a tongue without a chart says so', () => {
  const calibration: AppliedCalibration = {
    found: true, rules: 'r', reference: 'c', chart: { corners: [], mirrored: false, confidence: 1 }, patches: 24, meanDeltaE00: 1.2, maxDeltaE00: 3, heldOutDeltaE00: 1.5,
    good: true, correction: { gamma: 1, bend: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }, table: [], source: 'own', chartSha256: 'ab',
  }
  const cell = JSON.parse(calibrationCell(signed({ imageId: 'image-1', tongue: { ...tongue, calibrated: true, calibration } }), read))
  expect(cell).toEqual({ calibrated: true, source: 'own', chartSha256: 'ab', rules: 'r', reference: 'c', good: true, patches: 24, meanDeltaE00: 1.2, maxDeltaE00: 3, heldOutDeltaE00: 1.5, correction: calibration.correction })
  expect([calibrationCell(signed({ imageId: 'image-1', tongue }), read), calibrationCell(signed({ imageId: 'image-1', tongue }), other), calibrationCell(signed(null), read)]).toEqual(['uncalibrated', '', ''])
})
