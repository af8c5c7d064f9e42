import type { Point } from '../../src-shared/domain/mark.ts'
import type { TongueRules } from '../../src-shared/domain/tongueRules.ts'
import type { Cracks, Measured, Scored, SignReason, Spots, ToothMarks } from '../../src-shared/domain/tongueSigns.ts'
import { outerContour } from '../segmentation/contour.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { atLightness } from './colour.ts'
import { cracksOf, type Crack } from './cracks.ts'
import type { TongueFrame } from './frame.ts'
import { centreOf, eroded, type LabGrid } from './grid.ts'
import { rounded, unit } from '../imaging/rounded.ts'
import type { SeparatedTongue } from './separate.ts'
import { spotsOf } from './spots.ts'
import { coarseness } from './texture.ts'
import { dentsOf } from './toothMarks.ts'

/** What the fine signs are read from: the tongue at 320 cells, its frame, coating and body. */
export interface FineView {
  readonly grid: LabGrid
  readonly frame: TongueFrame
  readonly found: SeparatedTongue
  readonly rules: TongueRules
  /** Why nothing fine can be seen, or null. */
  readonly obstacle: SignReason | null
}

/** Depth of dents, in widths, and length of cracks, in widths times L*, at which the score reaches 0.63. */
const TOOTH_SCALE = 0.06
const CRACK_SCALE = 7
const SPOT_SCALE = 6
/** One deep dent, or one black crack, does not make the score alone. */
const DEEPEST_DENT = 0.05
const DEEPEST_CRACK = 12
const PRICKLE_WEIGHT = 0.25
const RIM_SHARE = 0.04
const TEXTURE_DISTANCE = 0.03
/** Coarseness of a coating half-way between smooth and greasy ones of drawn tongues, and the slope there. */
const GREASY = { middle: 15, slope: 3.5 } as const
/** Pixels across at which fine signs have full confidence. */
const SHARP_WIDTH_PX = 320

/** How finely the photo shows the tongue, 0 … 1. */
export const confidenceOf = ({ frame }: Pick<FineView, 'frame'>): number => unit(frame.widthPx / SHARP_WIDTH_PX)
const score = (amount: number, scale: number): number => rounded(1 - Math.exp(-amount / scale), 3)

/** Dents on each side of the picture. */
export function toothMarks(view: FineView, mask: Mask): ToothMarks {
  if (view.obstacle !== null) return { left: null, right: null, score: null, places: [], confidence: 0, reason: view.obstacle }
  const dents = dentsOf(outerContour(mask), view.frame)
  const on = (side: 'left' | 'right'): number => dents.filter((dent) => dent.side === side).length
  const depth = dents.reduce((sum, dent) => sum + Math.min(dent.depth, DEEPEST_DENT), 0)
  return { left: on('left'), right: on('right'), score: score(depth, TOOTH_SCALE), places: dents.map(({ at }) => roundedPoint(at)), confidence: confidenceOf(view), reason: null }
}

/** The cracks, and the cells that they take. */
export function cracks(view: FineView): { sign: Cracks; found: readonly Crack[] } {
  if (view.obstacle !== null) return { sign: { count: null, lengthPx: null, areaFraction: null, score: null, courses: [], confidence: 0, reason: view.obstacle }, found: [] }
  const { grid, frame } = view
  const found = cracksOf(grid, frame)
  const tongueCells = grid.inside.reduce((sum, value) => sum + value, 0)
  const cellsPerWidth = frame.widthPx / grid.place.cellPx
  const amount = found.reduce((sum, { lengthCells, depth }) => sum + (lengthCells / cellsPerWidth) * Math.min(depth, DEEPEST_CRACK), 0)
  const sign: Cracks = {
    count: found.length,
    lengthPx: rounded(found.reduce((sum, { lengthCells }) => sum + lengthCells, 0) * grid.place.cellPx, 1),
    areaFraction: rounded(found.reduce((sum, { cells }) => sum + cells.length, 0) / Math.max(1, tongueCells), 4),
    score: score(amount, CRACK_SCALE),
    courses: found.map(({ course }) => course.map((cell) => roundedPoint(centreOf(grid, cell)))),
    confidence: confidenceOf(view),
    reason: null,
  }
  return { sign, found }
}

/** Prickles anywhere, stasis spots on the body alone: a coating hides them, and its own gaps look alike. */
export function spots(view: FineView, taken: readonly Crack[]): Spots {
  const { grid, frame, found, rules, obstacle } = view
  if (obstacle !== null) return { count: null, prickles: null, stasis: null, score: null, places: [], confidence: 0, reason: obstacle }
  const counted = eroded(grid.inside, grid, Math.max(1, Math.round((RIM_SHARE * frame.widthPx) / grid.place.cellPx)))
  for (const cell of taken.flatMap(({ cells }) => cells)) {
    for (const step of [0, 1, -1, grid.columns, -grid.columns]) counted[cell + step] = 0
  }
  const redness = grid.a.map((value, cell) => atLightness(value, grid.lightness[cell] ?? 0, rules.referenceLightness))
  const places = spotsOf(grid, frame, { counted, redness }).filter(({ kind, at }) => kind === 'prickle' || !isCoated(found, at))
  const stasis = places.filter(({ kind }) => kind === 'stasis').length
  const prickles = places.length - stasis
  return { count: places.length, prickles, stasis, score: score(stasis + PRICKLE_WEIGHT * prickles, SPOT_SCALE), places: places.map((place) => ({ ...place, at: roundedPoint(place.at), radiusPx: rounded(place.radiusPx, 1) })), confidence: confidenceOf(view), reason: null }
}

/** How coarse the coating's texture is: a greasy one is of thick grains, a clean one smooth. */
export function greasy(view: FineView): Scored {
  const { grid, frame, rules, obstacle } = view
  const none = (reason: SignReason): Scored => ({ value: null, score: null, unit: 'score', confidence: 0, reason })
  if (obstacle !== null) return none(obstacle)
  const measured = coarseness(grid.lightness, coatedCells(view, 1), grid, Math.max(1, Math.round((TEXTURE_DISTANCE * frame.widthPx) / grid.place.cellPx)))
  if (measured === null) return none('no-coating')
  const value = unit(1 / (1 + Math.exp(-(measured - GREASY.middle) / GREASY.slope)))
  return { value: value >= rules.calls.greasy, score: value, unit: 'score', confidence: unit(confidenceOf(view) * Math.abs(value - 0.5) * 2), reason: null }
}

/** Cells of the fine grid that are coated, and all around them as far as the radius; 0: they alone. */
export const coatedCells = ({ grid, found }: Pick<FineView, 'grid' | 'found'>, radiusCells: number): Uint8Array =>
  eroded(grid.inside.map((value, cell) => (value === 1 && isCoated(found, centreOf(grid, cell)) ? 1 : 0)), grid, radiusCells)

/** Share of the tongue that mirrors the light: a wet tongue's highlights. */
export function moist({ grid, found }: FineView): Measured<number> {
  const inside = grid.inside.reduce((sum, value) => sum + value, 0)
  const [lightness] = found.bodyLab ?? found.coatingLab ?? [50]
  const lights = grid.inside.reduce((sum, value, cell) => {
    const isLight = value === 1 && (grid.lightness[cell] ?? 0) > lightness + LIGHT.lighter && Math.hypot(grid.a[cell] ?? 0, grid.b[cell] ?? 0) < LIGHT.chroma
    return sum + (isLight ? 1 : 0)
  }, 0)
  return { value: rounded(lights / Math.max(1, inside), 4), unit: 'share', confidence: 0.5, reason: null }
}

const LIGHT = { lighter: 30, chroma: 16 } as const

function isCoated({ grid, coating }: SeparatedTongue, [x, y]: Point): boolean {
  const row = Math.min(grid.rows - 1, Math.max(0, Math.floor((y - grid.place.topPx) / grid.place.cellPx)))
  const column = Math.min(grid.columns - 1, Math.max(0, Math.floor((x - grid.place.leftPx) / grid.place.cellPx)))
  return coating[row * grid.columns + column] === 1
}

const roundedPoint = ([x, y]: Point): Point => [rounded(x, 1), rounded(y, 1)]
