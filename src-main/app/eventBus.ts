import type { AppEvent } from '../../src-shared/contract/events.ts'

export interface EventBus {
  emit(event: AppEvent): void
  /** Answers the function that ends the subscription. */
  subscribe(listener: (event: AppEvent) => void): () => void
}

export function createEventBus(): EventBus {
  const listeners = new Set<(event: AppEvent) => void>()
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
