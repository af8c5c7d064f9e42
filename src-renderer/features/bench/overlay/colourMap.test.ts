import { describe, expect, it } from 'vitest'
import { buildColourTable, colourAt, labToSrgb, legendGradient } from './colourMap.ts'

type Colour = readonly [number, number, number]

const linear = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

const luminance = ([red, green, blue]: Colour): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

/** Viénot, Brettel and Mollon (1999): what a deuteranope and a protanope see, in linear RGB. */
const deuteranope = (colour: Colour): Colour => {
  const [red, green, blue] = [linear(colour[0]), linear(colour[1]), linear(colour[2])]
  const mixed = 0.29275 * red + 0.70725 * green
  return [mixed, mixed, -0.02234 * red + 0.02234 * green + blue]
}
const protanope = (colour: Colour): Colour => {
  const [red, green, blue] = [linear(colour[0]), linear(colour[1]), linear(colour[2])]
  const mixed = 0.11238 * red + 0.88762 * green
  return [mixed, mixed, 0.00401 * red - 0.00401 * green + blue]
}
const distance = (one: Colour, other: Colour): number =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])

const steps = Array.from({ length: 33 }, (_, index) => colourAt(index / 32))

describe('the colours of the map', () => {
  it('grow lighter at every step', () => {
    steps.slice(1).forEach((colour, index) => {
      expect(luminance(colour)).toBeGreaterThan(luminance(steps[index] as Colour))
    })
  })

  it.each([
    ['deuteranope', deuteranope],
    ['protanope', protanope],
  ])('keep their order and their distance for a %s', (_, seen) => {
    const first = seen(steps[0] as Colour)
    const distances = steps.map((colour) => distance(first, seen(colour)))
    distances.slice(1).forEach((value, index) => expect(value).toBeGreaterThan(distances[index] as number))
    expect(distances.at(-1)).toBeGreaterThan(0.9)
  })

  it('run from a dark blue to a light yellow', () => {
    const [darkRed, , darkBlue] = steps[0] as Colour
    const [lightRed, , lightBlue] = steps.at(-1) as Colour
    expect(darkBlue).toBeGreaterThan(darkRed + 40)
    expect(lightRed).toBeGreaterThan(lightBlue + 60)
  })

  it('fill a table of 256 entries that agrees with the formula', () => {
    const table = buildColourTable()
    expect(table).toHaveLength(768)
    expect(Array.from(table.slice(128 * 3, 129 * 3))).toEqual(colourAt(128 / 255))
  })

  it('knows the white and the black of CIELAB', () => {
    expect(labToSrgb(100, 0, 0)).toEqual([255, 255, 255])
    expect(labToSrgb(0, 0, 0)).toEqual([0, 0, 0])
  })

  it('shows the whole scale in the legend', () => {
    expect(legendGradient().match(/rgb\(/gu)).toHaveLength(9)
  })
})
