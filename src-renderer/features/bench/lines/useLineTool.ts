import { useState } from 'react'
import { coursesOf, isTube, type LandmarkName, type Point, type TubeCourse, type TubeKind, type TubeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, invertAffine, nearestOnSegment } from '../overlay/geometry.ts'
import type { LensKeys } from '../useLens.ts'
import type { Marks } from '../useMarks.ts'
import type { Picture } from '../viewer/picture.ts'
import type { DragTool } from '../viewer/tools.ts'
import type { ShapeTool } from '../viewer/useShapeTool.ts'

/** What the next tube and the next landmark will be. */
interface LineKind {
  readonly tube: TubeKind
  readonly landmark: LandmarkName
  readonly set: (part: { readonly tube?: TubeKind; readonly landmark?: LandmarkName }) => void
}

export function useLineKind(): LineKind {
  const [kind, setKind] = useState<{ readonly tube: TubeKind; readonly landmark: LandmarkName }>({ tube: 'ett', landmark: 'carina' })
  return { ...kind, set: (part) => setKind((before) => ({ ...before, ...part })) }
}

/** Tubes and landmarks: what is drawn next, and what is said of the chosen tube. */
export interface LineTool extends Pick<LineKind, 'tube' | 'landmark'> {
  readonly takeTube: (tube: TubeKind) => void
  readonly takeLandmark: (landmark: LandmarkName) => void
  readonly takeHilum: () => void
  readonly chosen: TubeMark | null
  readonly change: (tube: TubeMark, part: Partial<Pick<TubeMark, 'tipEnd' | 'offFilm' | 'course' | 'sidePort' | 'label'>>) => void
  readonly swapTip: () => void
  readonly toggleOffFilm: () => void
  readonly nextCourse: () => void
  /** Sets the side port at the crosshair, the chosen point or the pointer; one that is there already goes away. */
  readonly toggleSidePort: () => void
}

interface Ground {
  readonly picture: Picture
  readonly marks: Marks
  readonly shapes: ShapeTool
  readonly lens: LensKeys
  readonly line: LineKind
  readonly takeTool: (tool: DragTool) => void
  readonly readOnly: boolean
}

export function useLineTool({ picture, marks, shapes, lens, line, takeTool, readOnly }: Ground): LineTool {
  const { chosen: shape } = shapes
  const chosen = shape !== null && isTube(shape) ? shape : null
  const change: LineTool['change'] = (tube, part) => {
    if (!readOnly) marks.commit({ ...tube, ...part })
  }
  const takeLandmark = (landmark: LandmarkName): void => {
    takeTool('landmark')
    line.set({ landmark })
  }
  return {
    tube: line.tube,
    landmark: line.landmark,
    takeTube: (tube) => {
      takeTool('tube')
      line.set({ tube })
    },
    takeLandmark,
    takeHilum: () => {
      const hasRight = shapes.saved.some((mark) => mark.kind === 'landmark' && mark.landmark === 'right-hilum')
      takeLandmark(hasRight && line.landmark !== 'left-hilum' ? 'left-hilum' : 'right-hilum')
    },
    chosen,
    change,
    swapTip: () => chosen !== null && change(chosen, { tipEnd: chosen.tipEnd === 'last' ? 'first' : 'last' }),
    toggleOffFilm: () => chosen !== null && change(chosen, { offFilm: !chosen.offFilm }),
    nextCourse: () => {
      if (chosen === null) return
      const all: readonly (TubeCourse | null)[] = [null, ...coursesOf[chosen.tube]]
      change(chosen, { course: all[(all.indexOf(chosen.course) + 1) % all.length] ?? null })
    },
    toggleSidePort: () => {
      if (chosen === null) return
      const place = chosen.sidePort === null ? portPlace(chosen, placeMeant({ picture, shapes, lens }, chosen)) : null
      change(chosen, { sidePort: place })
    },
  }
}

function placeMeant({ picture, shapes, lens }: Pick<Ground, 'picture' | 'shapes' | 'lens'>, chosen: TubeMark): Point | null {
  const { crosshair, corner } = shapes.sketch.state()
  if (crosshair !== null) return crosshair
  if (corner?.markId === chosen.markId) return chosen.points[corner.index] ?? null
  const { at } = lens.lens.state()
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  return at === null || back === null ? null : applyAffine(back, at)
}

/** A side port lies on its tube. */
function portPlace({ points }: TubeMark, place: Point | null): Point | null {
  if (place === null) return null
  const places = points.map((end, index) => nearestOnSegment(place, points[index - 1] ?? end, end))
  const awayFrom = ([x, y]: Point): number => Math.hypot(x - place[0], y - place[1])
  return places.toSorted((one, other) => awayFrom(one) - awayFrom(other))[0] ?? null
}
