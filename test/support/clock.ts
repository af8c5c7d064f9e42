import type { Clock } from '../../src-main/app/clock.ts'

export interface TestClock extends Clock {
  /** Lets the machine run on; both kinds of time move. */
  pass(milliseconds: number): void
  /** Somebody sets the wall clock; the machine's running time does not notice. */
  setWall(iso: string): void
}

/** A clock that stands still until it is told to move. */
export function testClock(): TestClock {
  let runningMs = 1_000_000
  let wallMs = Date.parse('2031-05-01T08:00:00.000Z')
  return {
    nowIso: () => new Date(wallMs).toISOString(),
    monotonicMs: () => runningMs,
    pass: (milliseconds) => {
      runningMs += milliseconds
      wallMs += milliseconds
    },
    setWall: (iso) => {
      wallMs = Date.parse(iso)
    },
  }
}
