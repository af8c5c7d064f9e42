import type { Point } from '../../../../src-shared/domain/mark.ts'
import type { CellPart } from '../../../../src-shared/domain/tongueCells.ts'
import { applyAffine, type Affine } from '../overlay/geometry.ts'

interface DrawnPart {
  readonly part: CellPart
  /** In cells. */
  readonly outlines: readonly (readonly Point[])[]
}

const spacingPx = 9
const colours: Readonly<Record<CellPart, string>> = { coating: '#8dff6a', body: '#ffffff', leftOut: '#ffd23f' }

/** Hatching in one way for coating and in two for what is left out, inside dotted edges; body stays clear. */
export function drawCells(context: CanvasRenderingContext2D, parts: readonly DrawnPart[], toCanvas: Affine): void {
  for (const { part, outlines } of parts) {
    if (part === 'body' || outlines.length === 0) continue
    const path = new Path2D()
    for (const outline of outlines) {
      outline.forEach((point, index) => {
        const [x, y] = applyAffine(toCanvas, point)
        if (index === 0) path.moveTo(x, y)
        else path.lineTo(x, y)
      })
      path.closePath()
    }
    hatch(context, path, part)
    for (const [width, colour] of [[3.5, 'rgb(0 0 0 / 65%)'], [1.6, colours[part]]] as const) {
      context.lineWidth = width
      context.strokeStyle = colour
      context.setLineDash(part === 'coating' ? [1.5, 3] : [6, 3])
      context.stroke(path)
    }
    context.setLineDash([])
  }
}

function hatch(context: CanvasRenderingContext2D, path: Path2D, part: CellPart): void {
  const { width, height } = context.canvas
  context.save()
  context.clip(path, 'evenodd')
  context.lineWidth = 1
  context.globalAlpha = 0.75
  context.strokeStyle = colours[part]
  context.beginPath()
  for (let at = -height; at < width + height; at += spacingPx) {
    context.moveTo(at, 0)
    context.lineTo(at + height, height)
    if (part === 'coating') continue
    context.moveTo(at, 0)
    context.lineTo(at - height, height)
  }
  context.stroke()
  context.restore()
}
