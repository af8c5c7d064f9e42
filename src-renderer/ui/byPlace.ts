interface Placed<T> {
  readonly place: number
  readonly item: T
}

/** Items of a list that never changes its order while shown: their place is what tells them apart, equal ones too. */
export const byPlace = <T>(items: readonly T[]): readonly Placed<T>[] => items.map((item, place) => ({ place, item }))
