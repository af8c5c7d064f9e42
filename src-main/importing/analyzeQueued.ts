import type { Analysis, AnalysisTask, Quality } from '../../src-shared/domain/analysis.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { AppliedCalibration, ColourCorrection } from '../../src-shared/domain/colourCalibration.ts'
import type { CaseId, ImageId } from '../../src-shared/domain/ids.ts'
import { AppError, isErrorCode } from '../../src-shared/errors.ts'
import { canonicalSha256 } from '../audit/canonical.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { calibrationInForce, insertCalibration } from '../store/calibrations.ts'
import type { WriteDb } from '../store/database.ts'
import { caseFacts, clearAnalysisQueue, nextQueuedCase, queuedCaseCount, refuseAnalysis, type Refusal } from '../store/cases.ts'
import { mainImage } from '../store/images.ts'
import { activeVersion, versionFolder } from '../store/modelVersions.ts'
import { insertRun } from '../store/predictions.ts'
import type { Workplace } from '../store/workplace.ts'

/** The model that scores a case. Its seven constitution keys are answered under the label set constitution9. */
export const analysisOfTask = {
  tongue: 'tcmtd',
  chestxray11: 'chestxray11',
  chestxray14: 'chestxray14',
} as const satisfies Record<Task, AnalysisTask>

export interface AnalysisProgress {
  readonly signal: AbortSignal
  /** true when the program ends: the cases then wait for its next start. */
  keepQueue(): boolean
  update(progress: { readonly done: number; readonly total: number; readonly failed: number }): void
  caseChanged(caseId: CaseId): void
}

/**
 * Analyses waiting cases until none is left; the queue is a column of the store, so it outlives a restart. Cases that
 * join meanwhile are taken along. Throws AppError `job.cancelled`; then nothing waits any more, unless the program ends.
 */
export async function analyzeQueued(place: Workplace, progress: AnalysisProgress): Promise<void> {
  let done = 0
  let failed = 0
  for (;;) {
    if (progress.signal.aborted) return giveUp(place, progress.keepQueue())
    const db = place.store.database()
    const caseId = nextQueuedCase(db)
    if (caseId === undefined) return
    progress.update({ done, total: done + queuedCaseCount(db), failed })
    const analyzed = await analyzeCase(place, caseId, progress.keepQueue)
    done += 1
    if (!analyzed) failed += 1
    progress.update({ done, total: done + queuedCaseCount(db), failed })
    progress.caseChanged(caseId)
  }
}

function giveUp(place: Workplace, keepQueue: boolean): never {
  if (keepQueue) throw new AppError('job.cancelled')
  place.record('analysis.cancel', (db) => ({ value: null, detail: { cases: clearAnalysisQueue(db) } }))
  throw new AppError('job.cancelled')
}

/**
 * Analyses one case and keeps the run, or the reason why there is none. Answers whether there is a run. Failures of the
 * store are thrown, and `job.cancelled` where the program ends meanwhile; the case then still waits.
 */
export async function analyzeCase(place: Workplace, caseId: CaseId, isClosing: () => boolean): Promise<boolean> {
  const { visitId, task } = caseFacts(place.store.database(), caseId)
  const image = mainImage(place.store.database(), visitId, task)
  if (image === undefined) return refuse(place, caseId, { error: new AppError('image.missing'), quality: {} })
  let outcome
  try {
    const bytes = await place.store.blobs().read(image.sha256)
    const added = activeVersion(place.store.database(), task)
    const classifier = added && { classifier: versionFolder(place.store.folder, added) }
    const request = { bytes, task: analysisOfTask[task], maps: true, mask: false, overlay: false, ...classifier, ...chosenChart(place, image.imageId) }
    outcome = (await retryOnceWhenStopped(() => place.engine.analyze(request))).result
  } catch (error) {
    if (error instanceof AppError && error.code === 'auth.signedOut') throw error
    // The engine was stopped because the program ends: that says nothing of the picture.
    if (isClosing()) throw new AppError('job.cancelled', {}, { cause: error })
    if (!(error instanceof AppError)) place.report(error, 'analysis.case')
    return refuse(place, caseId, { error, quality: {} })
  }
  if (!outcome.ok) return refuse(place, caseId, { error: outcome.error, quality: outcome.quality })
  // A reply must be about the very bytes that were sent.
  if (outcome.sha256 !== image.sha256) return refuse(place, caseId, { error: new AppError('internal'), quality: {} })
  const analysis = outcome
  place.record('analysis.keep', (db) => {
    const runId = insertRun(db, { caseId, imageId: image.imageId, analysis, at: place.now() })
    keepOwnChart(db, image.imageId, analysis, place.now())
    const { id, version, provider } = analysis.model
    return { value: null, object: runId, detail: { model: id, version, provider } }
  })
  return true
}

/** The chart of another photo, where a reader has chosen one; the photo's own is looked for anew. */
function chosenChart(place: Workplace, imageId: ImageId): { readonly calibration?: AppliedCalibration } {
  const held = calibrationInForce(place.store.database(), imageId)
  return held?.calibration?.source === 'other' ? { calibration: held.calibration } : {}
}

/** A chart of the photo's own is known from then on, also to who may not see the measures yet. */
function keepOwnChart(db: WriteDb, imageId: ImageId, { tongue }: Analysis, at: string): void {
  const found = tongue?.calibration ?? null
  if (found === null || !found.found || found.source === 'other') return
  const { source: _, chartSha256: __, ...calibration } = found
  const held = calibrationInForce(db, imageId)
  if (held?.chartImageId === imageId && held.calibration !== null && isSame(held.calibration.correction, calibration.correction)) return
  // A reader has chosen another chart meanwhile: the case waits to be measured again.
  if (held !== undefined && held.chartImageId !== imageId) return
  insertCalibration(db, { imageId, chartImageId: imageId, calibration, chosenBy: null, at })
}

const isSame = (one: ColourCorrection, two: ColourCorrection): boolean => canonicalSha256(one) === canonicalSha256(two)

interface Failure {
  /** An AppError, the engine's typed refusal, or something unexpected. */
  readonly error: unknown
  readonly quality: Quality
}

function refuse(place: Workplace, caseId: CaseId, { error, quality }: Failure): false {
  const refusal = refusalOf(error)
  place.record('analysis.refuse', (db) => {
    refuseAnalysis(db, caseId, refusal, quality)
    return { value: null, object: caseId, detail: { code: refusal.code } }
  })
  return false
}

function refusalOf(error: unknown): Refusal {
  const { code, detail } = error as { code?: unknown; detail?: Refusal['detail'] }
  return typeof code === 'string' && isErrorCode(code) ? { code, detail: detail ?? {} } : { code: 'internal', detail: {} }
}
