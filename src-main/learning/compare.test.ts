import { describe, expect, it } from 'vitest'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import { seededRandom } from '../../test/support/random.ts'
import { calibrationOf } from './calibration.ts'
import { compareVersions, type ComparedCase } from './compare.ts'
import { areaUnderCurve, rank } from './rocCurve.ts'

const score = (value: number): LabelScore => ({ name: 'mass', score: value, threshold: 0.5, call: value >= 0.5 ? 'present' : 'absent' })

/** Cases of so many patients; `skill` 0 scores at random, 1 by the truth. */
function cases(count: number, activeSkill: number, challengerSkill: number): readonly ComparedCase[] {
  const next = seededRandom(7)
  const scored = (positive: boolean, skill: number): LabelScore => score(skill * (positive ? 0.9 : 0.1) + (1 - skill) * next())
  return Array.from({ length: count }, (_, index) => {
    const positive = index % 3 === 0
    return {
      patientId: `p${index}`,
      truth: new Map([['mass', positive]]),
      active: [scored(positive, activeSkill)],
      challenger: [scored(positive, challengerSkill)],
    }
  })
}

const acceptance = { largestLoss: 0.02, minimumCases: 20 }

describe('the area under the curve', () => {
  it('counts pairs, ties by half, and weights', () => {
    const values = [[0.1, false], [0.4, true], [0.4, false], [0.8, true]] as const
    const ranked = rank(values.map(([value, positive], group) => ({ group, positive, score: value })))
    expect(areaUnderCurve(ranked)).toBe(3.5 / 4)
    expect(areaUnderCurve(ranked, Uint32Array.of(0, 1, 2, 0))).toBe(0.5)
    expect(areaUnderCurve(ranked, Uint32Array.of(1, 0, 1, 0))).toBeNaN()
  })
})

describe('calibration', () => {
  it('is 0 apart where scores are shares', () => {
    const perfect = calibrationOf([0, 0, 0, 1].map((truth) => ({ score: 0.25, positive: truth === 1 })))
    expect(perfect.error).toBe(0)
    expect(perfect.brier).toBeCloseTo(0.1875)
    expect(calibrationOf([{ score: 1, positive: false }])).toMatchObject({ brier: 1, error: 1 })
  })
})

describe('two versions beside each other', () => {
  it('a better one is shown to be no worse, with a paired interval around the difference', async () => {
    const { verdict, labels, cases: count, patients } = await compareVersions(cases(200, 0.2, 0.9), ['mass'], acceptance)
    const [mass] = labels
    expect({ verdict, count, patients, label: mass?.verdict }).toEqual({ verdict: 'met', count: 200, patients: 200, label: 'shown' })
    expect(mass?.difference?.value).toBeCloseTo((mass?.challenger?.value ?? 0) - (mass?.active?.value ?? 0), 10)
    expect(mass?.difference?.low).toBeLessThan(mass?.difference?.value ?? 0)
    expect(mass?.challengerRight).toBeGreaterThan(mass?.activeRight ?? 0)
  })
  it('a worse one does not meet it', async () => {
    expect(await compareVersions(cases(200, 0.9, 0), ['mass'], acceptance)).toMatchObject({ verdict: 'notMet', labels: [{ verdict: 'worse' }] })
  })
  it('the same one twice differs by nothing', async () => {
    const twice = cases(60, 0.3, 0.3).map((each) => ({ ...each, challenger: each.active }))
    expect(await compareVersions(twice, ['mass'], acceptance)).toMatchObject({ verdict: 'met', labels: [{ difference: { value: 0, low: 0, high: 0 }, differing: 0 }] })
  })
  it('says nothing of too few cases, of too few positives, and of none', async () => {
    expect(await compareVersions(cases(18, 0.2, 0.9), ['mass'], acceptance)).toMatchObject({ verdict: 'tooFew' })
    const onePositive = cases(40, 0.2, 0.9).map((each, index) => ({ ...each, truth: new Map([['mass', index === 0]]) }))
    expect(await compareVersions(onePositive, ['mass'], acceptance)).toMatchObject({ verdict: 'tooFew', labels: [{ verdict: 'tooFew', difference: null }] })
    expect(await compareVersions([], ['mass'], acceptance)).toMatchObject({ verdict: 'tooFew', calibration: null })
  })
})
