import type { Lab } from '../../src-shared/domain/analysis.ts'
import { cellAt, cellParts, cellsFrom, cellValues, type TongueCells } from '../../src-shared/domain/tongueCells.ts'
import type { Mask } from '../imaging/preprocess.ts'
import type { Samples } from '../imaging/raster.ts'
import { distance, median, type Points, type Split, standardised, twoMeans, valley } from './cluster.ts'
import { atLightness } from './colour.ts'
import { blurred, centreOf, eroded, type LabGrid, labGrid } from './grid.ts'

/** Share of the tongue's mean diameter that is left out at its rim: lips, teeth and steep shading lie there. */
const RIM_SHARE = 0.03
const BLUR_RADIUS = 2
const MAJORITY_RADIUS = 2
const DARKEST_LIGHTNESS = 12
/** A highlight is this much lighter than the tongue's middle and nearly without colour; a white coating is less light. */
const HIGHLIGHT = { lighter: 36, chroma: 14 } as const
/** Weights of shading-free a*, b* and of L* in the clustering: coating and body differ most in redness. */
const WEIGHTS = [1.5, 0.7, 0.5] as const

/**
 * Limits of the test whether there are two populations at all, found on rendered tongues whose coating is known and
 * looked through on clinic photos. `redness` is the ratio of a* to L* + 16 at the tongue's median lightness.
 * A wide gap in a* speaks for itself; a narrower one needs a valley between the peaks and a coating that is lighter.
 */
export const limits = {
  wideGap: 7,
  narrowGap: 5,
  deepestValley: 0.97,
  lightnessGap: 3,
  coatingRedness: 0.43,
  fullyCoatedRedness: 0.12,
} as const
const FEWEST_CELLS = 64

/** Coating and body as cells of the tongue's grid. */
export interface SeparatedTongue {
  readonly grid: LabGrid
  readonly verdict: Verdict
  /** 1 where a cell is coating. */
  readonly coating: Uint8Array
  /** 1 for the cells that count to neither: highlights and deep shadows. */
  readonly leftOut: Uint8Array
  /** 1 for the cells whose colour counts: off the rim, not left out. */
  readonly counted: Uint8Array
  /** A reader has said of cells what they are. */
  readonly byReader: boolean
  /** How far the two clusters lie apart in shading-free a*; what the verdict was given on. */
  readonly gap: number
  readonly coatingCoverage: number
  readonly bodyLab: Lab | null
  readonly coatingLab: Lab | null
}

/**
 * Separates coating from body (RGB samples, mask of the same size). A bare tongue has coverage 0 and no coating, a fully
 * coated one coverage 1 and no body, because K = 2 would split anything; both are told by testing the split before it is
 * believed. What a reader has said of cells stands; cells that `given` says nothing of are judged as always. null where there is too little tongue to tell.
 */
export function separateTongue(samples: Samples, mask: Mask, given: TongueCells | null = null): SeparatedTongue | null {
  const separation = separated(samples, mask)
  if (separation === null) return null
  const { grid, used, split, verdict, gap, core, chosen } = separation
  const shared = { grid, verdict, gap, counted: chosen, leftOut: core.map((value, cell) => (value === 1 && chosen[cell] === 0 ? 1 : 0)), byReader: false }
  if (verdict !== 'two') {
    const isCoated = verdict === 'coated'
    const lab = meanLab(grid, used, () => true)
    const coating = isCoated ? grid.inside : new Uint8Array(grid.inside.length)
    return corrected({ ...shared, coating, coatingCoverage: isCoated ? 1 : 0, bodyLab: isCoated ? null : lab, coatingLab: isCoated ? lab : null }, core, given)
  }
  const coating = coatingCells(separation)
  const found: SeparatedTongue = {
    ...shared,
    coating,
    coatingCoverage: coverage(grid, coating, shared.leftOut),
    bodyLab: meanLab(grid, used, (index) => split.cluster[index] === 1),
    coatingLab: meanLab(grid, used, (index) => split.cluster[index] === 0),
  }
  return corrected(found, core, given)
}

/** The separation with what a reader has said of its cells. `core`: 1 for the cells off the rim. */
function corrected(found: SeparatedTongue, core: Uint8Array, given: TongueCells | null): SeparatedTongue {
  if (given === null) return found
  const { grid } = found
  const said = cellValues(given)
  const parts = Array.from(grid.inside.keys(), (cell) => {
    const there = cellAt(given, centreOf(grid, cell))
    return cellParts[there === null ? 255 : (said[there] ?? 255)] ?? partOf(found, cell)
  })
  const planeOf = (part: (typeof cellParts)[number]): Uint8Array => Uint8Array.from(parts, (own, cell) => (own === part && grid.inside[cell] === 1 ? 1 : 0))
  const [coating, leftOut] = [planeOf('coating'), planeOf('leftOut')]
  const counted = core.map((value, cell) => (value === 1 && leftOut[cell] === 0 ? 1 : 0))
  const used = Array.from(counted.keys()).filter((cell) => counted[cell] === 1)
  const coatingCoverage = coverage(grid, coating, leftOut)
  const verdict = coatingCoverage === 0 ? 'bare' : coatingCoverage === 1 ? 'coated' : 'two'
  const labOf = (value: number): Lab | null => meanLab(grid, used, (index) => coating[used[index] ?? 0] === value)
  return { ...found, verdict, coating, leftOut, counted, byReader: true, coatingCoverage, bodyLab: labOf(0), coatingLab: labOf(1) }
}

const partOf = ({ coating, leftOut }: SeparatedTongue, cell: number): (typeof cellParts)[number] => (leftOut[cell] === 1 ? 'leftOut' : coating[cell] === 1 ? 'coating' : 'body')

/** The separation as it is kept with a run and shown. */
export function cellsOf(found: SeparatedTongue): TongueCells {
  const { grid } = found
  const { leftPx, topPx, cellPx } = grid.place
  const values = Uint8Array.from(grid.inside, (inside, cell) => (inside === 1 ? cellParts.indexOf(partOf(found, cell)) : 255))
  return cellsFrom({ leftPx, topPx, cellPx, columns: grid.columns, rows: grid.rows }, values)
}

/**
 * The tongue's pixels that are coating, as a mask of the same size: none of a bare tongue and of one that is too small
 * to tell, all of a fully coated one. What a model of the region `coating-and-body` reads (docs/model-format.md).
 */
export function coatingMask(samples: Samples, mask: Mask): Mask {
  const separation = separated(samples, mask)
  if (separation === null || separation.verdict === 'bare') return { ...mask, data: new Uint8Array(mask.data.length) }
  if (separation.verdict === 'coated') return { ...mask, data: mask.data.map((value) => (value > 127 ? 255 : 0)) }
  const { grid } = separation
  const cells = coatingCells(separation)
  const { topPx, leftPx, cellPx } = grid.place
  const data = mask.data.map((value, pixel) => {
    if (value <= 127) return 0
    const row = Math.min(grid.rows - 1, Math.floor((Math.floor(pixel / mask.widthPx) - topPx) / cellPx))
    const column = Math.min(grid.columns - 1, Math.floor(((pixel % mask.widthPx) - leftPx) / cellPx))
    return cells[row * grid.columns + column] === 1 ? 255 : 0
  })
  return { ...mask, data }
}

/** two: coating and body; bare: no coating; coated: no body to be seen. */
export type Verdict = 'two' | 'bare' | 'coated'

interface Separation extends Features, Choice {
  readonly grid: LabGrid
  readonly split: Split
  readonly verdict: Verdict
  readonly gap: number
}

/** The tongue's cells, split in two, and whether the split is believed. null where there is too little tongue to tell. */
function separated(samples: Samples, mask: Mask): Separation | null {
  const grid = labGrid(samples, mask)
  const chosen = grid === null ? null : choose(grid)
  if (grid === null || chosen === null) return null
  const found = featuresOf(grid, chosen.chosen)
  const split = twoMeans(standardised(found.features, WEIGHTS))
  return { ...found, ...chosen, grid, split, ...judge(found.features, split, found.lightness) }
}

interface Choice {
  /** 1 for the cells off the rim. */
  readonly core: Uint8Array
  /** 1 for those to learn from: neither highlight nor deep shadow. */
  readonly chosen: Uint8Array
}

/** null where too few cells are left to learn from. */
function choose(grid: LabGrid): Choice | null {
  const area = grid.inside.reduce((sum, value) => sum + value, 0)
  const core = eroded(grid.inside, grid, Math.max(1, Math.round(RIM_SHARE * Math.sqrt(area))))
  const middle = median(grid.lightness.filter((_, index) => core[index] === 1))
  const chosen = core.map((value, index) => {
    const lightness = grid.lightness[index] ?? 0
    const chroma = Math.hypot(grid.a[index] ?? 0, grid.b[index] ?? 0)
    const isHighlight = lightness > middle + HIGHLIGHT.lighter && chroma < HIGHLIGHT.chroma
    return value === 1 && lightness > DARKEST_LIGHTNESS && !isHighlight ? 1 : 0
  })
  return chosen.reduce((sum, value) => sum + value, 0) < FEWEST_CELLS ? null : { core, chosen }
}

interface Features {
  /** a*, b* freed of shading, and L*, `[n * 3]`. */
  readonly features: Points
  /** Cell of each point. */
  readonly used: readonly number[]
  /** Median L* of the cells. */
  readonly lightness: number
}

/**
 * The enhancement of a* by block differences: each cell's mean over its block takes the place of the pixel, and is
 * brought from the block's own lightness to the tongue's, so that what remains of a* is difference in colour and not
 * in shading.
 */
function featuresOf(grid: LabGrid, chosen: Uint8Array): Features {
  const [lightness, a, b] = [grid.lightness, grid.a, grid.b].map((plane) => blurred(plane, chosen, grid, BLUR_RADIUS))
  const used = Array.from(chosen.keys()).filter((cell) => chosen[cell] === 1)
  const middle = median(Float64Array.from(used, (cell) => lightness?.[cell] ?? 0))
  const features = new Float64Array(used.length * 3)
  used.forEach((cell, index) => {
    const own = lightness?.[cell] ?? 0
    features[index * 3] = atLightness(a?.[cell] ?? 0, own, middle)
    features[index * 3 + 1] = atLightness(b?.[cell] ?? 0, own, middle)
    features[index * 3 + 2] = own
  })
  return { features, used, lightness: middle }
}

/** Whether the split separates coating from body, or cuts one population in two: then which of both it is. */
function judge(features: Points, { cluster }: Split, lightness: number): { verdict: Verdict; gap: number } {
  const low = meanFeatures(features, (index) => cluster[index] === 0)
  const high = meanFeatures(features, (index) => cluster[index] === 1)
  const gap = high.a - low.a
  const a = Float64Array.from(cluster, (_, index) => features[index * 3] ?? 0)
  const isLighter = low.lightness - high.lightness >= limits.lightnessGap
  const isTwo = gap >= limits.wideGap || (gap >= limits.narrowGap && isLighter && valley(a, cluster) < limits.deepestValley)
  // Two kinds of red are a body with a red tip or purple spots, not a coating.
  if (isTwo && low.a / (lightness + 16) <= limits.coatingRedness) return { verdict: 'two', gap }
  const all = meanFeatures(features, () => true)
  return { verdict: all.a / (lightness + 16) <= limits.fullyCoatedRedness ? 'coated' : 'bare', gap }
}

function meanFeatures(features: Points, belongs: (index: number) => boolean): { a: number; lightness: number } {
  const sums = { a: 0, lightness: 0, count: 0 }
  for (let index = 0; index < features.length / 3; index += 1) {
    if (!belongs(index)) continue
    sums.a += features[index * 3] ?? 0
    sums.lightness += features[index * 3 + 2] ?? 0
    sums.count += 1
  }
  const count = Math.max(1, sums.count)
  return { a: sums.a / count, lightness: sums.lightness / count }
}

/**
 * Every cell of the tongue: learned ones by their cluster, the others by the nearer centre; then the majority around,
 * which speaks for the cells at the rim too that are only partly tongue.
 */
function coatingCells({ grid, features, used, split, lightness }: Separation): Uint8Array {
  const isCoating = new Float32Array(grid.inside.length)
  const raw = rawCentres(features, split)
  const known = new Uint8Array(grid.inside.length)
  used.forEach((cell, index) => {
    known[cell] = 1
    isCoating[cell] = split.cluster[index] === 0 ? 1 : 0
  })
  grid.inside.forEach((inside, cell) => {
    if (inside === 0 || known[cell] === 1) return
    const own = grid.lightness[cell] ?? 0
    const point = Float64Array.of(atLightness(grid.a[cell] ?? 0, own, lightness), atLightness(grid.b[cell] ?? 0, own, lightness), 0)
    isCoating[cell] = distance(point, 0, raw[0]) < distance(point, 0, raw[1]) ? 1 : 0
  })
  const around = blurred(isCoating, grid.inside, grid, MAJORITY_RADIUS)
  return Uint8Array.from(around, (share) => (share > 0.5 ? 1 : 0))
}

/** Centres in a* and b*, without L*: at the rim it tells shading, not coating. */
function rawCentres(features: Points, { cluster }: Split): [Float64Array, Float64Array] {
  const sums = [new Float64Array(3), new Float64Array(3)] as const
  cluster.forEach((which, index) => {
    const sum = which === 0 ? sums[0] : sums[1]
    sum[0] = (sum[0] ?? 0) + (features[index * 3] ?? 0)
    sum[1] = (sum[1] ?? 0) + (features[index * 3 + 1] ?? 0)
    sum[2] = (sum[2] ?? 0) + 1
  })
  const centre = ([a = 0, b = 0, count = 0]: Float64Array): Float64Array => Float64Array.of(a / Math.max(1, count), b / Math.max(1, count), 0)
  return [centre(sums[0]), centre(sums[1])]
}

/** Coating over coating and body: what is left out is neither. */
function coverage(grid: LabGrid, coating: Uint8Array, leftOut: Uint8Array): number {
  const told = grid.inside.map((value, cell) => (value === 1 && leftOut[cell] === 0 ? 1 : 0))
  return coating.reduce((sum, value, cell) => sum + value * (told[cell] ?? 0), 0) / Math.max(1, told.reduce((sum, value) => sum + value, 0))
}

function meanLab({ lightness, a, b }: LabGrid, used: readonly number[], belongs: (index: number) => boolean): Lab | null {
  const cells = used.filter((_, index) => belongs(index))
  if (cells.length === 0) return null
  const mean = (plane: Float32Array): number => {
    const sum = cells.reduce((total, cell) => total + (plane[cell] ?? 0), 0)
    return Math.round((sum / cells.length) * 100) / 100
  }
  return [mean(lightness), mean(a), mean(b)]
}
