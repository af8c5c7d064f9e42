import type { Types } from '@cornerstonejs/core'

/** Where the library looks from and how much it sees; in picture pixels. */
interface Camera {
  readonly focalPoint: Types.Point3
  readonly position: Types.Point3
  readonly parallelScale: number
}

/** Closer by a factor, with one place of the picture staying where it is on the screen; null for a camera that is not set up. */
export function zoomedCamera({ focalPoint, position, parallelScale }: Partial<Camera>, still: Types.Point3, factor: number): Camera | null {
  if (focalPoint === undefined || position === undefined || parallelScale === undefined) return null
  const moved = (place: Types.Point3, axis: 0 | 1): number => place[axis] + (still[axis] - focalPoint[axis]) * (1 - 1 / factor)
  const towards = (place: Types.Point3): Types.Point3 => [moved(place, 0), moved(place, 1), place[2]]
  return { parallelScale: parallelScale / factor, focalPoint: towards(focalPoint), position: towards(position) }
}

/** Moved so that what was at `from` gives way to `to`; null for a camera that is not set up. */
export function movedCamera({ focalPoint, position }: Partial<Camera>, from: Types.Point3, to: readonly [number, number]): Omit<Camera, 'parallelScale'> | null {
  if (focalPoint === undefined || position === undefined) return null
  const moved = ([x, y, z]: Types.Point3): Types.Point3 => [x + to[0] - from[0], y + to[1] - from[1], z]
  return { focalPoint: moved(focalPoint), position: moved(position) }
}

/** A notch of a wheel is about 100; a trackpad sends many small steps. */
export const wheelFactor = (delta: number): number => Math.exp(-Math.max(-200, Math.min(200, delta)) / 500)
