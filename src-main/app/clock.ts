import { uptime } from 'node:os'

/** The only place that asks what time it is. */
export interface Clock {
  /** ISO 8601, UTC: for people and records, never for order or expiry. */
  readonly nowIso: () => string
  /**
   * Milliseconds the machine has been running, sleep included, the same for every process: a clock that is set, a
   * change to summer time or a closed lid neither prolongs nor shortens a session.
   */
  readonly monotonicMs: () => number
}

export const systemClock: Clock = {
  nowIso: () => new Date().toISOString(),
  monotonicMs: () => uptime() * 1000,
}
