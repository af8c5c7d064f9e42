import { useState } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { isShape, outlineOfShape, pointLimits, type Mark, type Point, type ShapeKind, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, clampToPicture, invertAffine } from '../overlay/geometry.ts'
import type { Picture } from './picture.ts'
import { cornersOf, gripAt, held, isWhole, pictureStep, reachPx, shapeAt, shifted, withCorner, withoutPoint, type ShapeGrip } from './shapeGeometry.ts'

interface Holding {
  /** As it was when it was taken. */
  readonly mark: ShapeMark
  readonly grip: ShapeGrip
  readonly from: Point
  readonly shown: ShapeMark
}

export interface ShapeToolOptions {
  readonly picture: Picture
  readonly image: ImageView | null
  readonly marks: readonly Mark[]
  readonly label: ShapeMark['label']
  readonly readOnly: boolean
  readonly selected: MarkId | null
  readonly select: (markId: MarkId | null) => void
  readonly commit: (mark: Mark) => void
  readonly remove: (markId: MarkId) => void
}

/** Places are CSS pixels of the picture's element. One gesture is one change of the record. */
export interface ShapeTool {
  /** Shapes of the picture on show, the one under the pointer as it is now. */
  readonly shown: readonly ShapeMark[]
  readonly active: ShapeMark | null
  /** The corner that was taken last. */
  readonly corner: number | null
  readonly drawing: boolean
  /** Takes hold of the chosen shape where the pointer is on its line. */
  readonly take: (at: Point) => boolean
  readonly begin: (kind: ShapeKind, at: Point) => void
  readonly move: (at: Point) => void
  /** `moved`: false for a click. */
  readonly end: (at: Point, moved: boolean) => void
  readonly selectAt: (at: Point) => void
  /** The pointer is gone: what it held stays as it was. */
  readonly drop: () => void
  readonly finish: () => void
  readonly cancel: () => void
  /** Drops an unfinished drawing and what is held. */
  readonly stop: () => void
  /** Takes back the newest point of a drawing. */
  readonly back: () => void
  /** The chosen corner, else the chosen shape; false where none is chosen. */
  readonly removeChosen: () => boolean
  /** In pixels of the picture, along the screen; false where no shape is chosen. */
  readonly nudge: (direction: Point, steps: number) => boolean
}

/** Draws, takes hold of, moves and removes shapes. */
export function useShapeTool(options: ShapeToolOptions): ShapeTool {
  const { picture, image, marks, select, commit } = options
  const [drawn, setDrawn] = useState<ShapeMark | null>(null)
  const [hover, setHover] = useState<Point | null>(null)
  const [holding, setHolding] = useState<Holding | null>(null)
  const [corner, setCorner] = useState<{ readonly markId: MarkId; readonly index: number } | null>(null)
  const saved = marks.filter(isShape).filter(({ imageId }) => imageId === image?.imageId)
  const chosen = saved.find(({ markId }) => markId === options.selected) ?? null
  const draft = drawn?.imageId === image?.imageId ? drawn : null
  const toPicture = placer(picture, image)
  const chosenCorner = corner !== null && corner.markId === chosen?.markId ? corner.index : null
  const store = (mark: ShapeMark): void => {
    setDrawn(null)
    if (isWhole(mark)) commit(mark)
  }
  const pointer = { draft, holding, setDrawn, setHover, setHolding, setCorner, toPicture, chosen, store }
  const active = holding?.shown ?? (draft === null ? null : withHover(draft, hover))
  return {
    shown: active === null ? saved : [...saved.filter(({ markId }) => markId !== active.markId), active],
    active,
    corner: chosenCorner,
    drawing: draft !== null,
    ...pointerActs(options, pointer),
    ...chosenActs(options, { chosen, chosenCorner, setCorner }),
    selectAt: (at) => {
      const state = picture.state()
      if (state === null) return
      const found = shapeAt(saved, at, state.toCanvas)
      setCorner(null)
      select(found?.markId ?? null)
    },
    drop: () => {
      setHolding(null)
      if (draft?.kind === 'box') setDrawn(null)
    },
    finish: () => draft !== null && store(draft),
    stop: () => {
      setDrawn(null)
      setHolding(null)
    },
    cancel: () => {
      setDrawn(null)
      setHolding(null)
      if (draft === null && holding === null) select(null)
    },
    back: () => draft !== null && setDrawn(draft.points.length > 1 ? { ...draft, points: draft.points.slice(0, -1) } : null),
  }
}

interface Chosen extends Pick<PointerState, 'chosen' | 'setCorner'> {
  readonly chosenCorner: number | null
}

function chosenActs(options: ShapeToolOptions, { chosen, chosenCorner, setCorner }: Chosen): Pick<ShapeTool, 'removeChosen' | 'nudge'> {
  const { picture, image, readOnly, commit } = options
  return {
    removeChosen: () => {
      if (chosen === null) return false
      if (readOnly) return true
      const fewer = chosenCorner === null ? null : withoutPoint(chosen, chosenCorner)
      setCorner(null)
      if (fewer === null) options.remove(chosen.markId)
      else commit(fewer)
      return true
    },
    nudge: (direction, steps) => {
      if (chosen === null || image === null) return false
      if (!readOnly) commit(nudged({ picture, image }, chosen, chosenCorner, [direction[0] * steps, direction[1] * steps]))
      return true
    },
  }
}

interface PointerState {
  readonly draft: ShapeMark | null
  readonly holding: Holding | null
  readonly chosen: ShapeMark | null
  readonly setDrawn: (mark: ShapeMark | null) => void
  readonly setHover: (at: Point | null) => void
  readonly setHolding: (holding: Holding | null) => void
  readonly setCorner: (corner: { readonly markId: MarkId; readonly index: number } | null) => void
  readonly toPicture: (at: Point) => Point | null
  readonly store: (mark: ShapeMark) => void
}

function pointerActs(options: ShapeToolOptions, state: PointerState): Pick<ShapeTool, 'take' | 'begin' | 'move' | 'end'> {
  const { picture, image, readOnly } = options
  const { draft, holding, toPicture } = state
  return {
    take: (at) => {
      const view = picture.state()
      const from = toPicture(at)
      if (state.chosen === null || draft !== null || view === null || from === null) return false
      const grip = gripAt(state.chosen, at, view.toCanvas)
      if (grip === null) return false
      state.setCorner(grip.kind === 'corner' ? { markId: state.chosen.markId, index: grip.index } : null)
      if (!readOnly) state.setHolding({ mark: state.chosen, grip, from, shown: state.chosen })
      return true
    },
    begin: (kind, at) => {
      const from = toPicture(at)
      if (readOnly || image === null || from === null) return
      state.setHover(null)
      if (draft !== null) return nextPoint(state, { draft, at, from, picture })
      const fresh = { markId: crypto.randomUUID() as string as MarkId, imageId: image.imageId, kind, points: [from], label: options.label }
      options.select(null)
      state.setDrawn(fresh)
    },
    move: (at) => {
      const to = toPicture(at)
      if (to === null || image === null) return
      if (holding !== null) state.setHolding({ ...holding, shown: held(holding.mark, holding.grip, [holding.from, to], image) })
      else if (draft !== null) state.setHover(to)
    },
    end: (at, moved) => {
      const to = toPicture(at)
      if (holding !== null) {
        state.setHolding(null)
        if (moved) state.store(holding.shown)
        return
      }
      if (draft === null || to === null) return
      if (draft.kind === 'point') state.store(draft)
      if (draft.kind !== 'box') return
      if (moved) state.store(withHover(draft, to))
      else state.setDrawn(null)
    },
  }
}

interface Click {
  readonly draft: ShapeMark
  readonly at: Point
  readonly from: Point
  readonly picture: Picture
}

/** On the first point a polygon is closed, on the newest one any line is finished; elsewhere it grows. */
function nextPoint({ store, setDrawn }: Pick<PointerState, 'store' | 'setDrawn'>, { draft, at, from, picture }: Click): void {
  const view = picture.state()
  const isAt = (point: Point | undefined): boolean => {
    if (view === null || point === undefined) return false
    const [x, y] = applyAffine(view.toCanvas, point)
    return Math.hypot(x - at[0], y - at[1]) <= reachPx
  }
  if (isAt(draft.points.at(-1)) || (draft.kind === 'polygon' && isAt(draft.points[0]))) {
    if (isWhole(draft)) store(draft)
    return
  }
  if (draft.points.length < pointLimits[draft.kind][1]) setDrawn({ ...draft, points: [...draft.points, from] })
}

/** A drawing as far as the pointer is. */
function withHover(draft: ShapeMark, hover: Point | null): ShapeMark {
  const [start] = draft.points
  if (hover === null || start === undefined || draft.kind === 'point') return draft
  return { ...draft, points: draft.kind === 'box' ? cornersOf(start, hover) : [...draft.points, hover] }
}

const placer = (picture: Picture, image: ImageView | null) => (at: Point): Point | null => {
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  return back === null || image === null ? null : clampToPicture(applyAffine(back, at), image.widthPx, image.heightPx)
}

interface Ground {
  readonly picture: Picture
  readonly image: ImageView
}

function nudged({ picture, image }: Ground, mark: ShapeMark, corner: number | null, [x, y]: Point): ShapeMark {
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  if (back === null) return mark
  const [stepX, stepY] = pictureStep(back, [x, y])
  const by: Point = [stepX * Math.hypot(x, y), stepY * Math.hypot(x, y)]
  const place = corner === null ? undefined : outlineOfShape(mark)[corner]
  if (corner === null || place === undefined) return shifted(mark, by, image)
  const to = clampToPicture([place[0] + by[0], place[1] + by[1]], image.widthPx, image.heightPx)
  const moved = withCorner(mark, corner, to)
  return isWhole(moved) ? moved : mark
}
