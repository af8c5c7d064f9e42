import { expect, it } from 'vitest'
import { tongueRules } from '../../src-shared/domain/tongueRules.ts'
import { coatingGrade } from './colourSigns.ts'

const covering = (value: number | null) => ({ value, unit: 'share', confidence: 1, reason: value === null ? ('too-small' as const) : null })

it.each([[0.29, 'none'], [0.291, 'thin'], [0.635, 'thin'], [0.636, 'thick']])('a coverage of %f is graded %s', (coverage, grade) => {
  expect(coatingGrade(covering(coverage), tongueRules)).toMatchObject({ value: grade, reason: null })
})

it('a coverage that was not seen has no grade, and says why', () => {
  expect(coatingGrade(covering(null), tongueRules)).toEqual({ value: null, unit: 'grade', confidence: 0, reason: 'too-small' })
})
