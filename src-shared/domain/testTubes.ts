import type { ImageId, MarkId } from './ids.ts'
import type { LandmarkMark, LandmarkName, LengthMark, Point, Spacing, TubeKind, TubeMark } from './mark.ts'

/** Data for the unit tests of tubes: one film of 0.1 mm a pixel, on which 1 cm is 100 px. */
export const imageId = '5e0c3d5e-aaaa-4aaa-8aaa-aaaaaaaaaaaa' as ImageId
const spacing: Spacing = { rowMm: 0.1, columnMm: 0.1, source: 'imagerPixelSpacing' }
export const film = { imageId, spacing }
export const uncalibrated = { imageId, spacing: null }

let made = 0
const newId = (): MarkId => `5e0c3d5e-bbbb-4bbb-8bbb-${String((made += 1)).padStart(12, '0')}` as MarkId

export const tube = (kind: TubeKind, points: readonly Point[], part: Partial<TubeMark> = {}): TubeMark => ({
  markId: newId(), imageId, kind: 'tube', tube: kind, points, tipEnd: 'last', sidePort: null, offFilm: false, course: null, label: null, ...part,
})

export const landmark = (name: LandmarkName, ...points: readonly Point[]): LandmarkMark => ({
  markId: newId(), imageId, kind: 'landmark', landmark: name, points, label: null,
})

export const knownLength = (points: LengthMark['points'], knownMm: number): LengthMark => ({ markId: newId(), imageId, kind: 'length', points, knownMm })
