import { describe, expect, it } from 'vitest'
import type { SublingualVein, TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import { signPlaces } from './signPlaces.ts'

const veinAt = (x: number): SublingualVein => ({
  widthPx: 20,
  widthShare: 0.05,
  lengthPx: 200,
  lengthShare: 0.5,
  tortuosity: 1.02,
  course: [[x, 100], [x + 4, 200], [x, 300]],
  widths: [18, 26, 20].map((widthPx, index) => ({ from: [x - widthPx / 2, 100 + 80 * index], to: [x + widthPx / 2, 100 + 80 * index], widthPx })),
})
const signsWith = (left: SublingualVein | null, right: SublingualVein | null): TongueSigns =>
  ({ sublingualVeins: { left, right, photoSha256: 'ab', confidence: 1, reason: null } }) as unknown as TongueSigns

describe('places of the veins', () => {
  it('are their courses and the widths across them, with the share of the widest', () => {
    const { courses, veins } = signPlaces(signsWith(veinAt(100), veinAt(300)), 'sublingualVeins')
    expect(courses).toEqual([veinAt(100).course, veinAt(300).course])
    expect(veins.map(({ ticks }) => ticks.length)).toEqual([3, 3])
    expect(veins[0]?.widest).toMatchObject({ from: [87, 180], widthPx: 26, widthShare: 0.065 })
  })

  it('are those of the vein that there is', () => {
    expect(signPlaces(signsWith(null, veinAt(300)), 'sublingualVeins').veins.map(({ course }) => course)).toEqual([veinAt(300).course])
  })

  it('of what was measured before widths were kept are the courses alone, without ticks or a widest place', () => {
    const { widths: _, ...old } = veinAt(100)
    const { courses, veins } = signPlaces(signsWith(old, null), 'sublingualVeins')
    expect(courses).toEqual([old.course])
    expect(veins).toEqual([{ ticks: [], widest: null, course: old.course }])
    expect(signPlaces({} as TongueSigns, 'sublingualVeins')).toMatchObject({ courses: [], veins: [] })
  })
})
