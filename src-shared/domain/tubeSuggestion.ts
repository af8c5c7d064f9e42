import type { ModelFacts } from './analysis.ts'
import type { ImageId, MarkId } from './ids.ts'
import { tipOf, type Point, type TubeKind, type TubeMark } from './mark.ts'

/** A tube that the demonstration model suggests. Nothing is measured, flagged or judged by it before a reader accepts it. */
export interface TubeSuggestion {
  readonly tube: TubeKind
  /** In the picture's own pixels, from the entry to the tip. */
  readonly points: readonly Point[]
  /** Mean probability along the course, 0 … 1. */
  readonly score: number
  /** Of the tip; null where none was seen: the last point is the end of what was found. */
  readonly tipScore: number | null
  /** What was found ends at the edge of the film. */
  readonly offFilm: boolean
}

/** What was suggested of one picture, by which weights. */
export interface TubeSuggestions {
  readonly model: ModelFacts
  readonly tubes: readonly TubeSuggestion[]
}

/** Where an accepted tube came from; it stays with the mark, whatever the reader makes of it. */
export interface TubeOrigin {
  readonly model: string
  readonly version: string
  readonly score: number
  /** As suggested: what the reader has changed since is seen by comparing. */
  readonly points: readonly Point[]
}

/** A suggestion that the reader does not want; it stays with the read, and is not suggested there again. */
export interface RejectedTube {
  readonly imageId: ImageId
  readonly tube: TubeKind
  readonly suggested: TubeOrigin
}

/** The suggestion as a mark of the reader who accepts it. */
export function acceptedTube({ tube, points, score, offFilm }: TubeSuggestion, { id, version }: Pick<ModelFacts, 'id' | 'version'>, place: { readonly markId: MarkId; readonly imageId: ImageId }): TubeMark {
  return { ...place, kind: 'tube', tube, points, tipEnd: 'last', sidePort: null, offFilm, course: null, label: null, suggested: { model: id, version, score, points } }
}

export const rejectedTube = ({ tube, points, score }: TubeSuggestion, { id, version }: Pick<ModelFacts, 'id' | 'version'>, imageId: ImageId): RejectedTube => ({ imageId, tube, suggested: { model: id, version, score, points } })

/** The suggestion that was rejected, among those of its picture. */
export const rejectionKey = ({ tube, suggested }: Pick<RejectedTube, 'tube' | 'suggested'>): string => suggestionKey({ tube, points: suggested.points })

/** Whether the reader has moved, added or removed a point since, or turned the tube round. */
export function isChanged(mark: TubeMark): boolean {
  const { suggested, points } = mark
  return suggested !== undefined && (JSON.stringify(suggested.points) !== JSON.stringify(points) || JSON.stringify(tipOf(mark)) !== JSON.stringify(suggested.points.at(-1)))
}

/** One suggestion of a picture, by what it is: the same film gives the same ones. */
export const suggestionKey = ({ tube, points }: Pick<TubeSuggestion, 'tube' | 'points'>): string => `${tube} ${JSON.stringify(points)}`
