import type { ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { boundsOf, type Bounds } from './shapeGeometry.ts'

/** left, top, right, bottom of every shape, one after the other: thousands are looked through in microseconds. */
const sides = 4
const indexes = new WeakMap<readonly ShapeMark[], Float64Array>()

function indexOf(shapes: readonly ShapeMark[]): Float64Array {
  const known = indexes.get(shapes)
  if (known !== undefined) return known
  const index = new Float64Array(shapes.length * sides)
  for (const [place, shape] of shapes.entries()) {
    const { left, top, right, bottom } = boundsOf(shape)
    index.set([left, top, right, bottom], place * sides)
  }
  indexes.set(shapes, index)
  return index
}

/** The shapes whose bounds meet a rectangle of the picture, in their order. The index is kept as long as the list. */
export function shapesIn(shapes: readonly ShapeMark[], { left, top, right, bottom }: Bounds): readonly ShapeMark[] {
  const index = indexOf(shapes)
  return shapes.filter((_, place) => {
    const at = place * sides
    return (index[at] ?? 0) <= right && (index[at + 1] ?? 0) <= bottom && (index[at + 2] ?? 0) >= left && (index[at + 3] ?? 0) >= top
  })
}
