import { join } from 'node:path'
import type { ModelPerformance } from '../../../src-shared/contract/performance.ts'
import { tasks } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { analysisOfTask } from '../../importing/analyzeQueued.ts'
import { metricsOf, readManifest, type Manifest } from '../../inference/manifest.ts'
import { modelPerformance, type VersionFacts } from '../../learning/performance/modelPerformance.ts'
import { bundledPatients } from '../../store/bundles.ts'
import type { ReadDb } from '../../store/database.ts'
import { factsOfRuns, judgedRuns, type JudgedRun } from '../../store/judgedRuns.ts'
import { addedVersions, versionFolder } from '../../store/modelVersions.ts'
import { sampleName } from '../../store/patients.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

export function performanceHandlers(services: Services): Pick<Handlers, 'model.performance'> {
  return {
    'model.performance': async ({ modelId }) => {
      const here = await versionsHere(services, modelId)
      const db = services.store.database()
      const task = here[0]?.task ?? factsOfRuns(db, modelId, null)?.task
      if (task === undefined) throw new AppError('model.versionMissing')
      // Drawn samples are there to practise on: they say nothing of a model.
      const runs = judgedRuns(db, modelId, task).filter(({ pseudonym }) => !sampleName.test(pseudonym))
      const byVersion = grouped(runs)
      const gone = [...byVersion].filter(([key]) => !here.some((facts) => keyOf(facts) === key)).flatMap(([, [run]]) => factsOfGone(db, modelId, run))
      const bundled = bundledPatients(db)
      const found = [...here, ...gone].map((facts) => modelPerformance(facts, byVersion.get(keyOf(facts)) ?? [], bundled))
      return newestFirst(found, byVersion)
    },
  }
}

/** Operating points belong to a version, not to its weights alone. */
const keyOf = ({ version, sha256 }: Pick<JudgedRun, 'version' | 'sha256'>): string => `${version} ${sha256}`

function grouped(runs: readonly JudgedRun[]): ReadonlyMap<string, readonly JudgedRun[]> {
  const groups = new Map<string, JudgedRun[]>()
  for (const run of runs) {
    const group = groups.get(keyOf(run))
    if (group === undefined) groups.set(keyOf(run), [run])
    else group.push(run)
  }
  return groups
}

/** Classifiers of this id: the program's own, and those added here. */
async function versionsHere({ store, modelsFolder }: Services, modelId: string): Promise<readonly VersionFacts[]> {
  const added = addedVersions(store.database()).filter((version) => version.modelId === modelId)
  const folders = [join(modelsFolder, modelId), ...added.map((version) => versionFolder(store.folder, version))]
  // A model that cannot be read is told by the models page.
  const manifests = await Promise.all(folders.map((folder) => readManifest(folder).catch(() => null)))
  return manifests.flatMap((manifest) => (manifest === null ? [] : factsOf(manifest)))
}

function factsOf(manifest: Manifest): readonly VersionFacts[] {
  const task = tasks.find((each) => analysisOfTask[each] === manifest.task)
  if (manifest.kind !== 'classifier' || task === undefined) return []
  const { id, version, file, demonstration, labels, thresholds } = manifest
  const named = labels.map((name, index) => ({ name, threshold: thresholds[index] ?? Number.NaN }))
  return [{ modelId: id, version, sha256: file.sha256, demonstration, task, reported: metricsOf(manifest), labels: named }]
}

/** A version that was seen by a read and is not here any more. */
function factsOfGone(db: ReadDb, modelId: string, run: JudgedRun | undefined): readonly VersionFacts[] {
  const facts = run && factsOfRuns(db, modelId, run.version)
  return run === undefined || facts === undefined ? [] : [{ ...facts, modelId, version: run.version, sha256: run.sha256, reported: null }]
}

function newestFirst(found: readonly ModelPerformance[], byVersion: ReadonlyMap<string, readonly JudgedRun[]>): readonly ModelPerformance[] {
  const newest = (facts: ModelPerformance): string =>
    (byVersion.get(keyOf(facts)) ?? []).reduce((latest, { signedAt }) => (signedAt > latest ? signedAt : latest), '')
  const times = new Map(found.map((facts) => [facts, newest(facts)]))
  return found.toSorted((one, other) => (times.get(other) ?? '').localeCompare(times.get(one) ?? ''))
}
