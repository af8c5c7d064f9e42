import type { ReaderMeasures, TongueMeasures } from './analysis.ts'

/**
 * The measures of the tongue's surface with the veins of its underside, which lie on another photo of the visit and are measured
 * in the outline that the reader drew there. Unchanged where nothing was measured.
 */
export function withUnderside<Measures extends TongueMeasures | null>(tongue: Measures, measures: readonly ReaderMeasures[]): Measures {
  const veins = measures.map((each) => each.tongue.signs?.sublingualVeins).find((each) => (each?.photoSha256 ?? null) !== null)
  if (tongue === null || tongue.signs === null || veins === undefined) return tongue
  return { ...tongue, signs: { ...tongue.signs, sublingualVeins: veins } }
}
