import type { Scored, SignReason } from '../../src-shared/domain/tongueSigns.ts'
import { rounded, unit } from '../imaging/rounded.ts'
import { coatedCells, confidenceOf, type FineView } from './fineSigns.ts'
import type { Crack } from './cracks.ts'
import { eroded } from './grid.ts'
import { lumpsOf, type Lumps } from './lumps.ts'
import { smoothed } from './plane.ts'

/** What each measure of the grain adds to the score, per unit of it; fitted on drawn tongues (docs/tongue-signs.md). */
const WEIGHTS = { contrast: 3.55, coarseness: 4.8, crevices: 9.64, heaps: 4.44, start: -2.38 } as const
const DENSE = { reachWidths: 0.04, share: 0.8, marginCells: 3 } as const
/** Of the tongue: below this the lines between lumps are finer than a pixel. */
const LEAST_WIDTH_PX = 160

/** Whether the coating lies in loose, coarse lumps, pale and parted by thin dark lines, where a greasy one is of fine grains in a film. */
export function curdy(view: FineView, taken: readonly Crack[]): Scored {
  const none = (reason: SignReason): Scored => ({ value: null, score: null, unit: 'score', confidence: 0, reason })
  const { grid, frame, rules, obstacle } = view
  if (obstacle !== null) return none(obstacle)
  if (frame.widthPx < LEAST_WIDTH_PX) return none('too-small')
  const widthCells = frame.widthPx / grid.place.cellPx
  const lumps = lumpsOf(grid.lightness, denselyCoated(view, taken, widthCells), grid, widthCells)
  if (lumps === null) return none('no-coating')
  const score = rounded(unit(1 / (1 + Math.exp(-weighed(lumps)))), 3)
  return { value: score >= rules.calls.curdy, score, unit: 'score', confidence: rounded(confidenceOf(view) * Math.abs(score - 0.5) * 2, 3), reason: null }
}

/** Where most around is coated: with the highlights on the lumps and the gaps between them, without the coating's edge and without cracks. */
function denselyCoated({ grid, found }: FineView, taken: readonly Crack[], widthCells: number): Uint8Array {
  const clear = grid.inside.slice()
  for (const cell of taken.flatMap(({ cells }) => cells)) clear[cell] = 0
  const share = smoothed(Float32Array.from(coatedCells({ grid, found }, 0)), grid.inside, grid, DENSE.reachWidths * widthCells)
  return eroded(clear.map((isClear, cell) => (isClear === 1 && (share[cell] ?? 0) > DENSE.share ? 1 : 0)), grid, DENSE.marginCells)
}

function weighed({ contrast, coarseness, crevices, heaps }: Lumps): number {
  if (contrast === 0) return -Infinity
  const { start, ...of } = WEIGHTS
  return start + of.contrast * Math.log(contrast) + of.coarseness * Math.log(coarseness) + of.crevices * crevices + of.heaps * heaps
}
