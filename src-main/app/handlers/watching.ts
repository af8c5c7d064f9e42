import type { Handlers } from '../dispatch.ts'
import type { Watching } from '../watching.ts'

type WatchCalls = 'watch.status' | 'watch.plan'

/** The watched folder; its plan is recorded as it is kept. */
export function watchHandlers(watching: Watching): Pick<Handlers, WatchCalls> {
  return {
    'watch.status': () => watching.status(),
    'watch.plan': (plan, caller) => watching.plan(plan, caller),
  }
}
