import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { withStoreErrors } from '../store/errors.ts'
import { readTextIfThere, writeDurably } from '../store/files.ts'

const freeAttempts = 3
const longestWaitMs = 15 * 60_000
/** Refusals kept until somebody can open the store and its audit; more only raise the count. */
const mostRefusals = 500

const attemptFile = v.strictObject({
  format: v.literal(1),
  failures: v.number(),
  /** Of the machine's running time, which survives a restart of the program and cannot be set by a person. */
  lastAtMs: v.number(),
  refusals: v.array(v.strictObject({ at: v.string(), event: v.string() })),
})
type Attempts = v.InferOutput<typeof attemptFile>
export type Refusal = Attempts['refusals'][number]

const none: Attempts = { format: 1, failures: 0, lastAtMs: 0, refusals: [] }

/** Wrong passwords in a row and the wait they cost: kept in a file, so that a restart gains nothing. */
export interface Lockout {
  /** Call before a password is tried; counts the attempt as failed until `succeed`. Throws AppError `auth.lockedOut`. */
  begin(): void
  /** The password was right: forgets the failures. */
  succeed(): void
  /** The store is closed and its audit with it: keeps the refusal until it opens. */
  keepRefusal(event: string): void
  /** Hands over what was kept, once. */
  takeRefusals(): readonly Refusal[]
}

export interface LockoutTime {
  readonly monotonicMs: () => number
  readonly nowIso: () => string
}

export function createLockout(folder: string, time: LockoutTime): Lockout {
  const path = join(folder, 'attempts.json')
  const read = (): Attempts => parse(withStoreErrors(() => readTextIfThere(path)))
  const write = (attempts: Attempts): void => withStoreErrors(() => writeDurably(path, JSON.stringify(attempts)))
  return {
    begin: () => {
      const attempts = read()
      const nowMs = time.monotonicMs()
      const waitMs = remainingMs(attempts, nowMs)
      if (waitMs > 0) throw new AppError('auth.lockedOut', { seconds: Math.ceil(waitMs / 1000) })
      // Counted before it is checked: a program killed in between has not won a free guess.
      write({ ...attempts, failures: attempts.failures + 1, lastAtMs: nowMs })
    },
    succeed: () => write({ ...read(), failures: 0 }),
    keepRefusal: (event) => {
      const attempts = read()
      write({ ...attempts, refusals: [...attempts.refusals, { at: time.nowIso(), event }].slice(-mostRefusals) })
    },
    takeRefusals: () => {
      const attempts = read()
      if (attempts.refusals.length > 0) write({ ...attempts, refusals: [] })
      return attempts.refusals
    },
  }
}

/** 0, 0, 0, then 1 s, 2 s, 4 s … to a quarter of an hour. After a reboot the wait begins again. */
function remainingMs({ failures, lastAtMs }: Attempts, nowMs: number): number {
  if (failures < freeAttempts) return 0
  const waitMs = Math.min(longestWaitMs, 1000 * 2 ** (failures - freeAttempts))
  const passedMs = nowMs < lastAtMs ? nowMs : nowMs - lastAtMs
  return Math.max(0, waitMs - passedMs)
}

/** A file somebody garbled counts as the longest row of failures, not as none. */
function parse(text: string | null): Attempts {
  if (text === null) return none
  try {
    const parsed = v.safeParse(attemptFile, JSON.parse(text))
    if (parsed.success) return parsed.output
  } catch {
    // Not JSON: the same as a wrong shape.
  }
  return { ...none, failures: freeAttempts }
}
