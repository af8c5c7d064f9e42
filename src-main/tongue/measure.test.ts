import { describe, expect, it } from 'vitest'
import { drawTongue, type TongueDrawing } from '../../test/fixtures/drawnTongue.ts'
import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import { measureTongue } from './measure.ts'

function signsOf(drawing: TongueDrawing, quality = {}): TongueSigns {
  const { signs } = measureTongue({ ...drawTongue(drawing), quality })
  if (signs === null) throw new Error('no signs')
  return signs
}

const threeCracks: TongueDrawing['cracks'] = [
  [[0.42, 0.35], [0.44, 0.6]],
  [[0.56, 0.3], [0.54, 0.5]],
  [[0.5, 0.6], [0.52, 0.75]],
]
const fiveSpots: TongueDrawing['spots'] = [[0.35, 0.45], [0.63, 0.4], [0.38, 0.62], [0.6, 0.65], [0.5, 0.72]]

describe('tooth marks', () => {
  it.each([[0, 0], [4, 0], [0, 3], [5, 4]])('%i on the left of the picture and %i on its right are counted there', (left, right) => {
    expect(signsOf({ dents: { left, right } }).toothMarks).toMatchObject({ left, right, reason: null })
  })

  it('score more the deeper they are', () => {
    const scores = [0.02, 0.04, 0.08].map((depth) => signsOf({ dents: { left: 4, right: 4, depth } }).toothMarks.score ?? -1)
    expect(scores).toEqual(scores.toSorted((one, two) => one - two))
    expect(new Set(scores).size).toBe(3)
  })

  it('stay on their side of a tongue that leans', () => {
    expect(signsOf({ dents: { left: 4, right: 0 }, leanDeg: 15 }).toothMarks).toMatchObject({ left: 4, right: 0 })
  })
})

describe('cracks', () => {
  it('are counted and measured', () => {
    const { cracks } = signsOf({ cracks: threeCracks })
    const drawnPx = 400 * (threeCracks ?? []).reduce((sum, [from, to]) => sum + Math.hypot(to[0] - from[0], to[1] - from[1]), 0)
    expect(cracks.count).toBe(3)
    expect(Math.abs((cracks.lengthPx ?? 0) / drawnPx - 1)).toBeLessThan(0.15)
    expect(cracks.courses).toHaveLength(3)
    expect(cracks.score).toBeGreaterThan(0.5)
  })

  it('are none on a plain tongue, and none at the edge of a coating', () => {
    expect(signsOf({}).cracks).toMatchObject({ count: 0, lengthPx: 0, areaFraction: 0, score: 0 })
    expect(signsOf({ coatedTo: 0.5 }).cracks.count).toBe(0)
  })
})

describe('spots', () => {
  it('are found on the body, where they are', () => {
    const { spots } = signsOf({ spots: fiveSpots })
    expect(spots.stasis).toBe(5)
    for (const [x, y] of fiveSpots ?? []) {
      expect(Math.min(...spots.places.map(({ at }) => Math.hypot(at[0] - x * 400, at[1] - y * 400)))).toBeLessThan(4)
    }
  })

  it('are none where there are only cracks', () => {
    expect(signsOf({ cracks: threeCracks }).spots.stasis).toBe(0)
  })
})

describe('axis and zones', () => {
  it.each([-20, -8, 0, 12, 25])('a lean of %i degrees is found', (leanDeg) => {
    expect(Math.abs((signsOf({ leanDeg }).deviationDeg.value ?? 99) - leanDeg)).toBeLessThan(2)
  })

  it('zones turn with the tongue: a coated root stays the root', () => {
    for (const leanDeg of [0, 20]) {
      const { zones } = signsOf({ coatedTo: 0.28, leanDeg })
      expect(zones?.root.coatingCoverage).toBeGreaterThan(0.85)
      expect(zones?.tip.coatingCoverage).toBeLessThan(0.05)
      expect(Object.values(zones ?? {}).reduce((sum, { areaFraction }) => sum + areaFraction, 0)).toBeCloseTo(1, 2)
    }
  })
})

describe('colour and coating', () => {
  it.each<[string, readonly [number, number, number]]>([
    ['pale', [205, 155, 150]],
    ['pale-red', [190, 116, 118]],
    ['red', [182, 84, 88]],
    ['blue-purple', [125, 82, 120]],
  ])('a %s body is called so', (name, body) => {
    expect(signsOf({ body }).bodyColour).toMatchObject({ name, reason: null })
  })

  it.each<[string, readonly [number, number, number]]>([
    ['white', [205, 190, 185]],
    ['yellow', [205, 180, 110]],
    ['grey-black', [70, 66, 62]],
  ])('a %s coating is called so', (name, coating) => {
    const { coatingColour } = signsOf({ coating, coatedTo: 0.5 })
    expect(coatingColour).toMatchObject({ name, reason: null })
    expect(coatingColour.runnerUpDeltaE).toBeGreaterThan(coatingColour.deltaE ?? Number.NaN)
  })

  it('a bare tongue has a coverage of 0, the grade none, and a reason in place of a coating colour', () => {
    expect(signsOf({})).toMatchObject({
      coatingCoverage: { value: 0 },
      coatingGrade: { value: 'none' },
      coatingColour: { name: null, lab: null, reason: 'no-coating', confidence: 0 },
      greasy: { value: null, reason: 'no-coating' },
    })
  })

  it.each([[0.22, 'none'], [0.5, 'thin'], [0.85, 'thick']])('coated down to %f it is %s', (coatedTo, grade) => {
    expect(signsOf({ coatedTo }).coatingGrade.value).toBe(grade)
  })
})

describe('shape', () => {
  it('a wide tongue is fuller than a narrow one', () => {
    const [narrow, wide] = [0.5, 0.95].map((aspect) => signsOf({ aspect }))
    expect(wide?.enlarged.score).toBeGreaterThan(narrow?.enlarged.score ?? 1)
    expect(narrow?.thin.score).toBeGreaterThan(wide?.thin.score ?? 1)
  })
})

describe('a photo without colours', () => {
  it('has its shape, dents and cracks, and says of every colour that it has none', () => {
    const { samples, mask } = drawTongue({ dents: { left: 3, right: 0 }, coatedTo: 0.5 })
    const grey = samples.data.map((_, index) => samples.data[index - (index % 3)] ?? 0)
    const measured = measureTongue({ samples: { ...samples, data: grey }, mask, quality: {}, monochrome: true })
    const nothing = { reason: 'monochrome', confidence: 0 }
    expect(measured).toMatchObject({ calibrated: false, body: { lab: null }, coating: { lab: null }, signs: { toothMarks: { left: 3, right: 0, reason: null }, zones: null } })
    expect(measured.signs).toMatchObject({ bodyColour: { name: null, ...nothing }, coatingColour: { name: null, ...nothing }, coatingCoverage: { value: null, ...nothing }, coatingGrade: nothing, greasy: nothing, spots: nothing, moist: nothing })
  })
})

describe('what cannot be seen', () => {
  const fine = (reason: string) => ({
    toothMarks: { left: null, right: null, score: null, confidence: 0, reason },
    cracks: { count: null, lengthPx: null, areaFraction: null, score: null, reason },
    spots: { count: null, score: null, reason },
  })

  it('is null with a reason on a tongue of few pixels', () => {
    expect(signsOf({ sidePx: 110 })).toMatchObject({ ...fine('too-small'), bodyColour: { reason: null } })
  })

  it('is null with a reason in a blurred photo', () => {
    expect(signsOf({}, { focus: 0.55 })).toMatchObject(fine('blurred'))
  })

  it('every sign has its fields where there is no tongue at all', () => {
    const { mask, samples } = drawTongue()
    const whole = measureTongue({ samples, mask, quality: {} }).signs ?? {}
    const { signs } = measureTongue({ samples, mask: { ...mask, data: new Uint8Array(mask.data.length) }, quality: {} })
    const fields = (value: object): string[] => Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'object' && inner !== null && 'confidence' in inner ? Object.keys(inner).map((field) => `${key}.${field}`) : [key])).toSorted()
    expect(fields(signs ?? {})).toEqual(fields(whole))
    expect(signs).toMatchObject({ axis: null, zones: null, coatingCoverage: { value: null, reason: 'too-small' } })
  })
})
