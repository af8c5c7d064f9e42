import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { permissionsOf } from '../../src-shared/contract/permissions.ts'
import type { RecoveryChoices, RestoreOutcome, RestoreProgress } from '../../src-shared/contract/recovery.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { createAccounts } from '../auth/account.ts'
import { findBackups, type FoundBackup } from '../backup/found.ts'
import { replaceStore, restoredFolder } from '../backup/replace.ts'
import { restoreBackup } from '../backup/restore.ts'
import { createStoreDoor, databasePath, type StoreDoor } from '../store/door.ts'
import { userById } from '../store/users.ts'
import { verifyStore } from '../store/verify.ts'
import { createAuditor } from './audited.ts'
import type { Services } from './services.ts'

/** The way back from a damaged or lost store: a backup takes its place, and nothing of it is thrown away. */
export interface Recovery {
  /** `folder` null: the one that was last chosen for backups. Throws AppError `recovery.folder`. */
  look(folder: string | null): RecoveryChoices
  /** `name` null: the first account of the backup. Throws what `recovery.restore` names. */
  restore(request: RestoreRequest): Promise<RestoreOutcome>
  progress(): RestoreProgress
}

export interface RestoreRequest {
  readonly folder: string
  /** null: whichever workstation wrote it. */
  readonly workstationId: string | null
  readonly backupId: string
  readonly name: string | null
  readonly password: string
}

export function createRecovery(services: Services): Recovery {
  const { facts, access } = services
  let progress: RestoreProgress = null
  const restore = async (request: RestoreRequest): Promise<RestoreOutcome> => {
    const chosen = findBackups(request.folder).find(
      ({ manifest }) => manifest.backupId === request.backupId && (request.workstationId ?? manifest.workstationId) === manifest.workstationId,
    )
    if (chosen === undefined) throw new AppError('recovery.folder')
    return access.whileClosed(() => restoreInPlace(services, { ...request, chosen }, (next) => void (progress = next))).finally(() => (progress = null))
  }
  return {
    look: (folder) => {
      const place = folder ?? facts.backupFolder()
      const found = place === null ? [] : findBackups(place)
      if (folder !== null && found.length === 0) throw new AppError('recovery.folder')
      return { folder: place, backups: found.map((backup) => rowOf(backup, facts.workstationId)) }
    },
    restore,
    progress: () => progress,
  }
}

const rowOf = ({ manifest }: FoundBackup, workstationId: string): RecoveryChoices['backups'][number] => ({
  workstationId: manifest.workstationId,
  own: manifest.workstationId === workstationId,
  backupId: manifest.backupId,
  createdAt: manifest.createdAt,
  cases: manifest.counts.cases,
  images: manifest.counts.images,
  bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, manifest.originalBytes),
})

type Tell = (progress: NonNullable<RestoreProgress>) => void

async function restoreInPlace(
  services: Services,
  request: RestoreRequest & { readonly chosen: FoundBackup },
  tell: Tell,
): Promise<RestoreOutcome> {
  const { store, clock } = services
  const { folder, manifest } = request.chosen
  const { userId, masterKey } = await unlock(services, folder, request)
  const restored = restoredFolder(store.folder)
  try {
    await restoreBackup(folder, restored, { update: tell })
    await examine(services, createStoreDoor(restored), { userId, masterKey, backupId: manifest.backupId })
  } catch (error) {
    await rm(restored, { recursive: true, force: true })
    throw error
  } finally {
    masterKey.fill(0)
  }
  const had = existsSync(databasePath(store.folder)) || services.accounts.state() !== 'none'
  const setAside = clock.nowIso().replaceAll(/[:.]/gu, '-')
  replaceStore(store.folder, setAside)
  return { backupId: manifest.backupId, cases: manifest.counts.cases, images: manifest.counts.images, setAside: had ? `set-aside/${setAside}` : null }
}

/** The passwords of a backup are those of its time; guesses count like guesses at the door. */
async function unlock({ lockout }: Services, backup: string, { name, password }: RestoreRequest): Promise<{ userId: UserId; masterKey: Buffer }> {
  const accounts = createAccounts(backup)
  const account = accounts.find(name)
  lockout.begin(account)
  try {
    const unlocked = await accounts.unlock(name, password)
    lockout.succeed(account)
    return unlocked
  } catch (error) {
    lockout.keepRefusal('recovery.restore')
    throw error
  }
}

interface Proof {
  readonly userId: UserId
  readonly masterKey: Buffer
  readonly backupId: string
}

/** Before anything is replaced: an admin asks, everything in the restored store can be read, and its audit says what happened. */
async function examine({ clock, facts }: Services, restored: StoreDoor, { userId, masterKey, backupId }: Proof): Promise<void> {
  await restored.open(masterKey)
  try {
    const user = userById(restored.database(), userId)
    if (user === undefined || !permissionsOf(user.role).has('settings.write')) throw new AppError('auth.denied', { needs: 'settings.write' })
    const verdict = await restored.withFreshReader((db) => verifyStore(db, restored.blobs(), restored.anchor()))
    if (!verdict.ok) throw new AppError('backup.damaged')
    const caller = { userId, role: user.role, permissions: permissionsOf(user.role), mustChangePassword: user.passwordByOther }
    createAuditor({ store: restored, clock, workstation: facts.workstationId }).run('recovery.restore', caller, () => ({ value: null, object: backupId }))
  } finally {
    restored.close()
  }
}
