import type { Mask } from '../imaging/preprocess.ts'
import { runsOfRow, type Run } from './runs.ts'

/** Runs of one value with the component each belongs to: work grows with the outline, not with the area. */
interface Labelled {
  readonly runs: readonly Run[]
  readonly rootOf: (run: number) => number
}

/** Areas in pixels of the 4-connected components of a 0/255 mask, the largest first. */
export function componentAreas(mask: Mask): readonly number[] {
  return [...areasOf(label(mask, 255)).values()].toSorted((one, two) => two - one)
}

/** Keeps the largest 4-connected component of a 0/255 mask, in place; the first of equals. */
export function largestComponent(mask: Mask): void {
  const labelled = label(mask, 255)
  const areas = areasOf(labelled)
  let best = -1
  for (const [root, area] of areas) if (best < 0 || area > (areas.get(best) ?? 0)) best = root
  labelled.runs.forEach((run, index) => {
    if (labelled.rootOf(index) !== best) paint(mask, run, 0)
  })
}

function areasOf({ runs, rootOf }: Labelled): Map<number, number> {
  const areas = new Map<number, number>()
  runs.forEach((run, index) => areas.set(rootOf(index), (areas.get(rootOf(index)) ?? 0) + run.end - run.start))
  return areas
}

/** Fills background that does not reach the border of a 0/255 mask, in place. */
export function fillHoles(mask: Mask): void {
  const { runs, rootOf } = label(mask, 0)
  const open = new Set<number>()
  runs.forEach((run, index) => {
    const atBorder = run.row === 0 || run.row === mask.heightPx - 1 || run.start === 0 || run.end === mask.widthPx
    if (atBorder) open.add(rootOf(index))
  })
  runs.forEach((run, index) => {
    if (!open.has(rootOf(index))) paint(mask, run, 255)
  })
}

function paint({ data, widthPx }: Mask, { row, start, end }: Run, value: number): void {
  data.fill(value, row * widthPx + start, row * widthPx + end)
}

function label(mask: Mask, value: number): Labelled {
  const runs: Run[] = []
  const parents: number[] = []
  const rootOf = (run: number): number => {
    let root = run
    while ((parents[root] ?? root) !== root) root = parents[root] ?? root
    // Halves the way for the next question.
    parents[run] = root
    return root
  }
  let above = 0
  let aboveEnd = 0
  for (let row = 0; row < mask.heightPx; row += 1) {
    const begin = runs.length
    for (const run of runsOfRow(mask, row, value)) {
      parents.push(runs.length)
      runs.push(run)
    }
    join(runs, { above, aboveEnd, begin }, (upper, lower) => {
      parents[rootOf(lower)] = rootOf(upper)
    })
    above = begin
    aboveEnd = runs.length
  }
  return { runs, rootOf }
}

interface Rows {
  readonly above: number
  readonly aboveEnd: number
  readonly begin: number
}

/** Names each pair of runs of two neighbouring rows that share a column. */
function join(runs: readonly Run[], { above, aboveEnd, begin }: Rows, unite: (upper: number, lower: number) => void): void {
  let upper = above
  let lower = begin
  while (upper < aboveEnd && lower < runs.length) {
    const one = runs[upper]
    const two = runs[lower]
    if (one === undefined || two === undefined) return
    if (one.start < two.end && two.start < one.end) unite(upper, lower)
    if (one.end < two.end) upper += 1
    else lower += 1
  }
}
