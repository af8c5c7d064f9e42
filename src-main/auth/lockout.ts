import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { withStoreErrors } from '../store/errors.ts'
import { readTextIfThere, writeDurably } from '../store/files.ts'

const freeAttempts = 3
const longestWaitMs = 15 * 60_000
/** Refusals kept until somebody can open the store and its audit; more only raise the count. */
const mostRefusals = 500

const row = v.strictObject({
  failures: v.number(),
  /** Of the machine's running time, which survives a restart of the program and cannot be set by a person. */
  lastAtMs: v.number(),
})
const attemptFile = v.strictObject({
  format: v.literal(2),
  /** Of each account, by its id; names that are nobody's count together. */
  accounts: v.record(v.string(), row),
  /** Of every account without a row of its own. */
  others: row,
  refusals: v.array(v.strictObject({ at: v.string(), event: v.string() })),
})
/** Of the time when there was one account. */
const formerFile = v.strictObject({ format: v.literal(1), ...row.entries, refusals: attemptFile.entries.refusals })
type Attempts = v.InferOutput<typeof attemptFile>
type Row = v.InferOutput<typeof row>
export type Refusal = Attempts['refusals'][number]
/** An account's id; null for a name that is nobody's. */
type Account = string | null

const nobodys = 'nobody'
const untried: Row = { failures: 0, lastAtMs: 0 }
const none: Attempts = { format: 2, accounts: {}, others: untried, refusals: [] }

/**
 * Wrong passwords in a row and the wait they cost, account by account: who guesses at one locks nobody else out. Kept in
 * a file, so that a restart gains nothing.
 */
export interface Lockout {
  /** Call before a password is tried; counts the attempt as failed until `succeed`. Throws AppError `auth.lockedOut`. */
  begin(account: Account): void
  /** The password was right: forgets the failures. */
  succeed(account: Account): void
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
  const keep = (attempts: Attempts, account: Account, tried: Row): void =>
    write({ ...attempts, accounts: { ...attempts.accounts, [account ?? nobodys]: tried } })
  return {
    begin: (account) => {
      const attempts = read()
      const nowMs = time.monotonicMs()
      const tried = rowOf(attempts, account)
      const waitMs = remainingMs(tried, nowMs)
      if (waitMs > 0) throw new AppError('auth.lockedOut', { seconds: Math.ceil(waitMs / 1000) })
      // Counted before it is checked: a program killed in between has not won a free guess.
      keep(attempts, account, { failures: tried.failures + 1, lastAtMs: nowMs })
    },
    succeed: (account) => keep(read(), account, untried),
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

const rowOf = ({ accounts, others }: Attempts, account: Account): Row => (accounts[account ?? nobodys] ?? others)

/** 0, 0, 0, then 1 s, 2 s, 4 s … to a quarter of an hour. After a reboot the wait begins again. */
function remainingMs({ failures, lastAtMs }: Row, nowMs: number): number {
  if (failures < freeAttempts) return 0
  const waitMs = Math.min(longestWaitMs, 1000 * 2 ** (failures - freeAttempts))
  const passedMs = nowMs < lastAtMs ? nowMs : nowMs - lastAtMs
  return Math.max(0, waitMs - passedMs)
}

/** A file somebody garbled counts as the longest row of failures, not as none. */
function parse(text: string | null): Attempts {
  if (text === null) return none
  try {
    const content: unknown = JSON.parse(text)
    const parsed = v.safeParse(attemptFile, content)
    if (parsed.success) return parsed.output
    const former = v.safeParse(formerFile, content)
    if (former.success) return fromFormer(former.output)
  } catch {
    // Not JSON: the same as a wrong shape.
  }
  return { ...none, others: { ...untried, failures: freeAttempts } }
}

const fromFormer = ({ failures, lastAtMs, refusals }: v.InferOutput<typeof formerFile>): Attempts => ({
  ...none,
  others: { failures, lastAtMs },
  refusals,
})
