import type { Lab } from '../../src-shared/domain/analysis.ts'
import { tongueZones, type TongueZone, type ZoneFacts } from '../../src-shared/domain/tongueSigns.ts'
import { rounded } from '../imaging/rounded.ts'
import { zoneAt, type TongueFrame } from './frame.ts'
import { centreOf } from './grid.ts'
import type { SeparatedTongue } from './separate.ts'

/** Area, coverage and mean colours of each zone of the tongue. */
export function zoneFacts(found: SeparatedTongue, frame: TongueFrame): Record<TongueZone, ZoneFacts> {
  const { grid } = found
  const cells = new Map<TongueZone, number[]>(tongueZones.map((zone) => [zone, []]))
  let inside = 0
  grid.inside.forEach((value, cell) => {
    if (value !== 1) return
    inside += 1
    cells.get(zoneAt(frame.at(...centreOf(grid, cell))))?.push(cell)
  })
  const facts = (zone: TongueZone): ZoneFacts => factsOf(found, cells.get(zone) ?? [], inside)
  return { root: facts('root'), centre: facts('centre'), left: facts('left'), right: facts('right'), tip: facts('tip') }
}

function factsOf(found: SeparatedTongue, cells: readonly number[], inside: number): ZoneFacts {
  const told = cells.filter((cell) => found.leftOut[cell] === 0)
  const coated = told.filter((cell) => found.coating[cell] === 1)
  const bare = told.filter((cell) => found.coating[cell] !== 1)
  return {
    areaFraction: rounded(cells.length / Math.max(1, inside), 4),
    coatingCoverage: rounded(coated.length / Math.max(1, told.length), 4),
    bodyLab: meanColour(found, bare),
    coatingLab: meanColour(found, coated),
  }
}

/** Of the cells whose colour counts; null where there are none. */
function meanColour({ grid, counted }: SeparatedTongue, cells: readonly number[]): Lab | null {
  const used = cells.filter((cell) => counted[cell] === 1)
  if (used.length === 0) return null
  const mean = (plane: Float32Array): number => rounded(used.reduce((sum, cell) => sum + (plane[cell] ?? 0), 0) / used.length, 2)
  return [mean(grid.lightness), mean(grid.a), mean(grid.b)]
}
