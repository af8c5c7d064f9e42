import type { Lab } from '../../src-shared/domain/analysis.ts'
import { colourDifference } from './colourDifference.ts'

export interface Nearest<N extends string> {
  readonly name: N
  readonly deltaE: number
  readonly runnerUp: N
  readonly runnerUpDeltaE: number
}

/** The named colour with the least ΔE00 to a colour, and the next one. Throws RangeError for fewer than two names. */
export function nearestColour<N extends string>(lab: Lab, named: Readonly<Record<N, Lab>>): Nearest<N> {
  const [first, second] = (Object.entries(named) as [N, Lab][])
    .map(([name, anchor]) => ({ name, deltaE: colourDifference(lab, anchor) }))
    .toSorted((one, two) => one.deltaE - two.deltaE)
  if (first === undefined || second === undefined) throw new RangeError('a colour is named among two or more')
  return { ...first, runnerUp: second.name, runnerUpDeltaE: second.deltaE }
}
