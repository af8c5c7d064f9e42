import type { CaseId } from '../../../src-shared/domain/ids.ts'
import type { Client } from '../../client/client.ts'

export type Direction = 'previous' | 'next'

/** The time between the key that leaves a case and the picture of the next one. */
export interface Turning {
  readonly isOn: () => boolean
  readonly begin: () => void
  /** Where the way goes. */
  readonly goTo: (caseId: CaseId) => void
  /** Keeps one further step, the latest: more would run past pictures that nobody has seen. */
  readonly further: (direction: Direction) => void
  /** This case stands: the step that was asked for on the way to it, if any. Without a case the way has come to nothing. */
  readonly end: (at: CaseId | null) => Direction | null
}

export function createTurning(): Turning {
  let on = false
  let kept: Direction | null = null
  let goal: CaseId | null = null
  return {
    isOn: () => on,
    begin: () => {
      on = true
      kept = null
      goal = null
    },
    goTo: (caseId) => {
      goal = caseId
    },
    further: (direction) => {
      kept = direction
    },
    end: (at) => {
      const next = on && at !== null && at === goal ? kept : null
      on = false
      kept = null
      return next
    },
  }
}

const turnings = new WeakMap<Client, Turning>()

/** The one of this window: it outlives the bench that is left. */
export function turningOf(client: Client): Turning {
  const turning = turnings.get(client) ?? createTurning()
  turnings.set(client, turning)
  return turning
}
