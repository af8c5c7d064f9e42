import { describe, expect, it } from 'vitest'
import type { Mask } from '../imaging/preprocess.ts'
import { standardised, twoMeans, valley } from './cluster.ts'
import { atLightness, labOf, linearOf } from './colour.ts'
import { coatingMask, separateTongue } from './separate.ts'

const SIDE = 240
const body = [185, 95, 100] as const
const white = [205, 190, 185] as const
const greyBlack = [70, 66, 62] as const

const inTongue = (x: number, y: number): boolean => ((x - 120) / 85) ** 2 + ((y - 120) / 105) ** 2 < 1
const mask: Mask = {
  widthPx: SIDE,
  heightPx: SIDE,
  data: Uint8Array.from({ length: SIDE * SIDE }, (_, index) => (inTongue(index % SIDE, Math.floor(index / SIDE)) ? 255 : 0)),
}

type Colour = readonly [number, number, number]

/** A tongue with texture, lit from above; `colourAt` says what it is made of. */
function tongue(colourAt: (x: number, y: number) => Colour, darkest = 0.75) {
  const data = new Uint8Array(SIDE * SIDE * 3)
  let state = 7
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)]
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const light = 1 - (1 - darkest) * (y / SIDE)
    const grain = (state / 2 ** 32 - 0.5) * 24
    colourAt(x, y).forEach((level, channel) => {
      data[index * 3 + channel] = Math.min(255, Math.max(0, level * light + grain))
    })
  }
  return { widthPx: SIDE, heightPx: SIDE, channels: 3 as const, data }
}

/** Share of the tongue's pixels a rule holds for. */
function share(rule: (x: number, y: number) => boolean): number {
  let [inside, held] = [0, 0]
  mask.data.forEach((value, index) => {
    if (value !== 255) return
    inside += 1
    if (rule(index % SIDE, Math.floor(index / SIDE))) held += 1
  })
  return held / inside
}

describe('separateTongue', () => {
  it.each([60, 120, 170])('finds the coated part down to row %i', (edge) => {
    const found = separateTongue(tongue((_, y) => (y < edge ? white : body)), mask)
    expect(Math.abs((found?.coatingCoverage ?? 9) - share((_, y) => y < edge))).toBeLessThan(0.04)
    expect(found?.bodyLab?.[1]).toBeGreaterThan((found?.coatingLab?.[1] ?? 99) + 15)
  })

  it('a bare tongue has no coating, however it is lit', () => {
    for (const darkest of [1, 0.75, 0.4]) {
      expect(separateTongue(tongue(() => body, darkest), mask)).toMatchObject({ coatingCoverage: 0, coatingLab: null })
    }
  })

  it('a fully coated tongue shows no body', () => {
    expect(separateTongue(tongue(() => white), mask)).toMatchObject({ coatingCoverage: 1, bodyLab: null })
  })

  it('a red tip is no coating of the rest', () => {
    const tip: Colour = [190, 60, 70]
    expect(separateTongue(tongue((_, y) => (y > 170 ? tip : body)), mask)?.coatingCoverage).toBe(0)
  })

  it('a grey-black coating is found though it is darker', () => {
    const found = separateTongue(tongue((x) => (Math.abs(x - 120) < 40 ? greyBlack : body)), mask)
    expect(Math.abs((found?.coatingCoverage ?? 9) - share((x) => Math.abs(x - 120) < 40))).toBeLessThan(0.06)
  })

  it('leaves highlights out of the colours', () => {
    const plain = separateTongue(tongue(() => body), mask)?.bodyLab
    const wet = separateTongue(tongue((x, y) => (Math.hypot(x - 120, y - 90) < 14 ? [255, 255, 255] : body)), mask)?.bodyLab
    expect(Math.abs((wet?.[0] ?? 0) - (plain?.[0] ?? 99))).toBeLessThan(1.5)
  })

  it('answers nothing for an empty mask', () => {
    const empty = { ...mask, data: new Uint8Array(SIDE * SIDE) }
    expect(separateTongue(tongue(() => body), empty)).toBeNull()
  })
})

describe('coatingMask', () => {
  const pixels = ({ data }: Mask): number => data.reduce((count, value) => count + (value === 255 ? 1 : 0), 0)

  it('names the pixels of the coating, to the rim', () => {
    const found = coatingMask(tongue((_, y) => (y < 120 ? white : body)), mask)
    const wrong = mask.data.reduce((count, value, index) => count + (value === 255 && (found.data[index] === 255) !== index < 120 * SIDE ? 1 : 0), 0)
    expect(wrong / pixels(mask)).toBeLessThan(0.04)
    expect(found.data.every((value, index) => value === 0 || mask.data[index] === 255)).toBe(true)
  })

  it('is empty on a bare tongue, the whole tongue on a coated one', () => {
    expect(pixels(coatingMask(tongue(() => body), mask))).toBe(0)
    expect(coatingMask(tongue(() => white), mask).data).toEqual(mask.data)
  })

  it('is empty where there is too little tongue to tell', () => {
    const speck = { ...mask, data: mask.data.map((value, index) => (index % SIDE < 124 && index < 124 * SIDE && index % SIDE > 116 && index > 116 * SIDE ? value : 0)) }
    for (const small of [speck, { ...mask, data: new Uint8Array(SIDE * SIDE) }]) expect(pixels(coatingMask(tongue(() => white), small))).toBe(0)
  })
})

describe('colour', () => {
  it.each<[string, Colour, Colour]>([
    ['white', [255, 255, 255], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [255, 0, 0], [53.24, 80.09, 67.2]],
    ['mid blue', [30, 60, 180], [31.35, 34.95, -66.15]],
  ])('%s in CIELAB', (_, [red, green, blue], expected) => {
    const lab = labOf(linearOf(red), linearOf(green), linearOf(blue))
    lab.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(0.1))
  })

  it('a colour in the shade has the a* of the same colour in the light, once brought to its lightness', () => {
    const [lit, shaded] = [1, 0.4].map((light) => labOf(light * linearOf(190), light * linearOf(100), light * linearOf(105)))
    expect(atLightness(shaded?.[1] ?? 0, shaded?.[0] ?? 0, lit?.[0] ?? 0)).toBeCloseTo(lit?.[1] ?? 0, 6)
  })
})

describe('two clusters', () => {
  it('are found and named by the first feature', () => {
    const points = Float64Array.from([0, 0, 0, 0.1, 0, 0, 5, 1, 1, 5.1, 1, 1])
    expect([...twoMeans(standardised(points, [1, 1, 1])).cluster]).toEqual([0, 0, 1, 1])
  })

  it('one population has no valley, two apart have a deep one', () => {
    const bell = Float64Array.from({ length: 4000 }, (_, index) => Math.sqrt(-2 * Math.log((index + 0.5) / 4000)) * Math.cos(index * 2.399))
    const halves = Uint8Array.from(bell, (value) => (value < 0 ? 0 : 1))
    expect(valley(bell, halves)).toBeGreaterThan(0.9)
    expect(valley(bell.map((value, index) => value + (index % 2) * 9), Uint8Array.from(bell, (_, index) => index % 2))).toBeLessThan(0.1)
  })
})
