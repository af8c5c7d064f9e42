import { expect, it } from 'vitest'
import { drawTongue } from '../../test/fixtures/drawnTongue.ts'
import type { ImageId } from '../../src-shared/domain/ids.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { measureTongue } from '../tongue/measure.ts'
import { measuredSigns, signsCell } from './measuredSigns.ts'

const tongue = measureTongue({ ...drawTongue({ dents: { left: 3, right: 0 } }), quality: {} })
const read = { imageId: 'image-1' as ImageId } as ExportedImage
const other = { imageId: 'image-2' as ImageId } as ExportedImage
const signed = (run: object | null): SignedCase => ({ run }) as SignedCase

it('the signs of the picture that was read go out, with their reasons and confidences', () => {
  const one = signed({ imageId: 'image-1', tongue })
  expect(measuredSigns(one, read)).toEqual(tongue.signs)
  expect(JSON.parse(signsCell(measuredSigns(one, read)))).toMatchObject({ calibrated: false, toothMarks: { left: 3, right: 0, reason: null }, coatingColour: { name: null, reason: 'no-coating', confidence: 0 }, zones: { tip: { coatingCoverage: 0 } } })
  expect(signsCell(measuredSigns(one, read))).not.toContain('"places"')
})

it('none on other pictures, without a run, of a film, and of a run from before signs were measured', () => {
  const { signs: _signs, ...before } = tongue
  for (const [one, image] of [[signed({ imageId: 'image-1', tongue }), other], [signed(null), read], [signed({ imageId: 'image-1', tongue: null }), read], [signed({ imageId: 'image-1', tongue: before }), read]] as const) {
    expect([measuredSigns(one, image), signsCell(measuredSigns(one, image))]).toEqual([null, ''])
  }
})
