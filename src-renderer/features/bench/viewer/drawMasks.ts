import type { LabelledMark } from '../../../../src-shared/domain/mark.ts'
import { maskBounds, type Mask } from '../../../../src-shared/domain/mask.ts'
import { applyAffine, invertAffine, zoomOf, type Affine } from '../overlay/geometry.ts'
import { maskPaths } from './maskPath.ts'

interface MaskDrawing {
  readonly mask: Mask
  readonly label: LabelledMark['label']
  readonly name: string
  readonly chosen: boolean
  /** It grows under the brush: the hatching, the costly part, comes back with the end of the stroke. */
  readonly growing: boolean
}

interface View {
  readonly toCanvas: Affine
  /** Device pixels per CSS pixel. */
  readonly scale: number
}

/** A region as a translucent fill with a hatching of its label, a double border and its name: colour is not the only sign. */
export function drawMask(context: CanvasRenderingContext2D, { mask, label, name, chosen, growing }: MaskDrawing, { toCanvas, scale }: View): void {
  const bounds = maskBounds(mask)
  if (bounds === null) return
  const { inside, border } = maskPaths(mask)
  const { hue, hatch } = signOf(label)
  const [a, b, c, d, e, f] = toCanvas
  const width = 1 / zoomOf(toCanvas)
  context.save()
  context.setTransform(a * scale, b * scale, c * scale, d * scale, e * scale, f * scale)
  context.fillStyle = `hsl(${hue} 85% 60% / 28%)`
  context.fill(inside)
  const pattern = growing ? null : hatching(context, hatch, toCanvas)
  if (pattern !== null) {
    context.fillStyle = pattern
    context.fill(inside)
  }
  context.lineCap = 'square'
  context.strokeStyle = 'rgb(0 0 0 / 75%)'
  context.lineWidth = 3.5 * width
  context.stroke(border)
  context.strokeStyle = chosen ? '#ffe08a' : `hsl(${hue} 85% 72%)`
  context.lineWidth = 1.5 * width
  context.stroke(border)
  context.restore()
  const corners = ([[bounds.left, bounds.top], [bounds.right, bounds.top], [bounds.left, bounds.bottom], [bounds.right, bounds.bottom]] as const).map((corner) => applyAffine(toCanvas, corner))
  const [x, y] = corners.reduce((highest, corner) => (corner[1] < highest[1] ? corner : highest))
  context.font = '12px sans-serif'
  context.lineWidth = 3
  context.strokeStyle = '#000'
  context.fillStyle = '#fff'
  context.strokeText(name, x + 6, y - 6)
  context.fillText(name, x + 6, y - 6)
}

const hatches = ['rising', 'falling', 'level', 'upright', 'dotted'] as const
type Hatch = (typeof hatches)[number]

/** The same label has the same hue and hatching everywhere. */
function signOf(label: LabelledMark['label']): { readonly hue: number; readonly hatch: Hatch } {
  let hash = 7
  for (const character of label === null ? '' : `${label.labelSet}.${label.label}`) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003
  return { hue: (hash * 47) % 360, hatch: hatches[hash % hatches.length] ?? 'rising' }
}

const tilePx = 10

/** Lines of one thickness on the screen, whatever the zoom. */
function hatching(context: CanvasRenderingContext2D, hatch: Hatch, toCanvas: Affine): CanvasPattern | null {
  const pattern = context.createPattern(tileOf(hatch), 'repeat')
  const back = invertAffine(toCanvas)
  if (pattern !== null && back !== null) pattern.setTransform(new DOMMatrix([...back]))
  return pattern
}

const tiles = new Map<Hatch, HTMLCanvasElement>()

function tileOf(hatch: Hatch): HTMLCanvasElement {
  const known = tiles.get(hatch)
  if (known !== undefined) return known
  const tile = document.createElement('canvas')
  ;[tile.width, tile.height] = [tilePx, tilePx]
  const context = tile.getContext('2d')
  if (context !== null) drawTile(context, hatch)
  tiles.set(hatch, tile)
  return tile
}

const half = tilePx / 2
/** Diagonals go on in the next tile, so they are drawn beyond the edges of theirs. */
const tileLines: Readonly<Record<Exclude<Hatch, 'dotted'>, readonly (readonly [number, number, number, number])[]>> = {
  rising: [[-1, half + 1, half + 1, -1], [half - 1, tilePx + 1, tilePx + 1, half - 1]],
  falling: [[-1, half - 1, half + 1, tilePx + 1], [half - 1, -1, tilePx + 1, half + 1]],
  level: [[0, half, tilePx, half]],
  upright: [[half, 0, half, tilePx]],
}

/** Each line bright with a dark one beside it: to be seen on black film and on white. */
function drawTile(context: CanvasRenderingContext2D, hatch: Hatch): void {
  context.lineWidth = 1
  for (const [beside, colour] of [[1, 'rgb(0 0 0 / 45%)'], [0, 'rgb(255 255 255 / 60%)']] as const) {
    context.strokeStyle = colour
    context.fillStyle = colour
    if (hatch === 'dotted') context.fillRect(half - 1 + beside, half - 1 + beside, 2, 2)
    for (const [fromX, fromY, toX, toY] of hatch === 'dotted' ? [] : tileLines[hatch]) {
      context.beginPath()
      context.moveTo(fromX + beside, fromY + (hatch === 'level' ? beside : 0))
      context.lineTo(toX + beside, toY + (hatch === 'level' ? beside : 0))
      context.stroke()
    }
  }
}
