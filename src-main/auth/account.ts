import { createHash, randomUUID } from 'node:crypto'
import type { UserId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import {
  newMasterKey, readKeys, unwrapForRecovery, unwrapForUser, wrapForRecovery, wrapForUser, writeKeys,
  type KeyFile, type UserKey,
} from '../store/keys.ts'
import { newRecoveryKey, parseRecoveryKey } from '../store/recoveryKey.ts'
import { assertStrong, newHashing, passwordKey } from './password.ts'

/** Turns passwords and recovery keys into the master key of one store folder. Opens nothing itself. */
export interface Accounts {
  /** none: no keys yet; unfinished: a set-up that died half way. */
  state(): 'none' | 'unfinished' | 'ready'
  /**
   * Keys of a new owner. They are on the disk, marked unfinished, until `finish` is called.
   * Throws AppError `auth.ownerExists`, `auth.weakPassword`.
   */
  create(name: string, password: string): Promise<NewOwner>
  finish(): void
  /** Whose account a name means (null: the first one), or null for nobody's. */
  find(name: string | null): UserId | null
  /** `name` null means the first account. Throws AppError `auth.wrongPassword`, `store.missing`. */
  unlock(name: string | null, password: string): Promise<Unlocked>
  /** The password of the person signed in, once more. Throws AppError `auth.wrongPassword`, `store.missing`. */
  confirm(userId: UserId | null, password: string): Promise<void>
  /**
   * Gives a person a password, new or in place of theirs; `by` is whose password opens the master key for it.
   * Throws AppError `auth.wrongPassword`, `auth.weakPassword`.
   */
  setPassword(by: Credential, person: Named, newPassword: string): Promise<void>
  /** Takes a person's password away: it opens nothing from now on. */
  remove(userId: UserId): void
  /** Puts an account first: the one a command or a recovery means that names nobody. */
  putFirst(userId: UserId): void
  /** Who has a password. */
  holders(): ReadonlySet<string>
  /**
   * Sets a new password for a person (`name` null: the first account) and a new recovery key.
   * Throws AppError `auth.wrongRecoveryKey`, `auth.weakPassword`, `auth.unknownName`.
   */
  recover(request: Recovery): Promise<Unlocked & { readonly recoveryKey: string }>
}

export interface Unlocked {
  readonly userId: UserId
  readonly masterKey: Buffer
}

export interface NewOwner extends Unlocked {
  readonly recoveryKey: string
}

export interface Credential {
  readonly userId: UserId | null
  readonly password: string
}

export interface Named {
  readonly userId: UserId
  readonly name: string
}

export interface Recovery {
  readonly recoveryKey: string
  readonly newPassword: string
  readonly name: string | null
}

export function createAccounts(folder: string): Accounts {
  const keys = (): KeyFile => {
    const found = readKeys(folder)
    if (found === null || !found.complete) throw new AppError('store.missing')
    return found
  }
  const confirmed = (by: Credential): Promise<Unlocked> => {
    const file = keys()
    return unlock(file, file.users.find(({ userId }) => userId === by.userId), by.password)
  }
  return {
    state: () => {
      const found = readKeys(folder)
      if (found === null) return 'none'
      return found.complete ? 'ready' : 'unfinished'
    },
    create: (name, password) => createOwner(folder, name, password),
    finish: () => {
      const found = readKeys(folder)
      if (found !== null) writeKeys(folder, { ...found, complete: true })
    },
    find: (name) => (entryOf(keys(), name)?.userId ?? null) as UserId | null,
    unlock: (name, password) => {
      const file = keys()
      return unlock(file, entryOf(file, name), password)
    },
    confirm: async (userId, password) => void (await confirmed({ userId, password })).masterKey.fill(0),
    setPassword: async (by, person, newPassword) => {
      assertStrong(newPassword, person.name)
      const { masterKey } = await confirmed(by)
      const entry = await userKey(masterKey, newPassword, { userId: person.userId, nameSha256: nameHash(person.name) })
      masterKey.fill(0)
      const file = keys()
      writeKeys(folder, { ...file, users: withEntry(file.users, entry) })
    },
    remove: (userId) => {
      const file = keys()
      writeKeys(folder, { ...file, users: file.users.filter((user) => user.userId !== userId) })
    },
    putFirst: (userId) => {
      const file = keys()
      const isFirst = (user: UserKey): boolean => user.userId === userId
      writeKeys(folder, { ...file, users: [...file.users.filter(isFirst), ...file.users.filter((user) => !isFirst(user))] })
    },
    holders: () => new Set(keys().users.map(({ userId }) => userId)),
    recover: (request) => recover(folder, keys(), request),
  }
}

async function createOwner(folder: string, name: string, password: string): Promise<NewOwner> {
  if (readKeys(folder)?.complete === true) throw new AppError('auth.ownerExists')
  assertStrong(password, name)
  const masterKey = newMasterKey()
  const recovery = newRecoveryKey()
  const user = await userKey(masterKey, password, { userId: randomUUID(), nameSha256: nameHash(name) })
  const file = { format: 1 as const, complete: false, users: [user], recovery: wrapForRecovery(masterKey, recovery.secret) }
  writeKeys(folder, file)
  return { userId: user.userId as UserId, masterKey, recoveryKey: recovery.printed }
}

async function recover(folder: string, file: KeyFile, request: Recovery): Promise<Unlocked & { readonly recoveryKey: string }> {
  const secret = parseRecoveryKey(request.recoveryKey)
  const masterKey = secret === null ? null : unwrapForRecovery(secret, file.recovery)
  if (masterKey === null) throw new AppError('auth.wrongRecoveryKey')
  const known = entryOf(file, request.name)
  if (known === undefined) throw new AppError('auth.unknownName')
  assertStrong(request.newPassword, request.name ?? '')
  const recovery = newRecoveryKey()
  const entry = await userKey(masterKey, request.newPassword, known)
  writeKeys(folder, { ...file, users: withEntry(file.users, entry), recovery: wrapForRecovery(masterKey, recovery.secret) })
  return { userId: entry.userId as UserId, masterKey, recoveryKey: recovery.printed }
}

const entryOf = (file: KeyFile, name: string | null): UserKey | undefined =>
  name === null ? file.users[0] : file.users.find(({ nameSha256 }) => nameSha256 === nameHash(name))

/** In the place of the person's earlier entry, or last. */
function withEntry(users: readonly UserKey[], entry: UserKey): UserKey[] {
  const known = users.some(({ userId }) => userId === entry.userId)
  return known ? users.map((user) => (user.userId === entry.userId ? entry : user)) : [...users, entry]
}

/** One person, however the name is typed: case, width and spaces around do not count. */
export const sameName = (one: string, other: string): boolean => nameHash(one) === nameHash(other)

/** The key file lies in the open: it holds no name, only what finds the entry of a name typed in. */
const nameHash = (name: string): string =>
  createHash('sha256').update(`ctranscnn-workstation name ${name.normalize('NFKC').trim().toLowerCase()}`).digest('hex')

async function userKey(
  masterKey: Buffer,
  password: string,
  { userId, nameSha256 }: { userId: string; nameSha256: string },
): Promise<UserKey> {
  const hashing = newHashing()
  return wrapForUser(masterKey, await passwordKey(password, hashing), { userId, nameSha256, hashing })
}

async function unlock(file: KeyFile, user: UserKey | undefined, password: string): Promise<Unlocked> {
  // An unknown name costs the same time as a wrong password, and answers the same.
  const key = await passwordKey(password, (user ?? file.users[0])?.hashing ?? newHashing())
  const masterKey = user === undefined ? null : unwrapForUser(key, user)
  if (user === undefined || masterKey === null) throw new AppError('auth.wrongPassword')
  return { userId: user.userId as UserId, masterKey }
}
