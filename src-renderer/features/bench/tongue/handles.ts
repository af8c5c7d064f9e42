import type { Point } from '../../../../src-shared/domain/mark.ts'
import { maskOfPolygon } from '../../../../src-shared/domain/maskPieces.ts'
import { middleAfter, smoothContour, withHandle, withoutHandle } from '../../../../src-shared/domain/smoothContour.ts'
import { clampToPicture, invertAffine, zoomOf, type Affine } from '../overlay/geometry.ts'
import type { Aim } from '../viewer/aim.ts'
import { pictureStep } from '../viewer/shapeGeometry.ts'
import { keepOutline, placeOn } from './strokes.ts'
import { handlesOn } from './tongueGround.ts'
import type { TongueBench } from './useTongueEdit.ts'

/** CSS pixels around a handle, and beside the curve, that take it. */
const reachPx = 10

const handlesNow = ({ store, ground }: TongueBench): readonly Point[] => store.state().handles ?? handlesOn(ground)

/** A handle under the pointer is taken; beside the curve a new one is made and taken; elsewhere none is chosen. */
export function takeHandle(bench: TongueBench, aim: Aim): void {
  const { picture, store } = bench
  const state = picture.state()
  const place = placeOn(bench, aim)
  if (state === null || place === null) return
  const handles = handlesNow(bench)
  const near = (point: Point): number => Math.hypot(point[0] - place[0], point[1] - place[1]) * zoomOf(state.toCanvas)
  const nearest = handles.reduce((best, handle, index) => (near(handle) < near(handles[best] ?? handle) ? index : best), 0)
  const taken = handles[nearest]
  if (taken !== undefined && near(taken) <= reachPx) return store.set({ handle: nearest, handles, last: place })
  const isOnCurve = smoothContour(handles).some((point) => near(point) <= reachPx)
  const added = isOnCurve ? withHandle(handles, place) : null
  store.set(added === null ? { handle: null, handles: null } : { handle: added.index, handles: added.handles, last: place })
}

/** Where the taken handle goes: to the pointer, or a step along the screen. */
export function moveHandle(bench: TongueBench, aim: Aim | { readonly by: Point }): void {
  const { store, ground, picture } = bench
  const { handle } = store.state()
  const handles = 'by' in aim ? handlesNow(bench) : store.state().handles
  const from = handle === null ? undefined : handles?.[handle]
  if (handles === null || from === undefined) return
  const to = 'by' in aim ? stepFrom(picture.state()?.toCanvas, from, aim.by) : placeOn(bench, aim)
  if (to === null) return
  const { widthPx, heightPx } = ground.image
  const place = clampToPicture(to, widthPx, heightPx)
  store.set({ handles: handles.map((other, index) => (index === handle ? place : other)) })
}

function stepFrom(toCanvas: Affine | undefined, [x, y]: Point, by: Point): Point | null {
  const back = toCanvas === undefined ? null : invertAffine(toCanvas)
  if (back === null) return null
  const size = Math.max(Math.abs(by[0]), Math.abs(by[1]))
  const [stepX, stepY] = pictureStep(back, [Math.sign(by[0]), Math.sign(by[1])])
  return [x + stepX * size, y + stepY * size]
}

export function endHandle(bench: TongueBench): void {
  const { store, ground } = bench
  const { handles } = store.state()
  store.set({ handles: null, last: null })
  if (handles !== null && handles !== handlesOn(ground)) keep(bench, handles)
}

function keep(bench: TongueBench, handles: readonly Point[]): void {
  keepOutline(bench, maskOfPolygon(smoothContour(handles), bench.ground.image), handles)
}

export function stepHandle(bench: TongueBench, steps: 1 | -1): void {
  const { length } = handlesNow(bench)
  const from = bench.store.state().handle ?? (steps === 1 ? -1 : length)
  if (length > 0) bench.store.set({ handle: (from + steps + length) % length })
}

/** Another handle on the curve after the chosen one; it is chosen then. */
export function insertHandle(bench: TongueBench): void {
  const { handle } = bench.store.state()
  const handles = handlesNow(bench)
  const { widthPx, heightPx } = bench.ground.image
  // The curve may swing out of the picture between two handles at its edge; a handle may not.
  const added = handle === null ? null : withHandle(handles, clampToPicture(middleAfter(handles, handle), widthPx, heightPx))
  if (added === null) return
  bench.store.set({ handle: added.index })
  keep(bench, added.handles)
}

/** true: a handle was chosen, whether or not fewer may be. */
export function removeHandle(bench: TongueBench | null): boolean {
  const handle = bench?.store.state().handle ?? null
  if (bench === null || handle === null) return false
  const fewer = withoutHandle(handlesNow(bench), handle)
  if (fewer === null) return true
  bench.store.set({ handle: null })
  keep(bench, fewer)
  return true
}
