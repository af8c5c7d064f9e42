/** State outside of React: what changes with every move of the pointer draws only the layer that shows it. */
export interface Store<State> {
  readonly state: () => State
  readonly set: (part: Partial<State>) => void
  readonly subscribe: (changed: () => void) => () => void
}

export function createStore<State extends object>(first: State): Store<State> {
  let state = first
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    set: (part) => {
      state = { ...state, ...part }
      for (const changed of listeners) changed()
    },
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
