import { join } from 'node:path'
import type { LearningTask, ModelVersion } from '../../../src-shared/contract/learning.ts'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import type { VersionId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { analysisOfTask } from '../../importing/analyzeQueued.ts'
import { readManifest, type Manifest } from '../../inference/manifest.ts'
import { allowingComparison } from '../../learning/activate.ts'
import { heldBackCases } from '../../learning/heldBack.ts'
import {
  activationsOf, addedVersions, insertActivation, newestComparison, usedVersions, versionById, versionFolder,
  type StoredVersion,
} from '../../store/modelVersions.ts'
import { storedProjectKey } from '../../store/patients.ts'
import { exportReports } from '../../store/reports.ts'
import { signedCases } from '../../store/signedCases.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import type { Work } from '../work.ts'

type LearningCalls = 'learning.overview' | 'model.add' | 'model.compare' | 'model.activate' | 'model.rollback'

/** The loop from signed labels to a new model in use. */
export function learningHandlers(services: Services, work: Work): Pick<Handlers, LearningCalls> {
  const { store, audited, clock } = services
  return {
    'learning.overview': () => Promise.all(tasks.map((task) => overviewOf(services, task))),
    'model.add': async ({ intakeIds, acceptance }, caller) => {
      const waiting = services.intake.take(intakeIds)
      try {
        const files = waiting.map(({ name, folder, bytes, open }) => ({ path: inModel(folder, name), bytes, open }))
        return { versionId: await work.addModel(files, acceptance, caller) }
      } finally {
        await Promise.allSettled(waiting.map((file) => file.release()))
      }
    },
    'model.compare': ({ versionId }, caller) => ({ jobId: work.compareModel(versionId, caller) }),
    'model.activate': async ({ versionId, reason, despite }, caller) => {
      const version = versionById(store.database(), versionId)
      if (version === undefined) throw new AppError('model.versionMissing')
      const { verdict } = await services.engine.checkModel(versionFolder(store.folder, version))
      if (verdict !== 'ok') throw new AppError(verdict === 'unchecked' ? 'internal' : verdict, { id: version.modelId })
      const active = await activeOf(services, version.task)
      if (active.versionId === versionId) throw new AppError('model.alreadyActive')
      try {
        const pair = { challengerId: versionId, activeId: active.versionId, activeSha256: active.sha256 }
        const { comparisonId, verdict: met } = allowingComparison(store.database(), pair, despite)
        audited.run('model.activate', caller, (db) => {
          const { task, modelId, version: number } = version
          insertActivation(db, { task, kind: 'activate', versionId, comparisonId, reason, userId: idOf(caller), at: clock.nowIso() })
          return { value: null, object: versionId, detail: { model: modelId, version: number, verdict: met } }
        })
      } catch (error) {
        if (error instanceof AppError) audited.refused('model.activate', caller, { code: error.code, ...error.detail })
        throw error
      }
      return null
    },
    'model.rollback': audited.call('model.rollback', (db, { task, reason }, caller) => {
      const used = usedVersions(db, task)
      if (used.length < 2) throw new AppError('model.nothingBefore')
      const versionId = used.at(-2) ?? null
      insertActivation(db, { task, kind: 'rollback', versionId, comparisonId: null, reason, userId: idOf(caller), at: clock.nowIso() })
      return { value: null, object: versionId, detail: { task } }
    }),
  }
}

/** A model's folder is chosen whole: only whether a file lies in its `golden` says where it belongs. */
const inModel = (folder: string, name: string): string => (folder.split('/').at(-1) === 'golden' ? `golden/${name}` : name)

function idOf({ userId }: Caller): NonNullable<Caller['userId']> {
  if (userId === null) throw new AppError('auth.signedOut')
  return userId
}

async function activeOf({ store, modelsFolder }: Services, task: Task): Promise<{ versionId: VersionId | null; sha256: string }> {
  const versionId = usedVersions(store.database(), task).at(-1) ?? null
  const added = versionId === null ? undefined : versionById(store.database(), versionId)
  if (added !== undefined) return { versionId, sha256: added.weightsSha256 }
  return { versionId: null, sha256: (await readManifest(join(modelsFolder, analysisOfTask[task]))).file.sha256 }
}

async function overviewOf(services: Services, task: Task): Promise<LearningTask> {
  const db = services.store.database()
  const key = storedProjectKey(db)
  return {
    task,
    signedCases: signedCases(db, task).length,
    heldBackCases: key === null ? 0 : heldBackCases(db, task, key).length,
    bundles: exportReports(db).filter(({ bundle }) => bundle?.task === task),
    versions: await versionsOf(services, task),
    activations: activationsOf(db, task).toReversed(),
  }
}

async function versionsOf({ store, modelsFolder }: Services, task: Task): Promise<readonly ModelVersion[]> {
  const db = store.database()
  // A model that cannot be read is told by the models page; the versions added here stay in sight.
  const own = await readManifest(join(modelsFolder, analysisOfTask[task])).catch(() => null)
  const activeId = usedVersions(db, task).at(-1) ?? null
  const active = activeId === null ? undefined : versionById(db, activeId)
  const activeSha256 = active?.weightsSha256 ?? own?.file.sha256 ?? ''
  const everUsed = new Set(activationsOf(db, task).map(({ versionId }) => versionId))
  const added = addedVersions(db).filter((version) => version.task === task)
  return [
    ...(own === null ? [] : [ownVersion(own, activeId)]),
    ...added.map((version): ModelVersion => ({
      ...factsOf(version),
      state: version.versionId === activeId ? 'active' : everUsed.has(version.versionId) ? 'retired' : 'challenger',
      comparison: newestComparison(db, { challengerId: version.versionId, activeId, activeSha256 }),
    })),
  ]
}

const ownVersion = ({ id, version, file, demonstration }: Manifest, activeId: VersionId | null): ModelVersion => ({
  versionId: null,
  modelId: id,
  version,
  sha256: file.sha256,
  demonstration,
  state: activeId === null ? 'active' : 'retired',
  addedAt: null,
  acceptance: null,
  comparison: null,
})

const factsOf = ({ versionId, modelId, version, weightsSha256, demonstration, addedAt, acceptance }: StoredVersion) => ({
  versionId, modelId, version, sha256: weightsSha256, demonstration, addedAt, acceptance,
})
