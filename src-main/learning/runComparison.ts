import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Comparison } from '../../src-shared/contract/learning.ts'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { ComparisonId, VersionId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { analysisOfTask } from '../importing/analyzeQueued.ts'
import { readManifest, type Manifest } from '../inference/manifest.ts'
import type { ReadDb } from '../store/database.ts'
import { activeVersion, insertComparison, versionById, versionFolder } from '../store/modelVersions.ts'
import { projectKey } from '../store/patients.ts'
import type { SignedCase } from '../store/signedCases.ts'
import type { Workplace } from '../store/workplace.ts'
import { compareVersions, type ComparedCase } from './compare.ts'
import { heldBackCases } from './heldBack.ts'

export interface ComparisonRequest {
  readonly challengerId: VersionId
  readonly shippedFolder: string
}

export interface ComparisonProgress {
  readonly signal: AbortSignal
  update(progress: { readonly done: number; readonly total: number; readonly failed: number }): void
}

/**
 * Scores every held-back case with the active version and the challenger and keeps what came out, for good. Throws
 * AppError `model.versionMissing`, `model.alreadyActive`, `job.cancelled`, and `model.*` where one of the two is damaged.
 */
export async function runComparison(place: Workplace, request: ComparisonRequest, progress: ComparisonProgress): Promise<Comparison> {
  const db = place.store.database()
  const challenger = versionById(db, request.challengerId)
  if (challenger === undefined) throw new AppError('model.versionMissing')
  const { task } = challenger
  const active = activeFacts(db, task, place.store.folder, request.shippedFolder)
  if (active.versionId === challenger.versionId) throw new AppError('model.alreadyActive')
  const folders = { active: active.folder, challenger: versionFolder(place.store.folder, challenger) }
  const activeManifest = await readManifest(folders.active)
  const key = place.record('model.compare.begin', (write) => ({ value: projectKey(write), object: challenger.versionId }))
  const cases = heldBackCases(place.store.database(), task, key)
  const scored = await scoreAll(place, { cases, folders, task }, progress)
  const facts = await compareVersions(scored, activeManifest.labels, challenger.acceptance)
  const comparison: Comparison = {
    comparisonId: randomUUID() as string as ComparisonId,
    createdAt: place.now(),
    activeName: nameOf(activeManifest),
    refused: cases.length - scored.length,
    ...facts,
  }
  const pair = { challengerId: challenger.versionId, activeId: active.versionId, activeSha256: activeManifest.file.sha256 }
  place.record('model.compare', (write) => {
    insertComparison(write, pair, comparison)
    return { value: null, object: challenger.versionId, detail: { cases: comparison.cases, verdict: comparison.verdict } }
  })
  return comparison
}

const nameOf = ({ id, version }: Pick<Manifest, 'id' | 'version'>): string => `${id} ${version}`

/** The version that new analyses of a task use: an added one, or the program's own. */
export function activeFacts(
  db: ReadDb,
  task: Task,
  storeFolder: string,
  shippedFolder: string,
): { readonly versionId: VersionId | null; readonly folder: string } {
  const added = activeVersion(db, task)
  if (added === undefined) return { versionId: null, folder: join(shippedFolder, analysisOfTask[task]) }
  return { versionId: added.versionId, folder: versionFolder(storeFolder, added) }
}

interface Scoring {
  readonly cases: readonly SignedCase[]
  readonly folders: { readonly active: string; readonly challenger: string }
  readonly task: Task
}

async function scoreAll(place: Workplace, { cases, folders, task }: Scoring, progress: ComparisonProgress): Promise<readonly ComparedCase[]> {
  const scored: ComparedCase[] = []
  for (const [index, signed] of cases.entries()) {
    if (progress.signal.aborted) throw new AppError('job.cancelled')
    const active = await scoresOf(place, signed, { folder: folders.active, task })
    const challenger = active && (await scoresOf(place, signed, { folder: folders.challenger, task }))
    if (active && challenger) scored.push({ patientId: signed.patientId, truth: truthOf(signed), active, challenger })
    progress.update({ done: index + 1, total: cases.length, failed: index + 1 - scored.length })
  }
  return scored
}

/** null where a gate refused the picture. What is wrong with a model is thrown: it is no property of a case. */
async function scoresOf(place: Workplace, { images }: SignedCase, { folder, task }: { folder: string; task: Task }): Promise<readonly LabelScore[] | null> {
  const image = images.find(({ role }) => role === 'main')
  if (image === undefined) return null
  const bytes = await place.store.blobs().read(image.sha256)
  const request = { bytes, task: analysisOfTask[task], maps: false, mask: false, overlay: false, classifier: folder }
  const { result } = await retryOnceWhenStopped(() => place.engine.analyze(request))
  if (result.ok) return result.labels
  const { code, detail } = result.error
  if (code.startsWith('model.')) throw new AppError(code, detail)
  return null
}

/** Present and absent of the task's first label set; its keys are the model's. */
function truthOf({ task, answers }: SignedCase): ReadonlyMap<string, boolean> {
  const setId = labelSetsFor(task)[0]?.id
  const said = answers.filter(({ labelSet, state }) => labelSet === setId && (state === 'present' || state === 'absent'))
  return new Map(said.map(({ label, state }) => [label, state === 'present']))
}
