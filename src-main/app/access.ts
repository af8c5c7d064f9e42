import { existsSync } from 'node:fs'
import type { AppStatus, SessionInfo } from '../../src-shared/contract/account.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Accounts, Credential, Recovery, Unlocked } from '../auth/account.ts'
import type { Lockout, Refusal } from '../auth/lockout.ts'
import type { Session } from '../auth/session.ts'
import { databasePath, type StoreDoor } from '../store/door.ts'
import { setAside } from '../store/quarantine.ts'
import { insertUser, setPasswordByOther, userById, type User } from '../store/users.ts'
import type { Auditor } from './audited.ts'
import { nobody, type Caller } from './caller.ts'
import type { Clock } from './clock.ts'
import type { EventBus } from './eventBus.ts'
import { oneAtATime } from './inTurn.ts'
import type { Log } from './log.ts'

/** Signing in and out: passwords, session, store and audit in step. */
export interface Access {
  storeState(): AppStatus['store']
  info(): SessionInfo | null
  /** Whoever is signed in at this moment. */
  caller(): Caller
  createOwner(name: string, password: string): Promise<{ recoveryKey: string; session: SessionInfo }>
  /** `name` null means the owner (the command line asks for no name). */
  signIn(name: string | null, password: string): Promise<SessionInfo>
  recover(request: Recovery): Promise<{ recoveryKey: string; session: SessionInfo }>
  /** Throws AppError `auth.wrongPassword`, `auth.weakPassword`, `auth.samePassword`, `auth.lockedOut`. */
  changePassword(password: string, newPassword: string): Promise<SessionInfo>
  /**
   * Work for which the person signed in proves with the password, once more, who they are; guesses are counted.
   * Throws AppError `auth.wrongPassword`, `auth.lockedOut`.
   */
  proving<T>(event: string, password: string, work: (by: Credential) => Promise<T>): Promise<T>
  signOut(): void
  /** Work for which nobody may come in meanwhile. Throws AppError `recovery.busy` while the store is open. */
  whileClosed<T>(work: () => Promise<T>): Promise<T>
  /** The password again, for signatures. Throws AppError `auth.wrongPassword`, `auth.lockedOut`. */
  openSigning(password: string): Promise<number>
  close(): void
}

export interface AccessParts {
  readonly accounts: Accounts
  readonly lockout: Lockout
  readonly session: Session
  readonly store: StoreDoor
  readonly audited: Auditor
  readonly events: EventBus
  readonly clock: Clock
  readonly log: Log
}

const idleCheckMs = 5000

export function createAccess(parts: AccessParts): Access {
  const { accounts, session } = parts
  // Password checks one after the other: a hundred at once would pass the lock-out together.
  const inTurn = oneAtATime()
  const seat = createSeat(parts)
  const timer = setInterval(seat.settle, idleCheckMs)
  // The lock must not keep a finished command alive.
  timer.unref()

  const caller = (): Caller => {
    seat.settle()
    const user = session.user()
    return user === null ? nobody : { userId: user.userId, role: user.role, permissions: session.permissions(), mustChangePassword: user.passwordByOther }
  }
  const proving: Access['proving'] = (event, password, work) =>
    inTurn(async () => {
      const who = caller()
      if (who.userId === null) throw new AppError('auth.signedOut')
      parts.lockout.begin(who.userId)
      await refusing(parts, event, () => accounts.confirm(who.userId, password), who)
      parts.lockout.succeed(who.userId)
      return work({ userId: who.userId, password })
    })
  return {
    storeState: () => storeState(accounts, seat.info()),
    info: seat.info,
    caller,
    createOwner: (name, password) => inTurn(() => createOwner(parts, seat, { name, password })),
    signIn: (name, password) => inTurn(() => signIn(parts, seat, { name, password })),
    recover: (request) =>
      inTurn(async () => {
        const unlocked = await refusing(parts, 'session.recover', () => accounts.recover(request))
        parts.lockout.succeed(unlocked.userId)
        await seat.take(unlocked, 'session.recover')
        return { recoveryKey: unlocked.recoveryKey, session: seat.noteOwnPassword('password.recover') }
      }),
    signOut: () => seat.leave('session.close'),
    whileClosed: (work) =>
      inTurn(() => {
        if (parts.store.isOpen()) throw new AppError('recovery.busy')
        return work()
      }),
    changePassword: (password, newPassword) =>
      proving('password.change', password, (by) => changePassword(parts, seat, { by, newPassword })),
    proving,
    openSigning: (password) => proving('signing.open', password, async () => openSigning(parts, caller())),
    close: () => {
      clearInterval(timer)
      seat.leave('session.close')
    },
  }
}

/** The one chair in front of the store. */
interface Seat {
  info(): SessionInfo | null
  /** Opens the store and sits down. */
  take(unlocked: Unlocked, event: string): Promise<SessionInfo>
  leave(event: 'session.close' | 'session.idle'): void
  /** Whoever sits here has a password of their own now. Throws AppError `auth.signedOut`. */
  noteOwnPassword(event: 'password.change' | 'password.recover'): SessionInfo
  /** Ends a session whose idle time has run out. */
  settle(): void
}

function createSeat({ session, store, audited, lockout, events, log }: AccessParts): Seat {
  let seated: User | null = null
  const info = (): SessionInfo | null => {
    const user = session.user()
    return user === null ? null : infoOf(user, session.signingMs())
  }
  const leave: Seat['leave'] = (event) => {
    if (seated === null) return
    const user = seated
    seated = null
    session.end()
    try {
      audited.run(event, callerOf(user), () => ({ value: null, object: user.userId }))
    } catch (error) {
      // A disk that is full must not keep the store open.
      log.incident(error, event)
    }
    store.close()
    events.emit({ kind: 'session.changed', userId: null })
  }
  const take: Seat['take'] = async ({ userId, masterKey }, event) => {
    leave('session.close')
    await store.open(masterKey).finally(() => masterKey.fill(0))
    const user = userById(store.database(), userId)
    if (user === undefined) throw new AppError('store.damaged', { part: 'users' })
    recordRefusals(audited, lockout.takeRefusals())
    audited.run(event, callerOf(user), () => ({ value: null, object: userId }))
    seated = user
    session.begin(user)
    events.emit({ kind: 'session.changed', userId })
    return infoOf(user, 0)
  }
  const settle = (): void => {
    if (seated !== null && session.user() === null) leave('session.idle')
  }
  const noteOwnPassword: Seat['noteOwnPassword'] = (event) => {
    if (seated === null) throw new AppError('auth.signedOut')
    const { userId } = seated
    audited.run(event, callerOf(seated), (db) => {
      setPasswordByOther(db, userId, false)
      return { value: null, object: userId }
    })
    seated = { ...seated, passwordByOther: false }
    session.renew(seated)
    events.emit({ kind: 'session.changed', userId })
    return infoOf(seated, session.signingMs())
  }
  return { info, take, leave, settle, noteOwnPassword }
}

const infoOf = (user: User, signingMs: number): SessionInfo => ({
  userId: user.userId,
  name: user.name,
  role: user.role,
  mustChangePassword: user.passwordByOther,
  signingMs: Math.ceil(signingMs),
})

const callerOf = (user: User): Caller => ({ userId: user.userId, role: user.role, permissions: new Set(), mustChangePassword: user.passwordByOther })

/** Wrong passwords typed while the store was closed: its audit could not be written then. */
function recordRefusals(audited: Auditor, refusals: readonly Refusal[]): void {
  for (const { event, at } of refusals) {
    audited.refused(event, nobody, { typedAt: at })
  }
}

interface Credentials<Name> {
  readonly name: Name
  readonly password: string
}

async function createOwner(parts: AccessParts, seat: Seat, { name, password }: Credentials<string>) {
  const { accounts, store, audited, clock } = parts
  const path = databasePath(store.folder)
  const before = accounts.state()
  if (before === 'none' && existsSync(path)) throw new AppError('store.damaged', { part: 'keys' })
  const owner = await accounts.create(name, password)
  // What a set-up that died half way left behind was never anybody's: it makes room, but is kept.
  if (before === 'unfinished') setAside(path)
  await store.create(owner.masterKey)
  const user: User = { userId: owner.userId, name, role: 'admin', passwordByOther: false }
  audited.run('owner.create', callerOf(user), (db) => {
    insertUser(db, user, clock.nowIso())
    return { value: null, object: user.userId }
  })
  accounts.finish()
  return { recoveryKey: owner.recoveryKey, session: await seat.take(owner, 'session.open') }
}

async function signIn(parts: AccessParts, seat: Seat, { name, password }: Credentials<string | null>) {
  const { accounts, lockout } = parts
  const account = accounts.state() === 'ready' ? accounts.find(name) : null
  lockout.begin(account)
  const unlocked = await refusing(parts, 'session.open', () => accounts.unlock(name, password))
  lockout.succeed(account)
  return seat.take(unlocked, 'session.open')
}

async function changePassword(parts: AccessParts, seat: Seat, { by, newPassword }: { by: Credential; newPassword: string }) {
  const user = parts.session.user()
  if (user === null) throw new AppError('auth.signedOut')
  if (newPassword === by.password) throw new AppError('auth.samePassword')
  await parts.accounts.setPassword(by, user, newPassword)
  return seat.noteOwnPassword('password.change')
}

function openSigning({ session, audited }: AccessParts, caller: Caller): number {
  session.openSigning()
  audited.run('signing.open', caller, () => ({ value: null, object: caller.userId }))
  return session.signingMs()
}

/** A refusal goes into the audit at once where the store is open, and otherwise when it next opens. */
async function refusing<T>(
  { store, audited, lockout }: AccessParts,
  event: string,
  work: () => Promise<T>,
  caller: Caller = nobody,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('auth.')) {
      if (store.isOpen()) audited.refused(event, caller, { code: error.code })
      else lockout.keepRefusal(event)
    }
    throw error
  }
}

function storeState(accounts: Accounts, info: SessionInfo | null): AppStatus['store'] {
  if (info !== null) return 'open'
  return accounts.state() === 'ready' ? 'closed' : 'empty'
}
