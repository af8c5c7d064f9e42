import type { LabelScore, MapGrid, ModelFacts } from '../../src-shared/domain/analysis.ts'
import { tubeKinds } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import { gridsOf } from '../cam/gradCam.ts'
import type { TubeMaps, TubeThresholds } from '../lines/suggestedTubes.ts'
import type { Model } from './session.ts'

export interface Prediction {
  readonly labels: readonly LabelScore[]
  readonly maps: Readonly<Record<string, MapGrid>>
}

/** Who answered: stands beside every score. */
export function modelFacts({ facts, provider }: Model): ModelFacts {
  const { id, version, file, demonstration } = facts
  return { id, version, sha256: file.sha256, provider, demonstration }
}

/**
 * Scores of one prepared picture, input `[channels * heightPx * widthPx]`; with `maps` the Grad-CAM++ grids of all
 * labels too. A score at or above its threshold is called present. Throws AppError `model.badOutput`.
 */
export async function classify(model: Model, input: Float32Array, maps: boolean): Promise<Prediction> {
  const { facts } = model
  if (facts.kind !== 'classifier') throw new AppError('model.signature', { id: facts.id, reason: 'kind' })
  const answer = await model.run(input, maps ? ['scores', 'maps'] : ['scores'])
  const labels = facts.labels.map((name, index): LabelScore => {
    const score = answer.scores?.data[index] ?? Number.NaN
    const threshold = facts.thresholds[index] ?? 0.5
    return { name, score, threshold, call: score >= threshold ? 'present' : 'absent' }
  })
  return { labels, maps: answer.maps === undefined ? {} : gridsOf(answer.maps, facts.labels) }
}

/** Distance of one prepared picture from the gate's own pictures, and the largest distance it accepts. */
export async function gateDistance(model: Model, input: Float32Array): Promise<{ distance: number; limit: number }> {
  const { facts } = model
  if (facts.kind !== 'gate') throw new AppError('model.signature', { id: facts.id, reason: 'kind' })
  const { distance } = await model.run(input, ['distance'])
  return { distance: distance?.data[0] ?? Number.NaN, limit: facts.thresholds[0] }
}

export interface TongueMap {
  /** Mask probabilities `[heightPx * widthPx]` of the model's input. */
  readonly mask: Float32Array
  readonly widthPx: number
  readonly heightPx: number
  /** Probability that the picture shows a tongue. */
  readonly presence: number
  readonly maskThreshold: number
  readonly presenceThreshold: number
}

/** Tongue probabilities of one prepared picture. */
export async function findTongue(model: Model, input: Float32Array): Promise<TongueMap> {
  const { facts } = model
  if (facts.kind !== 'segmenter') throw new AppError('model.signature', { id: facts.id, reason: 'kind' })
  const { mask, presence } = await model.run(input, ['mask', 'presence'])
  const { widthPx, heightPx } = facts.input
  const [maskThreshold, presenceThreshold] = facts.thresholds
  return {
    mask: mask?.data ?? new Float32Array(),
    widthPx,
    heightPx,
    presence: presence?.data[0] ?? Number.NaN,
    maskThreshold,
    presenceThreshold,
  }
}

/** Where one prepared film may show tubes and their tips, and from which probability on something is suggested. */
export async function tubeMaps(model: Model, input: Float32Array): Promise<{ maps: TubeMaps; thresholds: TubeThresholds }> {
  const { facts } = model
  if (facts.kind !== 'suggester') throw new AppError('model.signature', { id: facts.id, reason: 'kind' })
  const { tubes, tips } = await model.run(input, ['tubes', 'tips'])
  const [count, kinds, rows, columns] = tubes?.shape ?? []
  if (tubes === undefined || tips === undefined || count !== 1 || kinds !== tubeKinds.length || rows === undefined || rows !== columns || tips.data.length !== tubes.data.length) {
    throw new AppError('model.badOutput', { id: facts.id, role: 'tubes', reason: 'shape' })
  }
  const [tube, tip] = facts.thresholds
  return { maps: { tubes: tubes.data, tips: tips.data, side: rows }, thresholds: { tube, tip } }
}
