import { AppError } from '../../src-shared/errors.ts'
import type { User } from '../store/users.ts'
import type { Permission } from '../../src-shared/contract/call.ts'
import { permissionsOf } from '../../src-shared/contract/permissions.ts'

/** Without a call for this long the session ends by itself. */
export const idleLimitMs = 5 * 60_000
/** How long one password lets its owner sign. */
export const signingLimitMs = 15 * 60_000

/** Who is signed in, for how long, and whether they may sign. Holds no key and touches no disk. */
export interface Session {
  /** The person signed in, or null. A session that has been idle too long has ended, whether or not a timer ran. */
  user(): User | null
  permissions(): ReadonlySet<Permission>
  begin(user: User): void
  /** The person signed in has changed: the times stay as they are. */
  renew(user: User): void
  end(): void
  /** A call was made: the idle time begins again. */
  touch(): void
  openSigning(): void
  /** Milliseconds left of the signing session; 0 when closed. */
  signingMs(): number
  /** Throws AppError `auth.signingClosed`. */
  assertSigning(): void
}

interface Open {
  readonly user: User
  lastCallMs: number
  signingUntilMs: number
}

const nobodys: ReadonlySet<Permission> = new Set(['public'])

/** `monotonicMs` must not stand still while the machine sleeps, and nobody must be able to set it. */
export function createSession(monotonicMs: () => number): Session {
  let open: Open | null = null
  const current = (): Open | null => {
    if (open !== null && monotonicMs() - open.lastCallMs >= idleLimitMs) open = null
    return open
  }
  const signingMs = (): number => Math.max(0, (current()?.signingUntilMs ?? 0) - monotonicMs())
  return {
    user: () => current()?.user ?? null,
    permissions: () => {
      const found = current()
      return found === null || found.user.passwordByOther ? nobodys : permissionsOf(found.user.role)
    },
    begin: (user) => {
      open = { user, lastCallMs: monotonicMs(), signingUntilMs: 0 }
    },
    renew: (user) => {
      const found = current()
      if (found?.user.userId === user.userId) open = { ...found, user }
    },
    end: () => {
      open = null
    },
    touch: () => {
      const found = current()
      if (found !== null) found.lastCallMs = monotonicMs()
    },
    openSigning: () => {
      const found = current()
      if (found === null) throw new AppError('auth.signedOut')
      found.signingUntilMs = monotonicMs() + signingLimitMs
    },
    signingMs,
    assertSigning: () => {
      if (signingMs() === 0) throw new AppError('auth.signingClosed')
    },
  }
}
