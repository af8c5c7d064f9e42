import type { Workplace } from '../store/workplace.ts'
import type { Caller } from './caller.ts'
import type { Services } from './services.ts'

/** What work on behalf of a person needs of the program around it. */
export function workplaceOf({ store, engine, audited, clock, log }: Services, caller: Caller): Workplace {
  return {
    store,
    engine,
    record: (event, work) => audited.run(event, caller, work),
    recordEach: (event, works) => audited.runEach(event, caller, works),
    now: clock.nowIso,
    report: (error, what) => void log.incident(error, what),
  }
}
