import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lab, TongueMeasures } from './analysis.ts'
import { isChange, trendOf, trendRules, type TrendVisit } from './signTrend.ts'

interface Seen {
  readonly coverage: number | null
  readonly calibrated?: boolean
  readonly body?: Lab | null
  readonly tipCoverage?: number
}

function visit({ coverage, calibrated = false, body = [60, 30, 12], tipCoverage = 0.1 }: Seen, index: number): TrendVisit {
  const zone = { areaFraction: 0.2, coatingCoverage: tipCoverage, bodyLab: body, coatingLab: null }
  const signs = {
    coatingCoverage: { value: coverage },
    greasy: { score: 0.5 },
    toothMarks: { score: null },
    cracks: { score: 0.2 },
    zones: { tip: zone, centre: zone, left: zone, right: zone, root: zone },
  }
  const tongue = { coatingCoverage: coverage ?? 0, body: { lab: body }, coating: { lab: null }, calibrated, calibration: null, signs } as unknown as TongueMeasures
  return { visitDate: `2031-01-0${index + 1}`, importedAt: '', tongue }
}
const trend = (seen: readonly Seen[], place: Parameters<typeof trendOf>[1] = 'whole') => trendOf(seen.map(visit), place)
const lineOf = (found: ReturnType<typeof trendOf>, sign: string) => found.lines.find((line) => line.sign === sign)

describe('the course of the signs', () => {
  it('shows no colours without a chart', () => {
    const found = trend([{ coverage: 0.2 }, { coverage: 0.5 }])
    expect(found.lines.map(({ sign }) => sign)).toEqual(['coatingCoverage', 'greasy', 'toothMarks', 'cracks'])
    expect(lineOf(found, 'coatingCoverage')).toMatchObject({ values: [0.2, 0.5], change: 0.3 })
  })

  it('shows colours where every photo has its chart', () => {
    const found = trend([{ coverage: 0.2, calibrated: true, body: [60, 30, 12] }, { coverage: 0.2, calibrated: true, body: [55, 36, 12] }])
    expect(lineOf(found, 'bodyRedness')).toMatchObject({ values: [30, 36], change: 6 })
    expect(lineOf(found, 'coatingYellowness')).toMatchObject({ values: [null, null], change: null })
  })

  it('leaves out photos of another calibration than the newest, and says how many', () => {
    const found = trend([{ coverage: 0.1, calibrated: true }, { coverage: 0.2 }, { coverage: 0.3, calibrated: true }])
    expect([found.leftOut, found.calibrated, lineOf(found, 'coatingCoverage')?.values]).toEqual([1, true, [0.1, 0.3]])
  })

  it('passes over what was not seen', () => {
    expect(lineOf(trend([{ coverage: 0.1 }, { coverage: null }, { coverage: 0.3 }]), 'coatingCoverage')?.change).toBeCloseTo(0.2)
    expect(lineOf(trend([{ coverage: 0.1 }]), 'coatingCoverage')?.change).toBeNull()
    expect(trend([]).lines.every(({ values }) => values.length === 0)).toBe(true)
  })

  it('goes zone by zone for what zones have', () => {
    const found = trend([{ coverage: 0.2, tipCoverage: 0.4 }, { coverage: 0.2, tipCoverage: 0.1 }], 'tip')
    expect(found.lines.map(({ sign }) => sign)).toEqual(['coatingCoverage'])
    expect(lineOf(found, 'coatingCoverage')?.values).toEqual([0.4, 0.1])
  })

  it('calls a change what is more than the noise', () => {
    const { noise } = trendRules.signs.coatingCoverage
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (before, after) => {
        const line = lineOf(trend([{ coverage: before }, { coverage: after }]), 'coatingCoverage')
        expect(line !== undefined && isChange(line)).toBe(Math.abs(after - before) > noise)
      }),
    )
  })
})
