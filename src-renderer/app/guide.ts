import { useSyncExternalStore } from 'react'

/** The way to the first signed case. A step counts when it has happened, whoever went ahead of the guide. */
export const guideSteps = ['open', 'answer', 'reveal', 'sign', 'keys'] as const
export type GuideStep = (typeof guideSteps)[number]

let reached: ReadonlySet<GuideStep> = new Set()
const listeners = new Set<() => void>()

/** Screens tell what has happened on them; they need not know whether a guide is shown. */
export function noteStep(step: GuideStep): void {
  if (reached.has(step)) return
  reached = new Set([...reached, step])
  for (const listener of listeners) listener()
}

/** Begins the guide anew. */
export function restartGuide(): void {
  reached = new Set()
  for (const listener of listeners) listener()
}

export function useReachedSteps(): ReadonlySet<GuideStep> {
  return useSyncExternalStore(listen, () => reached)
}

function listen(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}
