import type { Analysis, AnalysisFailure, AnalysisTask, MapGrid, Quality } from '../../src-shared/domain/analysis.ts'
import { AppError } from '../../src-shared/errors.ts'
import { drawOverlay } from '../imaging/overlay.ts'
import { kindOf, type Picture } from '../imaging/picture.ts'
import { samplesOf } from '../imaging/raster.ts'
import { maskPng, overlayPng } from '../imaging/views.ts'
import { readFilm } from './film.ts'
import type { AnalyzeReply, AnalyzeRequest } from './protocol.ts'
import type { Shelf } from './shelf.ts'
import { stopwatch } from './stopwatch.ts'
import type { Reading, Subject } from './subject.ts'
import { readTongue } from './tongue.ts'

/** What is asked of a picture that is being decoded; `sha256` is that of its bytes. */
export interface AnalyzeOrder extends Omit<AnalyzeRequest, 'bytes'> {
  readonly sha256: string
  readonly picture: () => Promise<Picture>
}

/**
 * decode → quality gates → preprocess → model → scores, maps, mask, coating and body. A picture that cannot be read or that a gate refuses is an answer with `ok: false`; the promise rejects only where
 * the program itself is at fault.
 */
export async function analyze(order: AnalyzeOrder, shelf: Shelf): Promise<AnalyzeReply> {
  const quality: Record<string, number> = {}
  try {
    return await analyzed(order, shelf, quality)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { result: failure(error, order.sha256, quality), maskPng: null, overlayPng: null }
  }
}

/** The answer for a picture that was refused. */
export function failure({ code, detail }: AppError, sha256: string | null, quality: Quality): AnalysisFailure {
  return { sha256, ok: false, error: { code, detail }, quality }
}

async function analyzed(order: AnalyzeOrder, shelf: Shelf, quality: Record<string, number>): Promise<AnalyzeReply> {
  const watch = stopwatch()
  const { raster } = await watch.time('decode', order.picture)
  const kind = kindOf(raster)
  const task = taskFor(order.task, kind)
  const samples = await watch.time('preprocess', () => samplesOf(raster))
  const wantsMaps = order.maps || order.overlay
  const subject: Subject = { samples, task, wantsMaps, quality, watch, sha256: order.sha256, classifier: order.classifier, calibration: order.calibration }
  const isTongue = task === 'tongue' || task === 'tcmtd'
  const reading = isTongue ? await readTongue(subject, shelf) : await readFilm(subject, shelf)
  const { labels, maps, model, segmentation, tongue, mask } = reading
  const result: Analysis = {
    sha256: order.sha256,
    ok: true,
    kind,
    task,
    widthPx: samples.widthPx,
    heightPx: samples.heightPx,
    quality,
    model,
    labels,
    maps: order.maps ? maps : {},
    segmentation,
    tongue,
    timingsMs: watch.timings(),
  }
  return {
    result,
    maskPng: order.mask && mask !== null ? await maskPng(mask) : null,
    overlayPng: order.overlay ? await overlayPng(drawOverlay(samples, strongestMap(reading), segmentation?.polygon ?? [])) : null,
  }
}

/** auto: a photo is read as a tongue, a film for the fourteen findings. A task that does not fit the kind is refused by its gate. */
function taskFor(task: AnalyzeRequest['task'], kind: Analysis['kind']): AnalysisTask {
  if (task !== 'auto') return task
  return kind === 'photo' ? 'tongue' : 'chestxray14'
}

/** The map of the label that lies farthest above its operating point, as a share of it. */
function strongestMap({ labels, maps }: Reading): MapGrid | null {
  const [first] = labels.toSorted((one, two) => two.score / two.threshold - one.score / one.threshold)
  return first === undefined ? null : (maps[first.name] ?? null)
}
