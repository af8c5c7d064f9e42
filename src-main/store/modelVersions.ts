import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { versionsInUse, type Acceptance, type Activation, type Comparison } from '../../src-shared/contract/learning.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { ComparisonId, UserId, VersionId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** A model that was added to this store. */
export interface StoredVersion {
  readonly versionId: VersionId
  readonly task: Task
  readonly modelId: string
  readonly version: string
  readonly weightsSha256: string
  readonly manifestSha256: string
  /** Its folder's name below the store's `models`. */
  readonly folder: string
  readonly demonstration: boolean
  readonly acceptance: Acceptance
  readonly addedAt: string
}

/** The model folder of an added version; its last part is the model's id, as a manifest wants it. */
export const versionFolder = (storeFolder: string, { folder, modelId }: Pick<StoredVersion, 'folder' | 'modelId'>): string =>
  join(storeFolder, 'models', folder, modelId)

interface VersionRow extends Omit<StoredVersion, 'demonstration' | 'acceptance'> {
  readonly demonstration: number
  readonly acceptance: string
}

const selectVersions = `
  SELECT version_id AS versionId, task, model_id AS modelId, version, weights_sha256 AS weightsSha256,
         manifest_sha256 AS manifestSha256, folder, demonstration, acceptance, added_at AS addedAt FROM model_versions`

const toVersion = (row: VersionRow): StoredVersion => ({
  ...row,
  demonstration: row.demonstration === 1,
  acceptance: JSON.parse(row.acceptance) as Acceptance,
})

/** Models added to this store, of all tasks, in the order they came. */
export function addedVersions(db: ReadDb): readonly StoredVersion[] {
  return db.prepare<[], VersionRow>(`${selectVersions} ORDER BY sequence`).all().map(toVersion)
}

export function versionById(db: ReadDb, versionId: VersionId): StoredVersion | undefined {
  const row = db.prepare<[string], VersionRow>(`${selectVersions} WHERE version_id = ?`).get(versionId)
  return row && toVersion(row)
}

export function insertVersion(db: WriteDb, version: Omit<StoredVersion, 'versionId'>, addedBy: UserId): VersionId {
  const versionId = randomUUID() as string as VersionId
  db.prepare(
    `INSERT INTO model_versions (version_id, task, model_id, version, weights_sha256, manifest_sha256, folder,
                                 demonstration, acceptance, added_by, added_at)
     VALUES (@versionId, @task, @modelId, @version, @weightsSha256, @manifestSha256, @folder, @demonstration,
             @acceptance, @addedBy, @addedAt)`,
  ).run({
    ...version,
    versionId,
    addedBy,
    demonstration: version.demonstration ? 1 : 0,
    acceptance: JSON.stringify(version.acceptance),
  })
  return versionId
}

/** Oldest first. */
export function activationsOf(db: ReadDb, task: Task): readonly Activation[] {
  return db
    .prepare<[string], Activation>(
      `SELECT a.kind, a.version_id AS versionId, a.reason, u.name AS user, a.at
         FROM model_activations a JOIN users u ON u.user_id = a.user_id WHERE a.task = ? ORDER BY a.sequence`,
    )
    .all(task)
}

/** Versions in use one after the other, the one in use now last; null is the program's own. */
export const usedVersions = (db: ReadDb, task: Task): readonly (VersionId | null)[] => versionsInUse(activationsOf(db, task))

/** The added version that new analyses of a task use; undefined: the program's own. */
export function activeVersion(db: ReadDb, task: Task): StoredVersion | undefined {
  const versionId = usedVersions(db, task).at(-1) ?? null
  return versionId === null ? undefined : versionById(db, versionId)
}

export interface NewActivation {
  readonly task: Task
  readonly kind: Activation['kind']
  readonly versionId: VersionId | null
  readonly comparisonId: ComparisonId | null
  readonly reason: string
  readonly userId: UserId
  readonly at: string
}

export function insertActivation(db: WriteDb, activation: NewActivation): void {
  db.prepare(
    `INSERT INTO model_activations (task, kind, version_id, comparison_id, reason, user_id, at)
     VALUES (@task, @kind, @versionId, @comparisonId, @reason, @userId, @at)`,
  ).run(activation)
}

/** Who was compared with whom. `activeSha256` is the hash of the active version's weights. */
export interface ComparedPair {
  readonly challengerId: VersionId
  readonly activeId: VersionId | null
  readonly activeSha256: string
}

export function insertComparison(db: WriteDb, { challengerId, activeId, activeSha256 }: ComparedPair, comparison: Comparison): void {
  db.prepare(
    `INSERT INTO model_comparisons (comparison_id, challenger_id, active_id, active_sha256, result, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(comparison.comparisonId, challengerId, activeId, activeSha256, JSON.stringify(comparison), comparison.createdAt)
}

/** The newest comparison of this very pair, or null. */
export function newestComparison(db: ReadDb, { challengerId, activeId, activeSha256 }: ComparedPair): Comparison | null {
  const text = db
    .prepare<[string, string | null, string], string>(
      `SELECT result FROM model_comparisons WHERE challenger_id = ? AND active_id IS ? AND active_sha256 = ?
        ORDER BY sequence DESC LIMIT 1`,
    )
    .pluck()
    .get(challengerId, activeId, activeSha256)
  return text === undefined ? null : (JSON.parse(text) as Comparison)
}
