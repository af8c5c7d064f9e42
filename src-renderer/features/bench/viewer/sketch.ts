import type { ImageId, MarkId } from '../../../../src-shared/domain/ids.ts'
import { formOf, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { cornersOf, type ShapeGrip } from './shapeGeometry.ts'
import { createStore, type Store } from './store.ts'

export interface Holding {
  /** As it was when it was taken. */
  readonly mark: ShapeMark
  readonly grip: ShapeGrip
  readonly from: Point
  readonly shown: ShapeMark
}

/** What is being drawn or held. All places are in pixels of the picture. */
export interface SketchState {
  readonly draft: ShapeMark | null
  readonly hover: Point | null
  readonly holding: Holding | null
  /** The corner that was taken last. */
  readonly corner: { readonly markId: MarkId; readonly index: number } | null
  /** Where the pointer caught a point or side of another shape. */
  readonly caught: Point | null
  /** Where the keyboard draws; null while it does not. */
  readonly crosshair: Point | null
}

export type Sketch = Store<SketchState>

const empty: SketchState = { draft: null, hover: null, holding: null, corner: null, caught: null, crosshair: null }

export const createSketch = (): Sketch => createStore(empty)

/** The shape under the pointer as it is now, on this picture. */
export function activeShape({ draft, hover, holding }: SketchState, imageId: ImageId | undefined): ShapeMark | null {
  const active = holding?.shown ?? (draft === null ? null : withHover(draft, hover))
  return active?.imageId === imageId ? active : null
}

/** A drawing as far as the pointer is. */
export function withHover(draft: ShapeMark, hover: Point | null): ShapeMark {
  const [start] = draft.points
  const form = formOf(draft)
  if (hover === null || start === undefined || form === 'point') return draft
  return { ...draft, points: form === 'box' ? cornersOf(start, hover) : [...draft.points, hover] }
}
