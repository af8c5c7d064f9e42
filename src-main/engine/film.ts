import type { Point } from '../../src-shared/domain/mark.ts'
import type { TubeSuggestion, TubeSuggestions } from '../../src-shared/domain/tubeSuggestion.ts'
import { AppError } from '../../src-shared/errors.ts'
import { preprocess } from '../imaging/preprocess.ts'
import { checkFilm, filmFacts } from '../imaging/quality.ts'
import { rounded } from '../imaging/rounded.ts'
import { inColours, type Samples } from '../imaging/raster.ts'
import { classify, gateDistance, modelFacts, tubeMaps } from '../inference/predict.ts'
import type { Model } from '../inference/session.ts'
import { tubesIn } from '../lines/suggestedTubes.ts'
import type { Shelf } from './shelf.ts'
import { stopwatch } from './stopwatch.ts'
import type { Reading, Subject } from './subject.ts'

const GATE = 'frontal-film'
const SIDE = 'film-side'
const TIPS = 'line-tips'

/**
 * Reads a film: size and exposure, the frontal-film gate, which way it lies, then the task's model.
 * Throws AppError `quality.*` when a gate refuses it, `model.*` when a model cannot be used.
 */
export async function readFilm(subject: Subject, shelf: Shelf): Promise<Reading> {
  const { task, wantsMaps, watch } = subject
  const gate = await shelf.model(GATE)
  const classifier = await shelf.model(task, subject.classifier)
  const samples = await gatedFilm(subject, gate)
  await lookForMirror(samples, shelf, subject)
  const input = await watch.time('preprocess', () => preprocess(samples, classifier.facts.input, null))
  const { labels, maps } = await watch.time('infer', () => classify(classifier, input, wantsMaps))
  return { labels, maps, model: modelFacts(classifier), segmentation: null, tongue: null, mask: null }
}

type Gated = Pick<Subject, 'samples' | 'quality' | 'watch'>

/** The film in grey, once it has passed the gates. Throws AppError `quality.*`. */
async function gatedFilm(subject: Gated, gate: Model): Promise<Samples> {
  const { quality, watch } = subject
  const samples = await watch.time('preprocess', () => inColours(subject.samples, 'grey'))
  Object.assign(quality, await watch.time('preprocess', () => filmFacts(samples)))
  if (subject.samples.channels === 3) throw new AppError('quality.notFilm', { reason: 'colour' })
  checkFilm(quality)
  await checkGate(samples, gate, subject)
  return samples
}

/**
 * Where a film may show tubes, for a reader to take or leave; the same gates as before any other model.
 * Throws AppError `quality.*` when a gate refuses it, `model.*` when a model cannot be used.
 */
export async function suggestTubes(samples: Samples, sha256: string, shelf: Shelf): Promise<TubeSuggestions> {
  const model = await shelf.model(TIPS)
  const known = model.facts.file.sha256 + sha256
  const kept = remembered.get(known)
  if (kept !== undefined) return kept
  const film = await gatedFilm({ samples, quality: {}, watch: stopwatch() }, await shelf.model(GATE))
  const { maps, thresholds } = await tubeMaps(model, preprocess(film, model.facts.input, null))
  const suggestions = {
    model: modelFacts(model),
    tubes: tubesIn(maps, thresholds).map((found): TubeSuggestion => ({
      ...found,
      // Three digits: what is shown, sent and kept is one number.
      points: found.points.map(([x, y]): Point => [rounded((x * film.widthPx) / maps.side, 1), rounded((y * film.heightPx) / maps.side, 1)]),
      score: rounded(found.score, 3),
      tipScore: found.tipScore === null ? null : rounded(found.tipScore, 3),
    })),
  }
  remember(known, suggestions)
  return suggestions
}

/** By the weights and the picture: the same film is asked of again whenever its case is opened. */
const remembered = new Map<string, TubeSuggestions>()
const mostRemembered = 64

function remember(key: string, suggestions: TubeSuggestions): void {
  const [oldest] = remembered.keys()
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest)
  remembered.set(key, suggestions)
}

/** A picture the gate only accepts when it is turned over is a film shown in negative. */
async function checkGate(samples: Samples, gate: Model, { quality, watch }: Gated): Promise<void> {
  const { distance, limit } = await distanceOf(samples, gate, watch)
  quality.gateDistance = rounded(distance, 4)
  quality.gateLimit = limit
  if (distance <= limit) return
  const turned = await distanceOf({ ...samples, data: samples.data.map((value) => 255 - value) }, gate, watch)
  quality.gateDistanceInverted = rounded(turned.distance, 4)
  const code = turned.distance <= limit ? 'quality.inverted' : 'quality.notFilm'
  throw new AppError(code, { distance: rounded(distance, 4), limit })
}

/** A warning, never a refusal: a models folder of before it was there goes without. */
async function lookForMirror(samples: Samples, shelf: Shelf, { quality, watch }: Subject): Promise<void> {
  const side = await shelf.model(SIDE).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'model.missing') return null
    throw error
  })
  if (side === null) return
  const { distance, limit } = await distanceOf(samples, side, watch)
  quality.sideDistance = rounded(distance, 4)
  quality.sideLimit = limit
}

async function distanceOf(samples: Samples, gate: Model, watch: Subject['watch']): Promise<{ distance: number; limit: number }> {
  const input = await watch.time('preprocess', () => preprocess(samples, gate.facts.input, null))
  return watch.time('infer', () => gateDistance(gate, input))
}
