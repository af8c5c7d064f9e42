import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { traceWords } from '../lineWords.ts'
import { lineFindings, ownLineRules, type LineFinding } from './lineRules.ts'
import type { Mark, Point } from './mark.ts'
import { film, knownLength, landmark, tube, uncalibrated } from './testTubes.ts'

const judge = (marks: readonly Mark[], on: typeof film | typeof uncalibrated = film): readonly LineFinding[] => lineFindings(marks, [on], ownLineRules)
const first = (marks: readonly Mark[], on?: typeof film | typeof uncalibrated): LineFinding => {
  const [found] = judge(marks, on)
  if (found === undefined) throw new Error('no tube')
  return found
}
const decided = ({ flag, trace }: LineFinding): string => `${flag} ${trace.at(-1)?.rule.id ?? ''}`

const carina = landmark('carina', [1000, 2000])
/** Its tip this many cm straight above the carina. */
const ett = (cm: number) => tube('ett', [[1000, 500], [1000, 2000 - cm * 100]])

describe('an endotracheal tube', () => {
  it('is low, in, in and high at 2.9, 3.0, 7.0 and 7.1 cm above the carina', () => {
    expect([2.9, 3, 7, 7.1].map((cm) => decided(first([ett(cm), carina])))).toEqual(['borderline ETT-4', 'normal ETT-6', 'normal ETT-6', 'borderline ETT-5'])
  })

  it('says why, by which rule of which version, and with which calibration', () => {
    const found = first([ett(7.1), carina])
    expect(traceWords(found, 'en')).toBe(
      'borderline: tip 7.1 cm above the carina (straight line) > 7.0 cm (rule ETT-5 v1); imager spacing: detector plane, not corrected for magnification',
    )
    expect(traceWords(found, 'zh-CN')).toBe('临界：尖端在隆突上方 7.1 cm (直线距离) > 7.0 cm (规则 ETT-5 第 1 版); 探测器间距：探测器平面，未校正放大')
    expect(traceWords(first([ett(5), carina]), 'en')).toContain('normal: tip 5.0 cm above the carina (straight line) ≥ 3.0 cm')
  })

  it('judges what it shows: the distance to the millimetre, half a millimetre up', () => {
    const at = (px: number) => first([tube('ett', [[1000, 2000 - px]]), carina])
    expect([294.9, 295, 704.9, 705].map((px) => [at(px).distance?.cm, at(px).flag])).toEqual([[2.9, 'borderline'], [3, 'normal'], [7, 'normal'], [7.1, 'borderline']])
  })

  it('is critical below the carina and in a bronchus or the oesophagus, also on a film without calibration', () => {
    for (const on of [film, uncalibrated]) {
      const below = tube('ett', [[1000, 500], [1050, 2001]])
      expect(first([below, carina], on)).toMatchObject({ flag: 'abnormal', urgency: 'critical', communicate: true })
      for (const course of ['bronchus', 'oesophagus'] as const) expect(decided(first([tube('ett', [[1000, 1500]], { course })], on))).toBe('abnormal ETT-1')
    }
    // At the very height of the carina it is not below it, and too low.
    expect(decided(first([tube('ett', [[1000, 2000]]), carina]))).toBe('borderline ETT-4')
  })

  it('has pixels and no flag of centimetres without a calibration', () => {
    const found = first([ett(2), carina], uncalibrated)
    expect(found).toMatchObject({ flag: 'cannot-be-said', urgency: null, distance: { px: 200, cm: null, source: null } })
    expect(traceWords(found, 'en')).toBe('cannot be said: tip 200 px above the carina (straight line), no calibration (rule ETT-4 v1); not calibrated: pixels only, no limit in cm is judged')
  })

  it('is judged by a length that the reader calibrated, and says so', () => {
    const marks = [ett(7.1), carina, knownLength([[0, 0], [0, 100]], 10)]
    expect(first(marks, uncalibrated)).toMatchObject({ flag: 'borderline', distance: { cm: 7.1, source: 'reader' } })
    // The reader's own calibration corrects the detector's.
    const larger = [ett(7.1), carina, knownLength([[0, 0], [0, 100]], 9)]
    expect(first(larger, film)).toMatchObject({ flag: 'normal', distance: { cm: 6.4, source: 'reader' } })
  })

  it('cannot be said without a carina, or with two', () => {
    expect(first([ett(5)])).toMatchObject({ flag: 'cannot-be-said', trace: [{}, {}, { missing: { what: 'landmark', landmark: 'carina' } }] })
    expect(first([ett(5), carina, landmark('carina', [1010, 2000])]).trace.at(-1)?.missing).toEqual({ what: 'landmarkTwice', landmark: 'carina' })
  })

  it('may have its tip at either end of the line', () => {
    const turned = tube('ett', [[1000, 1500], [1000, 500]], { tipEnd: 'first' })
    expect(first([turned, carina])).toMatchObject({ flag: 'normal', distance: { cm: 5 } })
    expect(first([{ ...turned, tipEnd: 'last' }, carina])).toMatchObject({ flag: 'borderline', distance: { cm: 15 } })
  })
})

const stomach = [landmark('left-hemidiaphragm', [900, 2800], [1600, 2600]), landmark('gastro-oesophageal-junction', [1100, 2750])]

describe('a nasogastric tube', () => {
  const inStomach = (cm: number) => tube('ngt', [[1000, 300], [1100, 2750], [1100, 2750 + cm * 100]], { course: 'oesophagus' })

  it('must lie ten centimetres beyond the junction, along the tube', () => {
    expect([9.9, 10].map((cm) => decided(first([inStomach(cm), ...stomach])))).toEqual(['borderline NGT-6', 'normal NGT-7'])
    const bent = tube('ngt', [[1100, 2700], [1100, 3250], [1600, 3250]], { course: 'oesophagus' })
    expect(first([bent, ...stomach])).toMatchObject({ flag: 'normal', distance: { cm: 10, along: 'tube' } })
  })

  it('is incompletely imaged with its tip off the film: never normal, not to be confirmed', () => {
    const found = first([{ ...inStomach(12), offFilm: true }, ...stomach])
    expect(found).toMatchObject({ flag: 'incompletely-imaged', urgency: 're-image' })
    expect(traceWords(found, 'en')).toBe('incompletely imaged, do not confirm: tip off the film (rule NGT-2 v1)')
    expect(traceWords(found, 'zh-CN')).toContain('不可确认位置')
  })

  it('is critical in an airway, also with its tip off the film', () => {
    for (const offFilm of [true, false]) {
      expect(first([tube('ngt', [[1200, 2300]], { course: 'airway', offFilm })])).toMatchObject({ flag: 'abnormal', urgency: 'critical', communicate: true })
    }
  })

  it('is never normal while nobody has said where it runs', () => {
    expect(decided(first([{ ...inStomach(12), course: null }, ...stomach]))).toBe('cannot-be-said NGT-3')
  })

  it('is abnormal above the left hemidiaphragm, borderline with its side port above the junction', () => {
    expect(decided(first([tube('ngt', [[1000, 300], [1250, 2600]], { course: 'oesophagus' }), ...stomach]))).toBe('abnormal NGT-4')
    expect(decided(first([{ ...inStomach(12), sidePort: [1100, 2700] }, ...stomach]))).toBe('borderline NGT-5')
    expect(first([{ ...inStomach(12), sidePort: [1100, 2800] }, ...stomach]).flag).toBe('normal')
  })
})

describe('a central venous catheter', () => {
  const zone = landmark('cavoatrial-zone', [1000, 1800], [1200, 2200])
  const cvc = (tip: Point, part = {}) => first([tube('cvc', [[400, 900], tip], part), zone], uncalibrated)

  it('is judged against a zone, whose edge belongs to it, and needs no calibration', () => {
    expect([[1100, 1800], [1100, 2200], [1000, 2000], [1200, 1900]].map((tip) => cvc(tip as unknown as Point).flag)).toEqual(Array<string>(4).fill('normal'))
    const outside = [[1100, 1799], [1100, 2201], [999, 2000]] as const
    expect(outside.map((tip) => [cvc(tip).flag, cvc(tip).trace.at(-1)?.place])).toEqual([['borderline', 'above'], ['borderline', 'below'], ['borderline', 'beside']])
  })

  it('comes before other abnormal findings in an artery or a wrong vessel', () => {
    expect(cvc([1100, 2000], { course: 'arterial' })).toMatchObject({ flag: 'abnormal', urgency: 'vessel', communicate: true })
    expect(cvc([1100, 2000], { course: 'wrong-vessel' })).toMatchObject({ flag: 'abnormal', urgency: 'vessel', communicate: false })
  })

  it('has an entry of its own beside another', () => {
    const two = judge([tube('cvc', [[400, 900], [1100, 2000]]), tube('cvc', [[1600, 900], [1100, 1500]], { course: 'arterial' }), zone])
    expect(two.map(({ flag }) => flag)).toEqual(['normal', 'abnormal'])
  })
})

describe('a Swan-Ganz catheter', () => {
  it('is within two centimetres of the nearer hilum', () => {
    const hila = [landmark('right-hilum', [800, 2000]), landmark('left-hilum', [1400, 2000])]
    expect([0, 2, 2.1].map((cm) => first([tube('swan-ganz', [[1000, 900], [800, 2000 - cm * 100]]), ...hila]).flag)).toEqual(['normal', 'normal', 'borderline'])
    expect(first([tube('swan-ganz', [[1000, 900], [1400, 2150]]), ...hila]).distance).toMatchObject({ landmark: 'left-hilum', cm: 1.5 })
  })
})

describe('every tube', () => {
  const place: fc.Arbitrary<Point> = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3500 }))
  const line = fc.array(place, { minLength: 1, maxLength: 6 })
  const kinds = fc.constantFrom('ett', 'ngt', 'cvc', 'swan-ganz')
  const marks = fc
    .tuple(kinds, line, fc.tuple(place, place, place, place, place), fc.boolean(), fc.constantFrom('first', 'last'), fc.constantFrom('oesophagus', null))
    .map(([kind, points, [one, two, three, four, five], offFilm, tipEnd, course]): readonly Mark[] => [
      tube(kind, points, { offFilm, tipEnd, course: kind === 'ngt' ? course : null }),
      landmark('carina', one),
      landmark('left-hemidiaphragm', two),
      landmark('gastro-oesophageal-junction', three),
      landmark('cavoatrial-zone', [Math.min(one[0], two[0]), Math.min(one[1], two[1])], [Math.max(one[0], two[0]), Math.max(one[1], two[1])]),
      landmark('right-hilum', four),
      landmark('left-hilum', five),
    ])
  const moved = (all: readonly Mark[], to: (point: Point) => Point): readonly Mark[] =>
    all.map((mark) => ('points' in mark ? ({ ...mark, points: mark.points.map(to) } as Mark) : mark))
  /** Corners of a box stand for its sides, whichever way round. */
  const gist = (found: readonly LineFinding[]) => found.map(({ flag, urgency, distance, trace }) => ({ flag, urgency, cm: distance?.cm, steps: trace.length }))

  it('has the same flag on a mirrored film, on one with a wider border, and with its line drawn from the other end', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const expected = gist(judge(all))
        expect(gist(judge(moved(all, ([x, y]) => [3000 - x, y])))).toEqual(expected)
        expect(gist(judge(moved(all, ([x, y]) => [x + 200, y + 100])))).toEqual(expected)
        const turned = all.map((mark) => (mark.kind === 'tube' ? { ...mark, points: mark.points.toReversed(), tipEnd: mark.tipEnd === 'first' ? ('last' as const) : ('first' as const) } : mark))
        expect(gist(judge(turned))).toEqual(expected)
      }),
    )
  })

  it('keeps its straight distances on a film that lies on its side', () => {
    const turn = ([x, y]: Point): Point => [3500 - y, x]
    fc.assert(
      fc.property(place, place, (tip, hilum) => {
        const all = [tube('swan-ganz', [tip]), landmark('right-hilum', hilum)]
        expect(gist(judge(moved(all, turn)))).toEqual(gist(judge(all)))
      }),
    )
  })

  it('is never normal without a tip on the film, nor by centimetres without a calibration', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const [found] = judge(all, uncalibrated)
        expect(found?.trace.some(({ rule, outcome }) => rule.when.test === 'distance' && outcome !== 'undecided')).toBe(false)
        const hidden = judge(all.map((mark) => (mark.kind === 'tube' ? { ...mark, offFilm: true } : mark)))
        expect(hidden[0]?.flag).not.toBe('normal')
      }),
    )
  })

  it('has a reason in both languages, whatever it is', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const found = first(all)
        for (const language of ['en', 'zh-CN'] as const) expect(traceWords(found, language)).not.toMatch(/undefined|NaN|null/u)
      }),
    )
  })
})
