import type { TongueFrame } from './frame.ts'
import { centreOf, eroded, type LabGrid } from './grid.ts'
import { quantile } from './cluster.ts'
import { componentsOf } from './plane.ts'
import { darkLines } from './ridges.ts'

/** Widths of the lines that are looked for, in shares of the tongue's width. */
const WIDTHS = [0.007, 0.013, 0.022] as const
/** Depth in L*: a crack begins at the first and goes on down to the second. */
const DEPTH = { begins: 2.4, goesOn: 1.2 } as const
/** A coarse coating is full of short dark lines: a crack begins this many times deeper than this share of them. */
const GRAIN_FACTOR = 2
const GRAIN_QUANTILE = 0.9
/** Left out at the rim, in shares of the width, and at the root, in shares of the length, where the shadow of the lips falls. */
const RIM = 0.05
const ROOT_END = 0.06
/** Least length in widths of the tongue, and most cells in squares of the crack's own length: what is plumper is no line. */
const SHORTEST = 0.07
const PLUMPEST = 0.45

export interface Crack {
  /** Cells of its middle line and of its whole width. */
  readonly course: readonly number[]
  readonly cells: readonly number[]
  readonly lengthCells: number
  /** Mean depth along its middle line, in L*. */
  readonly depth: number
}

/** Cracks of the tongue: dark lines of its L*, joined where they touch, at least 7 % of the tongue's width long. */
export function cracksOf(grid: LabGrid, frame: TongueFrame): Crack[] {
  const widthCells = frame.widthPx / grid.place.cellPx
  const counted = placesFor(grid, frame, widthCells)
  const depth = new Float32Array(grid.inside.length)
  const crest = new Uint8Array(grid.inside.length)
  for (const width of WIDTHS) {
    const lines = darkLines(grid.lightness, counted, grid, Math.max(0.8, width * widthCells))
    lines.depth.forEach((value, cell) => {
      if (value <= (depth[cell] ?? 0)) return
      depth[cell] = value
      crest[cell] = lines.crest[cell] ?? 0
    })
  }
  const grain = quantile(depth.filter((value, cell) => counted[cell] === 1 && value > 0), GRAIN_QUANTILE)
  const begins = Math.max(DEPTH.begins, GRAIN_FACTOR * grain)
  const goesOn = Math.max(DEPTH.goesOn, begins / 2)
  const line = depth.map((value) => (value >= goesOn ? 1 : 0))
  return componentsOf(Uint8Array.from(line), grid).flatMap((cells) => {
    if (!cells.some((cell) => (depth[cell] ?? 0) >= begins)) return []
    const course = cells.filter((cell) => crest[cell] === 1)
    const lengthCells = extentOf(course, grid.columns)
    if (lengthCells < SHORTEST * widthCells || cells.length > PLUMPEST * lengthCells ** 2) return []
    return [{ course, cells, lengthCells: Math.max(lengthCells, course.length), depth: course.reduce((sum, cell) => sum + (depth[cell] ?? 0), 0) / course.length }]
  })
}

function placesFor(grid: LabGrid, frame: TongueFrame, widthCells: number): Uint8Array {
  const core = eroded(grid.inside, grid, Math.max(1, Math.round(RIM * widthCells)))
  return core.map((value, cell) => (value === 1 && frame.at(...centreOf(grid, cell)).along > ROOT_END ? 1 : 0))
}

/** Greatest distance between two cells, by their boxes. */
function extentOf(cells: readonly number[], columns: number): number {
  const xs = cells.map((cell) => cell % columns)
  const ys = cells.map((cell) => Math.floor(cell / columns))
  const range = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((most, value) => Math.max(most, value)) - values.reduce((least, value) => Math.min(least, value)))
  return Math.hypot(range(xs), range(ys))
}
