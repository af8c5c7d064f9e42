import { basename, dirname, join } from 'node:path'
import type { BackupPlan, BackupRow, BackupStatus } from '../../src-shared/contract/backup.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { dropOldBackups, listBackups, placeOf, writeBackup, type BackupPlace } from '../backup/backup.ts'
import { drill } from '../backup/restore.ts'
import { backupPlan, drillsOf, saveBackupPlan, saveDrill } from '../store/backupPlan.ts'
import type { Caller } from './caller.ts'
import { isWritableOutside } from './outsideFolder.ts'
import type { Services } from './services.ts'

/** Backups of the open store, as jobs. */
export interface Backups {
  status(): BackupStatus
  /** Throws AppError `backup.folder`. */
  plan(plan: BackupPlan, caller: Caller): BackupStatus
  /** The backup that runs or waits already, or a new one; into the plan's folder or the one named. Throws AppError `backup.folder`. */
  start(caller: Caller, folder?: string): JobId
  /** The newest backup of this store in a folder, and where it lies. */
  newest(folder: string): (BackupRow & { readonly folder: string }) | null
  /** Throws AppError `backup.missing`, `backup.folder`. */
  drill(backupId: string, caller: Caller): JobId
  /** Starts one where the plan says that one is due. Answers null where none is. */
  startIfDue(caller: Caller): JobId | null
}

export function createBackups(services: Services): Backups {
  const { store, audited, clock, jobs } = services
  const placeNow = (folder = backupPlan(store.database()).folder): BackupPlace => {
    if (folder === null || !isWritableOutside(folder, store.folder)) throw new AppError('backup.folder')
    return placeOf(folder, services.facts.workstationId)
  }
  const start = (caller: Caller, folder?: string): JobId => {
    const running = jobs.list().find(({ kind, state }) => kind === 'backup' && (state === 'queued' || state === 'running'))
    if (running !== undefined) return running.jobId
    const place = placeNow(folder)
    return jobs.start({ kind: 'backup', total: 0, run: (job) => runBackup(services, place, caller, job) })
  }
  const startDrill = (backupId: string, caller: Caller): JobId => {
    const { root } = placeNow()
    if (!listBackups(root).some((backup) => backup.backupId === backupId)) throw new AppError('backup.missing')
    return jobs.start({
      kind: 'drill',
      total: 1,
      run: (job) => runDrill(services, join(root, backupId), caller, job),
    })
  }
  return {
    status: () => statusOf(services),
    plan: (plan, caller) => {
      if (plan.folder !== null && !isWritableOutside(plan.folder, store.folder)) throw new AppError('backup.folder')
      audited.run('backup.plan', caller, (db) => {
        saveBackupPlan(db, plan)
        return { value: null, detail: { everyHours: plan.everyHours, keep: plan.keep } }
      })
      return statusOf(services)
    },
    start,
    newest: (folder) => newestIn(services, folder),
    drill: startDrill,
    startIfDue: (caller) => {
      const { folder, everyHours } = backupPlan(store.database())
      if (folder === null || everyHours === 0 || !isWritableOutside(folder, store.folder)) return null
      const newest = listBackups(placeOf(folder, services.facts.workstationId).root)[0]
      const age = newest === undefined ? Number.POSITIVE_INFINITY : Date.parse(clock.nowIso()) - Date.parse(newest.createdAt)
      return age < everyHours * 3_600_000 ? null : start(caller)
    },
  }
}

type Job = Parameters<Parameters<Services['jobs']['start']>[0]['run']>[0]

async function runBackup(services: Services, place: BackupPlace, caller: Caller, job: Job): Promise<void> {
  const { store, audited, clock } = services
  const { backupId, counts } = await writeBackup(store, place, clock.nowIso(), job)
  audited.run('backup.write', caller, () => ({ value: null, object: backupId, detail: { cases: counts.cases, images: counts.images } }))
  services.facts.rememberBackups(dirname(place.root))
  await dropOldBackups(place.root, backupPlan(store.database()).keep)
}

async function runDrill(services: Services, backup: string, caller: Caller, { signal, update }: Job): Promise<void> {
  const backupId = basename(backup)
  const ok = await drillPasses(services, backup, signal)
  services.audited.run('backup.drill', caller, (db) => {
    saveDrill(db, backupId, { at: services.clock.nowIso(), ok })
    return { value: null, object: backupId, detail: { ok: ok ? 1 : 0 } }
  })
  update({ done: 1, failed: ok ? 0 : 1 })
  if (!ok) throw new AppError('backup.damaged')
}

/** A damaged backup is what a drill is for: it fails the drill, and is recorded so. */
async function drillPasses(services: Services, backup: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await drill(services.store, backup, join(services.store.folder, 'drill'), signal)).ok
  } catch (error) {
    const code = error instanceof AppError ? error.code : null
    if (code === 'backup.damaged' || code === 'store.damaged' || code === 'image.missing') return false
    throw error
  }
}

function statusOf({ store, facts }: Services): BackupStatus {
  const plan = backupPlan(store.database())
  const reachable = plan.folder !== null && isWritableOutside(plan.folder, store.folder)
  if (plan.folder === null || !reachable) return { plan, reachable, backups: [] }
  const backups = rowsIn({ store, facts }, plan.folder)
  return { plan, reachable, backups }
}

function newestIn(services: Services, folder: string): ReturnType<Backups['newest']> {
  const [newest] = rowsIn(services, folder)
  if (newest === undefined) return null
  return { ...newest, folder: join(placeOf(folder, services.facts.workstationId).root, newest.backupId) }
}

function rowsIn({ store, facts }: Pick<Services, 'store' | 'facts'>, folder: string): readonly BackupRow[] {
  const { root } = placeOf(folder, facts.workstationId)
  const drills = drillsOf(store.database())
  return listBackups(root).map(({ backupId, createdAt, counts, files, originalBytes }) => ({
    backupId,
    createdAt,
    cases: counts.cases,
    images: counts.images,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, originalBytes),
    drill: drills[backupId] ?? null,
  }))
}
