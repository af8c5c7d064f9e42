/** Spread of the smoothing, in bins. */
const deviationBins = 1.2
const reachBins = 4

/**
 * Counts of equally wide bins as a smooth outline between 0 and 1, its highest place at 1. Beyond the ends the counts are
 * mirrored, so that the outline does not sink where scores pile up at 0 or 1.
 */
export function density(bins: readonly number[]): readonly number[] {
  const last = bins.length - 1
  const weights = Array.from({ length: 2 * reachBins + 1 }, (_, index) => Math.exp(-((index - reachBins) ** 2) / (2 * deviationBins ** 2)))
  const at = (place: number): number => bins[place < 0 ? -place - 1 : place > last ? 2 * last + 1 - place : place] ?? 0
  const smooth = bins.map((_, place) => weights.reduce((sum, weight, index) => sum + weight * at(place + index - reachBins), 0))
  const highest = Math.max(...smooth)
  return highest === 0 ? smooth : smooth.map((height) => height / highest)
}
