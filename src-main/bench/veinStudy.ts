import { tongueFacts } from '../imaging/quality.ts'
import { rounded } from '../imaging/rounded.ts'
import { areaFraction } from '../segmentation/segment.ts'
import { measureUnderside } from '../tongue/measure.ts'
import { drawUnderside, type DrawnUnderside, type UndersideFacts } from './drawnUnderside.ts'
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
    return { what, veins: drawn, found: seen.length, without: sides.length - drawn, invented, ...Object.fromEntries(errors) }
  })
}

function sidesOf({ samples, mask, left, right }: DrawnUnderside) {
  const { signs } = measureUnderside({ samples, mask, quality: tongueFacts(samples, mask, areaFraction(mask)), photoSha256: '' })
  const veins = signs?.sublingualVeins
  return [
    { drawn: left, found: veins?.left ?? null },
    { drawn: right, found: veins?.right ?? null },
  ]
}
