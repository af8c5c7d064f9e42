import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import type { ModelRow } from '../../src-shared/contract/models.ts'
import { AppError } from '../../src-shared/errors.ts'
import { labelSet } from '../../src-shared/labels.ts'

/** The facts beside the weights (docs/model-format.md), read strictly: unknown or missing fields refuse the model. */
const name = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_./-]{0,127}$/u))
const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/u))
const size = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(2048))
const finite = v.pipe(v.number(), v.finite())
const fraction = v.pipe(finite, v.minValue(0), v.maxValue(1))

const input = v.strictObject({
  name,
  colour: v.picklist(['grey', 'rgb']),
  channels: v.picklist([1, 3, 6]),
  widthPx: size,
  heightPx: size,
  region: v.picklist(['whole', 'tongue', 'coating-and-body']),
  fit: v.literal('stretch'),
  kernel: v.literal('cubic'),
  mean: v.array(fraction),
  std: v.array(v.pipe(finite, v.gtValue(0))),
})
export type InputFacts = v.InferOutput<typeof input>

const common = {
  formatVersion: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u)),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/u)),
  task: v.picklist(['chestxray14', 'chestxray11', 'tcmtd', 'tongue-segmentation', 'frontal-film', 'film-side', 'line-tips']),
  file: v.strictObject({
    name: fileName,
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
    bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
    opset: v.pipe(v.number(), v.integer(), v.minValue(18), v.maxValue(20)),
    weights: v.string(),
  }),
  input,
  demonstration: v.boolean(),
  data: v.looseObject({ name: v.string(), source: v.string(), licence: v.string() }),
  metrics: v.record(v.string(), v.looseObject({ value: v.nullable(finite) })),
  limits: v.array(v.string()),
  licence: v.string(),
  training: v.looseObject({ command: v.string() }),
}

const unlabelled = { labelSet: v.null(), labels: v.pipe(v.array(v.string()), v.length(0)), fusion: v.null(), calibration: v.null() }

const manifest = v.variant('kind', [
  v.strictObject({
    ...common,
    kind: v.literal('classifier'),
    labelSet: v.strictObject({ id: v.string(), version: v.number() }),
    labels: v.pipe(v.array(v.string()), v.minLength(1)),
    outputs: v.strictObject({
      scores: name,
      convLogits: name,
      transformerLogits: name,
      features: name,
      classToken: name,
      activation: name,
      maps: name,
    }),
    fusion: v.strictObject({ conv: fraction, transformer: fraction }),
    calibration: v.strictObject({
      method: v.string(),
      temperature: v.array(v.pipe(finite, v.gtValue(0))),
      appliedInGraph: v.literal(true),
    }),
    thresholds: v.array(fraction),
  }),
  v.strictObject({
    ...common,
    ...unlabelled,
    kind: v.literal('segmenter'),
    outputs: v.strictObject({ mask: name, edge: name, presence: name }),
    thresholds: v.tuple([fraction, fraction]),
  }),
  v.strictObject({
    ...common,
    ...unlabelled,
    kind: v.literal('gate'),
    outputs: v.strictObject({ distance: name }),
    thresholds: v.tuple([finite]),
  }),
  v.strictObject({
    ...common,
    ...unlabelled,
    kind: v.literal('suggester'),
    outputs: v.strictObject({ tubes: name, tips: name }),
    // Nobody has shown yet that a suggestion can be trusted.
    demonstration: v.literal(true),
    thresholds: v.tuple([fraction, fraction]),
  }),
])

export type Manifest = v.InferOutput<typeof manifest>

/** A model's folder, read and found whole: `weights` are the very bytes whose hash was compared. */
export interface ModelFiles {
  readonly folder: string
  readonly manifest: Manifest
  readonly weights: Uint8Array
}

/**
 * Reads `manifest.json` of a model folder.
 * Throws AppError `model.missing` where there is none, `model.damaged` where it does not say what it must.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const id = path.basename(folder)
  const parsed = v.safeParse(manifest, parseJson(await readModelFile(folder, 'manifest.json'), id))
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new AppError('model.damaged', { id, field: v.getDotPath(issue) ?? '', reason: issue.type })
  }
  const facts = parsed.output
  if (facts.id !== id) throw new AppError('model.damaged', { id, field: 'id' })
  checkLengths(facts)
  return facts
}

/** Its metrics as the screens show them; those without a value are left out. */
export function metricsOf({ metrics }: Manifest): ModelRow['metrics'] {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, { value, low, high, note }]) => {
      if (value === null) return []
      return [[name, { value, ...numberAs('low', low), ...numberAs('high', high), ...(typeof note === 'string' ? { note } : {}) }]]
    }),
  )
}

function numberAs<Key extends string>(key: Key, value: unknown): Partial<Record<Key, number>> {
  return typeof value === 'number' ? ({ [key]: value } as Record<Key, number>) : {}
}

/** Reads the weights and compares size and SHA-256 before anything loads them. Throws `model.missing` or `model.damaged`. */
export async function readModel(folder: string): Promise<ModelFiles> {
  const facts = await readManifest(folder)
  const weights = await readModelFile(folder, facts.file.name)
  const sha256 = createHash('sha256').update(weights).digest('hex')
  if (weights.length !== facts.file.bytes || sha256 !== facts.file.sha256) {
    throw new AppError('model.damaged', { id: facts.id, field: 'file.sha256' })
  }
  return { folder, manifest: facts, weights }
}

/** One file of a model folder. Throws AppError `model.missing`. */
export async function readModelFile(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path.join(folder, file))
  } catch (error) {
    throw new AppError('model.missing', { id: path.basename(folder), file: path.basename(file) }, { cause: error })
  }
}

function parseJson(bytes: Uint8Array, id: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw new AppError('model.damaged', { id, field: 'manifest.json' }, { cause: error })
  }
}

function checkLengths(facts: Manifest): void {
  const refuse = (field: string): never => {
    throw new AppError('model.damaged', { id: facts.id, field })
  }
  const { mean, std, channels, region, colour } = facts.input
  if (mean.length !== channels || std.length !== channels) refuse('input.mean')
  const isInParts = region === 'coating-and-body'
  if (isInParts !== (channels === 6)) refuse('input.channels')
  if (isInParts && colour !== 'rgb') refuse('input.colour')
  if (isInParts && facts.task !== 'tcmtd') refuse('input.region')
  if (facts.kind !== 'classifier') return
  const count = facts.labels.length
  if (facts.thresholds.length !== count) refuse('thresholds')
  if (![1, count].includes(facts.calibration.temperature.length)) refuse('calibration.temperature')
  const set = labelSet(facts.labelSet.id)
  if (set === undefined || set.version !== facts.labelSet.version) refuse('labelSet')
  const known = new Set(set?.labels.map((label) => label.key))
  if (new Set(facts.labels).size !== count || facts.labels.some((label) => !known.has(label))) refuse('labels')
}
