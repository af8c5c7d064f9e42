import { widestOf } from '../../src-shared/domain/signValues.ts'
import type { SublingualVein } from '../../src-shared/domain/tongueSigns.ts'
import { tongueFacts } from '../imaging/quality.ts'
import { rounded } from '../imaging/rounded.ts'
import { areaFraction } from '../segmentation/segment.ts'
import { measureUnderside } from '../tongue/measure.ts'
import { drawUnderside, type DrawnUnderside, type DrawnVein, type UndersideFacts } from './drawnUnderside.ts'
import { medianOf, percentileOf } from './median.ts'

export type VeinStudyLine = Readonly<Record<string, string | number>>

/** Other light and less focus: what the same drawings are measured under again. */
const lights: readonly { readonly what: string; readonly facts: Omit<UndersideFacts, 'seed'> }[] = [
  { what: 'as drawn', facts: {} },
  { what: 'exposure +10 %', facts: { exposure: 1.1 } },
  { what: 'exposure -10 %', facts: { exposure: 0.9 } },
  // Gains of red over blue that 500 K make near 6,000 K.
  { what: 'white +500 K', facts: { warmth: -0.04 } },
  { what: 'white -500 K', facts: { warmth: 0.04 } },
  { what: 'blurred by 1 pixel', facts: { blurPx: 1 } },
  { what: 'one place half as wide again', facts: { bulge: 0.5 } },
]

const figures = ['widthShare', 'lengthShare', 'tortuosity'] as const

/** Draws undersides with veins of known width, length and winding and measures them inside the true outline; a line for each light. */
export function studyVeins(count: number, seed: number): readonly VeinStudyLine[] {
  return lights.map(({ what, facts }) => {
    const sides = Array.from({ length: count }, (_, index) => drawUnderside({ ...facts, seed: seed * 100_000 + index })).flatMap(sidesOf)
    const seen = sides.flatMap(({ drawn, found }) => (drawn === null || found === null ? [] : [{ drawn, found }]))
    const errors = figures.flatMap((name) => {
      const off = seen.map(({ drawn, found }) => Math.abs(found[name] - drawn[name]))
      return [[`${name}ErrorMedian`, rounded(medianOf(off), 4)] as const, [`${name}ErrorP95`, rounded(percentileOf(off, 0.95), 4)] as const]
    })
    const drawn = sides.filter((side) => side.drawn !== null).length
    const invented = sides.filter((side) => side.drawn === null && side.found !== null).length
    return { what, veins: drawn, found: seen.length, without: sides.length - drawn, invented, ...Object.fromEntries(errors), ...widestErrors(seen) }
  })
}

/** How far the widest place is off, in shares of the underside's width and of its axis; nothing where none is drawn wider. */
function widestErrors(seen: readonly { readonly drawn: DrawnVein; readonly found: SublingualVein }[]): Readonly<Record<string, number>> {
  const off = seen.flatMap(({ drawn: { widest }, found }) => {
    const most = widestOf(found)
    if (widest === null || most === null) return []
    const { atPx, widthShare } = widest
    const placePx = Math.hypot((most.from[0] + most.to[0]) / 2 - atPx[0], (most.from[1] + most.to[1]) / 2 - atPx[1])
    return [{ share: Math.abs(most.widthShare - widthShare), place: placePx / (found.lengthPx / found.lengthShare) }]
  })
  if (off.length === 0) return {}
  const [shares, places] = [off.map(({ share }) => share), off.map(({ place }) => place)]
  return { widestShareErrorMedian: rounded(medianOf(shares), 4), widestShareErrorP95: rounded(percentileOf(shares, 0.95), 4), widestPlaceErrorMedian: rounded(medianOf(places), 4), widestPlaceErrorP95: rounded(percentileOf(places, 0.95), 4) }
}

function sidesOf({ samples, mask, left, right }: DrawnUnderside) {
  const { signs } = measureUnderside({ samples, mask, quality: tongueFacts(samples, mask, areaFraction(mask)), photoSha256: '' })
  const veins = signs?.sublingualVeins
  return [
    { drawn: left, found: veins?.left ?? null },
    { drawn: right, found: veins?.right ?? null },
  ]
}
