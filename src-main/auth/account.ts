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
  /** `name` null means the owner. Throws AppError `auth.wrongPassword`, `store.missing`. */
  unlock(name: string | null, password: string): Promise<Unlocked>
  /** The password of the person signed in, once more. Throws AppError `auth.wrongPassword`, `store.missing`. */
  confirm(userId: UserId | null, password: string): Promise<void>
  /** Sets a new password and a new recovery key. Throws AppError `auth.wrongRecoveryKey`, `auth.weakPassword`. */
  recover(recoveryKey: string, newPassword: string): Promise<Unlocked & { readonly recoveryKey: string }>
}

export interface Unlocked {
  readonly userId: UserId
  readonly masterKey: Buffer
}

export interface NewOwner extends Unlocked {
  readonly recoveryKey: string
}

export function createAccounts(folder: string): Accounts {
  const keys = (): KeyFile => {
    const found = readKeys(folder)
    if (found === null || !found.complete) throw new AppError('store.missing')
    return found
  }
  return {
    state: () => {
      const found = readKeys(folder)
      if (found === null) return 'none'
      return found.complete ? 'ready' : 'unfinished'
    },
    create: async (name, password) => {
      if (readKeys(folder)?.complete === true) throw new AppError('auth.ownerExists')
      assertStrong(password, name)
      const masterKey = newMasterKey()
      const recovery = newRecoveryKey()
      const user = await userKey(masterKey, password, { userId: randomUUID(), nameSha256: nameHash(name) })
      const file = { format: 1 as const, complete: false, users: [user], recovery: wrapForRecovery(masterKey, recovery.secret) }
      writeKeys(folder, file)
      return { userId: user.userId as UserId, masterKey, recoveryKey: recovery.printed }
    },
    finish: () => {
      const found = readKeys(folder)
      if (found !== null) writeKeys(folder, { ...found, complete: true })
    },
    unlock: (name, password) => {
      const file = keys()
      const found = name === null ? file.users[0] : file.users.find(({ nameSha256 }) => nameSha256 === nameHash(name))
      return unlock(file, found, password)
    },
    confirm: async (userId, password) => {
      const file = keys()
      const { masterKey } = await unlock(file, file.users.find((user) => user.userId === userId), password)
      masterKey.fill(0)
    },
    recover: (typed, newPassword) => recover(folder, keys(), { typed, newPassword }),
  }
}

async function recover(folder: string, file: KeyFile, { typed, newPassword }: { typed: string; newPassword: string }) {
  const secret = parseRecoveryKey(typed)
  const masterKey = secret === null ? null : unwrapForRecovery(secret, file.recovery)
  const owner = file.users[0]
  if (masterKey === null || owner === undefined) throw new AppError('auth.wrongRecoveryKey')
  assertStrong(newPassword, '')
  const recovery = newRecoveryKey()
  const user = await userKey(masterKey, newPassword, owner)
  const users = [user, ...file.users.slice(1)]
  writeKeys(folder, { ...file, users, recovery: wrapForRecovery(masterKey, recovery.secret) })
  return { userId: owner.userId as UserId, masterKey, recoveryKey: recovery.printed }
}

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
