/** Where a value lies on an axis, in user units of the drawing. */
export type Scale = (value: number) => number

/** Straight from `[from, to]` to `[start, end]`. */
export const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    start + ((value - from) / (to - from)) * (end - start)

/** Every `step` from one end to the other, without what binary fractions leave behind. */
export const ticks = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => Number((from + index * step).toFixed(6)))

/** A polyline's points. */
export const pointsOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ')
