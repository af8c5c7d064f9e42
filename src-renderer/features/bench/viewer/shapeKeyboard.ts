import { formOf, outlineOfShape, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, clampToPicture, invertAffine } from '../overlay/geometry.ts'
import { plainAim } from './aim.ts'
import { canGrow, isWhole, pictureStep, shifted, withCorner, withoutPoint, withPoint } from './shapeGeometry.ts'
import { begin, draftOn, end, move, type NewShape, type ShapeBench } from './shapePointer.ts'

/** The chosen corner of the chosen shape, or null. */
export function cornerOf({ chosen, sketch }: ShapeBench): number | null {
  const { corner } = sketch.state()
  return corner !== null && chosen !== null && corner.markId === chosen.markId ? corner.index : null
}

/** The chosen corner, else the chosen shape; false where none is chosen. */
export function removeChosen(bench: ShapeBench): boolean {
  const { chosen, readOnly, sketch, commit, remove } = bench
  if (chosen === null) return false
  if (readOnly) return true
  const corner = cornerOf(bench)
  const fewer = corner === null ? null : withoutPoint(chosen, corner)
  sketch.set({ corner: null })
  if (fewer === null) remove(chosen.markId)
  else commit(fewer)
  return true
}

/** Goes to the next or the previous corner of the chosen shape. */
export function stepCorner(bench: ShapeBench, steps: 1 | -1): void {
  const { chosen, sketch } = bench
  if (chosen === null) return
  const { length } = outlineOfShape(chosen)
  const from = cornerOf(bench) ?? (steps === 1 ? -1 : length)
  sketch.set({ corner: { markId: chosen.markId, index: (from + steps + length) % length } })
}

/** A point in the middle of the side after the chosen corner; it is chosen then. */
export function insertPoint(bench: ShapeBench): void {
  const { chosen, readOnly, sketch, commit } = bench
  const corner = cornerOf(bench)
  if (chosen === null || readOnly || corner === null || !canGrow(chosen)) return
  const start = chosen.points[corner]
  const next = chosen.points[corner + 1] ?? (formOf(chosen) === 'polygon' ? chosen.points[0] : undefined)
  if (start === undefined || next === undefined) return
  commit(withPoint(chosen, corner, [(start[0] + next[0]) / 2, (start[1] + next[1]) / 2]))
  sketch.set({ corner: { markId: chosen.markId, index: corner + 1 } })
}

/** Moves the crosshair, else the chosen corner or shape, along the screen; false where there is nothing to move. */
export function stepBy(bench: ShapeBench, direction: Point, steps: number): boolean {
  const { picture, image, chosen, sketch, readOnly, commit } = bench
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  const { crosshair } = sketch.state()
  if (image === null || back === null || (crosshair === null && chosen === null)) return false
  const [x, y] = pictureStep(back, direction)
  const by: Point = [x * steps, y * steps]
  if (crosshair !== null) putCrosshair(bench, clampToPicture([crosshair[0] + by[0], crosshair[1] + by[1]], image.widthPx, image.heightPx))
  else if (chosen !== null && !readOnly) commit(stepped(bench, chosen, by))
  return true
}

function stepped(bench: ShapeBench, mark: ShapeMark, by: Point): ShapeMark {
  const { image } = bench
  const corner = cornerOf(bench)
  const place = corner === null ? undefined : outlineOfShape(mark)[corner]
  if (image === null) return mark
  if (corner === null || place === undefined) return shifted(mark, by, image)
  const moved = withCorner(mark, corner, clampToPicture([place[0] + by[0], place[1] + by[1]], image.widthPx, image.heightPx))
  return isWhole(moved) ? moved : mark
}

function putCrosshair(bench: ShapeBench, place: Point): void {
  const state = bench.picture.state()
  bench.sketch.set({ crosshair: place })
  if (state !== null && draftOn(bench) !== null) move(bench, { ...plainAim(applyAffine(state.toCanvas, place)), place }, true)
}

/** Shows the crosshair in the middle of what is on screen, or puts it away. */
export function toggleCrosshair(bench: ShapeBench, middle: Point): void {
  const { picture, image, sketch } = bench
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  if (sketch.state().crosshair !== null) return sketch.set({ crosshair: null })
  if (back === null || image === null) return
  const [x, y] = clampToPicture(applyAffine(back, middle), image.widthPx, image.heightPx)
  sketch.set({ crosshair: [Math.round(x), Math.round(y)] })
}

/** Sets a point where the crosshair is; false without one. */
export function setPoint(bench: ShapeBench, fresh: NewShape): boolean {
  const { picture, sketch } = bench
  const { crosshair } = sketch.state()
  const state = picture.state()
  if (crosshair === null || state === null) return false
  const aim = { ...plainAim(applyAffine(state.toCanvas, crosshair)), place: crosshair }
  if (formOf(fresh) === 'box' && draftOn(bench) !== null) end(bench, aim, true)
  else begin(bench, fresh, aim)
  if (formOf(fresh) === 'point') end(bench, aim, false)
  return true
}
