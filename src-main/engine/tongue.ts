import { AppError } from '../../src-shared/errors.ts'
import type { Segmentation } from '../../src-shared/domain/analysis.ts'
import type { PhotoCalibration } from '../../src-shared/domain/colourCalibration.ts'
import { preprocess, type Mask } from '../imaging/preprocess.ts'
import { inColours } from '../imaging/raster.ts'
import { checkTongue, tongueFacts } from '../imaging/quality.ts'
import { rounded } from '../imaging/rounded.ts'
import { classify, modelFacts } from '../inference/predict.ts'
import type { Model } from '../inference/session.ts'
import { outerContour } from '../segmentation/contour.ts'
import { areaFraction, borderShare } from '../segmentation/segment.ts'
import { boundaryCertainty } from '../segmentation/boundary.ts'
import { calibrate } from '../tongue/chart/calibrate.ts'
import { measureTongue } from '../tongue/measure.ts'
import { outlineOf } from './outline.ts'
import type { Shelf } from './shelf.ts'
import type { Reading, Subject } from './subject.ts'

const SEGMENTER = 'tongue-segmentation'

/**
 * Reads a tongue photo: segmentation, gates on what was found, coating, body and signs; for `tcmtd` the constitutions too.
 * Throws AppError `quality.*` when a gate refuses it, `model.*` when a model cannot be used.
 */
export async function readTongue(subject: Subject, shelf: Shelf): Promise<Reading> {
  const { task, wantsMaps, watch } = subject
  const segmenter = await shelf.model(SEGMENTER)
  const classifier = task === 'tcmtd' ? await shelf.model(task, subject.classifier) : null
  const monochrome = subject.samples.channels !== 3
  if (monochrome && classifier !== null) throw new AppError('quality.notTongue', { reason: 'grey' })
  const samples = inColours(subject.samples, 'rgb')
  const { mask, segmentation } = await segment({ ...subject, samples }, segmenter)
  const calibration = await watch.time('segment', () => calibrationOf(subject))
  const tongue = await watch.time('segment', () => measureTongue({ samples, mask, quality: subject.quality, calibration, monochrome }))
  const shared = { segmentation, tongue, mask }
  if (classifier === null) return { labels: [], maps: {}, model: modelFacts(segmenter), ...shared }
  const input = await watch.time('preprocess', () => preprocess(samples, classifier.facts.input, mask))
  const { labels, maps } = await watch.time('infer', () => classify(classifier, input, wantsMaps))
  return { labels, maps, model: modelFacts(classifier), ...shared }
}

function calibrationOf({ samples, sha256, calibration }: Subject): PhotoCalibration {
  if (samples.channels !== 3) return { found: false, reason: 'no-chart' }
  if (calibration !== undefined) return calibration
  const own = calibrate(samples)
  return own.found ? { ...own, source: 'own', chartSha256: sha256 } : own
}

async function segment({ samples, quality, watch }: Subject, segmenter: Model): Promise<{ mask: Mask; segmentation: Segmentation }> {
  const { mask, grid, box, presence, presenceThreshold, secondShare } = await outlineOf(samples, segmenter, watch)
  quality.presence = rounded(presence, 4)
  quality.secondShare = rounded(secondShare, 4)
  const area = areaFraction(mask)
  Object.assign(quality, await watch.time('segment', () => tongueFacts(samples, mask, area)))
  quality.borderShare = rounded(await watch.time('segment', () => borderShare(mask)), 4)
  checkTongue(quality, presenceThreshold)
  const polygon = await watch.time('segment', () => outerContour(mask))
  const boundary = boundaryCertainty(grid, { polygon, box })
  return { mask, segmentation: { areaFraction: area, polygon, boundary } }
}
