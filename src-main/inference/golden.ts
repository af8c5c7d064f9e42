import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { type Manifest, readModelFile } from './manifest.ts'

/** float32 values with their shape, row-major. */
export interface Tensor {
  readonly data: Float32Array
  readonly shape: readonly number[]
}
/** Output role (as in the manifest) -> tensor. */
export type Tensors = Readonly<Record<string, Tensor>>

const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/u))
const tolerance = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(4))

const golden = v.object({
  mask: v.nullable(fileName),
  picture: fileName,
  tensors: v.record(
    v.string(),
    v.strictObject({ file: fileName, shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
  ),
  tolerance: v.object({ preprocess255: tolerance, logits: tolerance, scores: tolerance, maps: tolerance }),
})
export type Tolerance = v.InferOutput<typeof golden>['tolerance']

export interface Golden {
  readonly picture: Uint8Array
  readonly mask: Uint8Array | null
  readonly input: Tensor
  readonly outputs: Tensors
  readonly tolerance: Tolerance
}

/** Reads `golden/` of a model folder: what PyTorch answered with the shipped weights. Throws `model.missing` or `model.damaged`. */
export async function readGolden(folder: string, facts: Manifest): Promise<Golden> {
  const parsed = v.safeParse(golden, parseJson(await readModelFile(folder, 'golden/golden.json'), facts.id))
  if (!parsed.success) throw new AppError('model.damaged', { id: facts.id, field: 'golden.json' })
  const { picture, mask, tensors, tolerance: limits } = parsed.output
  const loaded = await Promise.all(
    Object.entries(tensors).map(async ([role, entry]) => {
      const bytes = await readModelFile(folder, `golden/${entry.file}`)
      return [role, asTensor(bytes, entry.shape, facts.id)] as const
    }),
  )
  const { input, ...outputs } = Object.fromEntries(loaded)
  const missing = Object.keys(facts.outputs).find((role) => outputs[role] === undefined)
  if (input === undefined || missing !== undefined) throw new AppError('model.damaged', { id: facts.id, field: 'golden.tensors' })
  return {
    picture: await readModelFile(folder, `golden/${picture}`),
    mask: mask === null ? null : await readModelFile(folder, `golden/${mask}`),
    input,
    outputs,
    tolerance: limits,
  }
}

function parseJson(bytes: Uint8Array, id: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw new AppError('model.damaged', { id, field: 'golden.json' }, { cause: error })
  }
}

function asTensor(bytes: Uint8Array, shape: readonly number[], id: string): Tensor {
  const count = shape.reduce((product, size) => product * size, 1)
  if (bytes.length !== count * 4) throw new AppError('model.damaged', { id, field: 'golden.tensors' })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { data: Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * 4, true)), shape }
}

/** Roles whose values are probabilities, or maps compared after each label's own maximum; others compare as logits. */
const probabilities = new Set(['scores', 'mask', 'edge', 'presence', 'tubes', 'tips'])

/**
 * Compares what a provider answered with what PyTorch answered; every value must be finite.
 * Logits, features and distances may differ by the tolerance relative to their own size where that is above 1.
 * Throws AppError `model.badOutput` naming the role and the largest difference.
 */
export function compareGolden(answered: Tensors, { outputs, tolerance: limits }: Golden, id: string): void {
  for (const [role, expected] of Object.entries(outputs)) {
    const actual = answered[role]
    if (actual === undefined) continue
    if (actual.data.length !== expected.data.length) throw new AppError('model.badOutput', { id, role, reason: 'shape' })
    const isMap = role === 'maps'
    const [ours, theirs] = isMap ? [byOwnMaximum(actual), byOwnMaximum(expected)] : [actual.data, expected.data]
    const limit = isMap ? limits.maps : probabilities.has(role) ? limits.scores : limits.logits
    const difference = largestDifference(ours, theirs)
    // Written so that NaN is refused too.
    if (!(difference <= limit)) throw new AppError('model.badOutput', { id, role, difference: String(difference) })
  }
}

function largestDifference(ours: Float32Array, theirs: Float32Array): number {
  let largest = 0
  for (let index = 0; index < theirs.length; index += 1) {
    const expected = theirs[index] ?? Number.NaN
    const difference = Math.abs((ours[index] ?? Number.NaN) - expected) / Math.max(1, Math.abs(expected))
    if (!(difference <= largest)) largest = difference
    if (Number.isNaN(largest)) return largest
  }
  return largest
}

/** maps `[1, C, h, w]`: each grid over its own maximum; a grid without one stays as it is. */
function byOwnMaximum({ data, shape }: Tensor): Float32Array {
  const cells = (shape[2] ?? 1) * (shape[3] ?? 1)
  const out = Float32Array.from(data)
  for (let start = 0; start < out.length; start += cells) {
    const grid = out.subarray(start, start + cells)
    const maximum = grid.reduce((highest, value) => Math.max(highest, value), 0)
    if (maximum > 0) for (let index = 0; index < cells; index += 1) grid[index] = (grid[index] ?? 0) / maximum
  }
  return out
}
