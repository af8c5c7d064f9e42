import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { formOf, outlineOfShape, pointLimitsOf, type LandmarkMark, type Mark, type PlainShape, type Point, type ShapeMark, type TubeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine } from '../overlay/geometry.ts'
import { aimed, anywhere, type Aim } from './aim.ts'
import type { Picture } from './picture.ts'
import { gripAt, held, isWhole, reachPx, type ShapeGrip } from './shapeGeometry.ts'
import { withHover, type Holding, type Sketch } from './sketch.ts'

/** What the acts of drawing work on; made anew with every picture of the bench. */
export interface ShapeBench {
  readonly picture: Picture
  readonly image: ImageView | null
  /** Shapes of the picture on show. */
  readonly saved: readonly ShapeMark[]
  readonly chosen: ShapeMark | null
  readonly sketch: Sketch
  readonly readOnly: boolean
  readonly snapping: boolean
  readonly select: (markId: MarkId | null) => void
  readonly commit: (mark: Mark) => void
  readonly remove: (markId: MarkId) => void
}

type Begun<M> = Omit<M, 'markId' | 'imageId' | 'points'>
/** What a tool draws, before its first point. */
export type NewShape = Begun<PlainShape> | Begun<TubeMark> | Begun<LandmarkMark>

/** A drawing belongs to the picture it was begun on. */
export const draftOn = ({ sketch, image }: ShapeBench): ShapeMark | null => {
  const { draft } = sketch.state()
  return draft?.imageId === image?.imageId ? draft : null
}

/** What cannot be kept, such as a box without an inside, is dropped. */
export function storeDraft({ sketch, commit, select }: ShapeBench, mark: ShapeMark): void {
  sketch.set({ draft: null, hover: null, caught: null })
  if (!isWhole(mark)) return
  commit(mark)
  // What is said of a tube is said of the chosen one.
  if (mark.kind === 'tube') select(mark.markId)
}

/** Takes hold of the chosen shape where the pointer is on its line. */
export function take(bench: ShapeBench, aim: Aim): boolean {
  const { picture, chosen, sketch, readOnly } = bench
  const view = picture.state()
  const from = aimed(bench, aim, { ...anywhere, apart: chosen })
  if (chosen === null || draftOn(bench) !== null || view === null || from === null) return false
  const grip = gripAt(chosen, aim.at, view.toCanvas)
  if (grip === null) return false
  sketch.set({
    corner: grip.kind === 'corner' ? { markId: chosen.markId, index: grip.index } : null,
    ...(!readOnly && { holding: { mark: chosen, grip, from: from.to, shown: chosen } }),
  })
  return true
}

/** The first point of a drawing, or its next one. */
export function begin(bench: ShapeBench, fresh: NewShape, aim: Aim): void {
  const { image, sketch, readOnly } = bench
  const draft = draftOn(bench)
  const found = aimed(bench, aim, ruleFor(draft, fresh.kind))
  if (readOnly || image === null || found === null) return
  sketch.set({ hover: null })
  if (draft !== null) return nextPoint(bench, draft, { aim, to: found.to })
  bench.select(null)
  sketch.set({ draft: { ...fresh, markId: idFor(bench, fresh), imageId: image.imageId, points: [found.to] } })
}

/** A landmark that is set again takes the place of the one before: there is one of each name. */
const idFor = ({ saved }: ShapeBench, fresh: NewShape): MarkId =>
  saved.find((mark) => mark.kind === 'landmark' && fresh.kind === 'landmark' && mark.landmark === fresh.landmark)?.markId ?? newMarkId()

export const newMarkId = (): MarkId => crypto.randomUUID() as string as MarkId

export function move(bench: ShapeBench, aim: Aim, drawing: boolean): void {
  const { image, sketch } = bench
  const { holding } = sketch.state()
  if (image === null) return
  if (holding !== null) return moveHeld(bench, holding, aim)
  const draft = draftOn(bench)
  if (draft === null && !drawing) return
  const found = aimed(bench, aim, ruleFor(draft))
  if (found !== null) sketch.set({ hover: found.to, caught: found.caught })
}

function moveHeld(bench: ShapeBench, { mark, grip, from }: Holding, aim: Aim): void {
  const { image, sketch } = bench
  const found = aimed(bench, aim, { origin: anchorOf(mark, grip, from), diagonal: formOf(mark) === 'box' && grip.kind !== 'whole', apart: mark, ridge: mark.kind === 'tube' && grip.kind !== 'whole' })
  if (found === null || image === null) return
  sketch.set({ holding: { mark, grip, from, shown: held(mark, grip, [from, found.to], image) }, caught: found.caught })
}

/** What a corner that moves stays straight to: the corner before it, of a box the opposite one. */
function anchorOf(mark: ShapeMark, grip: ShapeGrip, from: Point): Point | null {
  if (grip.kind === 'whole') return from
  const corners = outlineOfShape(mark)
  if (formOf(mark) === 'box') return corners[(grip.index + 2) % 4] ?? null
  if (grip.kind === 'side') return corners[grip.index] ?? null
  return corners.at(grip.index - 1) ?? null
}

/** `moved`: false for a click. */
export function end(bench: ShapeBench, aim: Aim, moved: boolean): void {
  const { sketch } = bench
  const { holding } = sketch.state()
  if (holding !== null) {
    if (moved) moveHeld(bench, holding, aim)
    const shown = sketch.state().holding?.shown ?? holding.shown
    sketch.set({ holding: null, caught: null })
    if (moved && isWhole(shown)) bench.commit(shown)
    return
  }
  const draft = draftOn(bench)
  const found = aimed(bench, aim, ruleFor(draft))
  if (draft === null || found === null) return
  if (formOf(draft) === 'point') storeDraft(bench, draft)
  if (formOf(draft) !== 'box') return
  if (moved) storeDraft(bench, withHover(draft, found.to))
  else sketch.set({ draft: null, caught: null })
}

const ruleFor = (draft: ShapeMark | null, kind = draft?.kind) => ({ origin: draft?.points.at(-1) ?? null, diagonal: draft !== null && formOf(draft) === 'box', apart: draft, ridge: kind === 'tube' })

interface Click {
  readonly aim: Aim
  readonly to: Point
}

/** On the first point a polygon is closed, on the newest one any line is finished; elsewhere it grows. */
function nextPoint(bench: ShapeBench, draft: ShapeMark, { aim, to }: Click): void {
  const view = bench.picture.state()
  const isAt = (point: Point | undefined): boolean => {
    if (view === null || point === undefined) return false
    // The keyboard goes by single pixels of the picture, however small they are on the screen.
    if (aim.place !== undefined) return Math.hypot(point[0] - to[0], point[1] - to[1]) < 0.5
    const [x, y] = applyAffine(view.toCanvas, point)
    return Math.hypot(x - aim.at[0], y - aim.at[1]) <= reachPx
  }
  if (isAt(draft.points.at(-1)) || (formOf(draft) === 'polygon' && isAt(draft.points[0]))) {
    if (isWhole(draft)) storeDraft(bench, draft)
    return
  }
  if (draft.points.length < pointLimitsOf(draft)[1]) bench.sketch.set({ draft: { ...draft, points: [...draft.points, to] } })
}
