import { useMemo, useState } from 'react'
import { formOf, isShape, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import type { Aim } from './aim.ts'
import { shapeAt } from './shapeAt.ts'
import { insertPoint, removeChosen, setPoint, stepBy, stepCorner, toggleCrosshair } from './shapeKeyboard.ts'
import { begin, draftOn, end, move, storeDraft, take, type NewShape, type ShapeBench } from './shapePointer.ts'
import { createSketch, type Sketch } from './sketch.ts'
import type { ShapeToolOptions } from './tools.ts'

/** Draws, takes hold of, moves and removes shapes. One gesture is one change of the record. */
export interface ShapeTool {
  readonly sketch: Sketch
  /** Shapes of the picture on show as they are kept. */
  readonly saved: readonly ShapeMark[]
  readonly chosen: ShapeMark | null
  readonly snapping: boolean
  readonly toggleSnapping: () => void
  readonly drawing: () => boolean
  /** Takes hold of the chosen shape where the pointer is on its line. */
  readonly take: (aim: Aim) => boolean
  readonly begin: (kind: ShapeMark['kind'], aim: Aim) => void
  /** `drawing`: a tool that draws is in hand. */
  readonly move: (aim: Aim, drawing: boolean) => void
  /** `moved`: false for a click. */
  readonly end: (aim: Aim, moved: boolean) => void
  /** Chooses the shape under a place of the screen; answers it. */
  readonly selectAt: (at: Point) => ShapeMark | null
  /** The pointer is gone: what it held stays as it was. */
  readonly drop: () => void
  readonly finish: () => void
  readonly cancel: () => void
  /** Drops an unfinished drawing and what is held. */
  readonly stop: () => void
  /** Takes back the newest point of a drawing. */
  readonly back: () => void
  readonly removeChosen: () => boolean
  readonly stepBy: (direction: Point, steps: number) => boolean
  readonly stepCorner: (steps: 1 | -1) => void
  readonly insertPoint: () => void
  readonly toggleCrosshair: (middle: Point) => void
  readonly setPoint: (kind: ShapeMark['kind']) => boolean
}

export function useShapeTool({ marks, selected, image, label, tube, landmark, ...options }: ShapeToolOptions): ShapeTool {
  const [sketch] = useState(createSketch)
  const [snapping, setSnapping] = useState(false)
  const imageId = image?.imageId
  const saved = useMemo(() => marks.filter(isShape).filter((mark) => mark.imageId === imageId), [marks, imageId])
  const chosen = saved.find(({ markId }) => markId === selected) ?? null
  const bench: ShapeBench = { ...options, image, sketch, saved, chosen, snapping }
  const fresh = (kind: ShapeMark['kind']): NewShape => newShape(kind, { label, tube, landmark })
  return {
    sketch,
    saved,
    chosen,
    snapping,
    toggleSnapping: () => setSnapping((before) => !before),
    drawing: () => draftOn(bench) !== null,
    take: (aim) => take(bench, aim),
    begin: (kind, aim) => begin(bench, fresh(kind), aim),
    move: (aim, drawing) => move(bench, aim, drawing && (snapping || draftOn(bench) !== null)),
    end: (aim, moved) => end(bench, aim, moved),
    ...drawingActs(bench),
    removeChosen: () => removeChosen(bench),
    stepBy: (direction, steps) => stepBy(bench, direction, steps),
    stepCorner: (steps) => stepCorner(bench, steps),
    insertPoint: () => insertPoint(bench),
    toggleCrosshair: (middle) => toggleCrosshair(bench, middle),
    setPoint: (kind) => setPoint(bench, fresh(kind)),
  }
}

const isBox = (draft: ShapeMark | null): boolean => draft !== null && formOf(draft) === 'box'

/** Of a tube nothing is claimed that the reader has not said: no course, no label. */
function newShape(kind: ShapeMark['kind'], { label, tube, landmark }: Pick<ShapeToolOptions, 'label' | 'tube' | 'landmark'>): NewShape {
  if (kind === 'tube') return { kind, tube, tipEnd: 'last', sidePort: null, offFilm: false, course: null, label: null }
  return kind === 'landmark' ? { kind, landmark, label: null } : { kind, label }
}

function drawingActs(bench: ShapeBench): Pick<ShapeTool, 'selectAt' | 'drop' | 'finish' | 'cancel' | 'stop' | 'back'> {
  const { picture, sketch, saved, select } = bench
  const nothing = { draft: null, holding: null, hover: null, caught: null }
  return {
    selectAt: (at) => {
      const state = picture.state()
      const found = state === null ? null : shapeAt(saved, at, state.toCanvas)
      sketch.set({ corner: null })
      select(found?.markId ?? null)
      return found
    },
    drop: () => sketch.set({ holding: null, caught: null, ...(isBox(draftOn(bench)) && { draft: null }) }),
    finish: () => {
      const draft = draftOn(bench)
      if (draft !== null) storeDraft(bench, draft)
    },
    stop: () => sketch.set(nothing),
    cancel: () => {
      const { holding, crosshair } = sketch.state()
      if (draftOn(bench) !== null || holding !== null) return sketch.set(nothing)
      if (crosshair !== null) return sketch.set({ crosshair: null })
      sketch.set({ corner: null })
      select(null)
    },
    back: () => {
      const draft = draftOn(bench)
      if (draft !== null) sketch.set({ draft: draft.points.length > 1 ? { ...draft, points: draft.points.slice(0, -1) } : null })
    },
  }
}
