import { describe, expect, it } from 'vitest'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import type { CaseId, ImageId } from '../../../../src-shared/domain/ids.ts'
import { comparisonOf } from './useCompare.ts'

const picture = (caseName: string, imageName: string): BesidePicture =>
  ({ caseId: caseName as CaseId, caseNumber: 1, visitDate: null, importedAt: '', image: { imageId: imageName as ImageId } }) as BesidePicture

const pictures = [picture('now', 'tongue'), picture('now', 'underside'), picture('before', 'older'), picture('long-before', 'oldest')]
const caseId = 'now' as CaseId
const chosenOf = (shown: string, chosen: string | null): string | undefined =>
  comparisonOf(pictures, { caseId, shown: shown as ImageId, chosen: chosen as ImageId | null })?.chosen.image.imageId

describe('what stands beside the picture of a case', () => {
  it('is the newest of an earlier case first, else what was chosen', () => {
    expect(chosenOf('tongue', null)).toBe('older')
    expect(chosenOf('tongue', 'underside')).toBe('underside')
    expect(chosenOf('tongue', 'gone')).toBe('older')
  })

  it('is never the picture itself', () => {
    expect(chosenOf('underside', 'underside')).toBe('older')
    expect(comparisonOf(pictures.slice(0, 1), { caseId, shown: 'tongue' as ImageId, chosen: null })).toBeNull()
    expect(comparisonOf([], { caseId, shown: null, chosen: null })).toBeNull()
  })

  it('is of the view of the picture on show, where the patient has such a one', () => {
    const seen = (caseName: string, imageName: string, viewPosition: string): BesidePicture => {
      const one = picture(caseName, imageName)
      return { ...one, image: { ...one.image, lie: { patientOrientation: null, viewPosition } } }
    }
    const films = [seen('now', 'frontal', 'PA'), seen('now', 'lateral', 'LL'), seen('before', 'older frontal', 'AP'), seen('before', 'older lateral', 'LATERAL'), seen('long-before', 'oldest', 'RL')]
    const beside = (shown: string, all = films): string | undefined => comparisonOf(all, { caseId, shown: shown as ImageId, chosen: null })?.chosen.image.imageId
    expect(beside('frontal')).toBe('older frontal')
    expect(beside('lateral')).toBe('older lateral')
    expect(beside('lateral', films.filter(({ image }) => image.imageId !== ('older lateral' as ImageId)))).toBe('oldest')
    expect(beside('lateral', films.slice(0, 3))).toBe('older frontal')
  })

  it('is another of the visit where there is no earlier case', () => {
    expect(comparisonOf(pictures.slice(0, 2), { caseId, shown: 'tongue' as ImageId, chosen: null })?.chosen.image.imageId).toBe('underside')
  })

  it('knows the caption of a film that another case has lent', () => {
    expect(comparisonOf(pictures, { caseId, shown: 'older' as ImageId, chosen: null })).toMatchObject({ own: { caseId: 'before' }, chosen: { image: { imageId: 'oldest' } } })
  })
})
