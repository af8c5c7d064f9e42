import { expect, it } from 'vitest'
import type { Lab } from '../../src-shared/domain/analysis.ts'
import { colourDifference } from './colourDifference.ts'
import { nearestColour } from './nearestColour.ts'

/** Pairs of the published test data of CIEDE2000 (Sharma, Wu, Dalal 2005, table 1), among them those that turn the hue's mean. */
const pairs: readonly (readonly [Lab, Lab, number])[] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [58, 24, 15], 19.4535],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
]

it.each(pairs)('%j and %j differ by %f', (one, two, expected) => {
  expect(colourDifference(one, two)).toBeCloseTo(expected, 4)
  expect(colourDifference(two, one)).toBeCloseTo(expected, 4)
})

it('a colour is named by its nearest, with the next beside it', () => {
  expect(nearestColour([50, 30, 10], { far: [50, -30, 10], near: [52, 31, 10], next: [60, 30, 20] })).toMatchObject({ name: 'near', runnerUp: 'next' })
})
