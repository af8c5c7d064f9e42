import type { RowProblem } from '../../../src-shared/contract/given.ts'
import type { Point, ShapeKind } from '../../../src-shared/domain/mark.ts'

export interface Fitted {
  readonly points: readonly Point[]
  /** true: a box was cut at the picture's edge. */
  readonly clipped: boolean
}

/** Tools round to whole pixels: so far beyond the edge a point still means the edge. */
const slackPx = 1

/**
 * Fits a shape into its picture. A box that reaches beyond it is cut at the edge: its part on the picture is what was
 * seen. Any other shape would become another one by cutting, so beyond a pixel's rounding it is refused.
 */
export function fitShape(shape: ShapeKind, points: readonly Point[], [widthPx, heightPx]: Point): Fitted | RowProblem {
  const beyond = Math.max(...points.map(([x, y]) => Math.max(-x, -y, x - widthPx, y - heightPx)))
  if (beyond <= 0) return { points, clipped: false }
  if (shape !== 'box' && beyond > slackPx) return 'outside'
  const within = points.map(([x, y]): Point => [Math.min(widthPx, Math.max(0, x)), Math.min(heightPx, Math.max(0, y))])
  const [[left, top] = [0, 0], [right, bottom] = [0, 0]] = within
  if (shape === 'box' && (left >= right || top >= bottom)) return 'outside'
  return { points: within, clipped: beyond > slackPx }
}
