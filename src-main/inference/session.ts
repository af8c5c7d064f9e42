import * as ort from 'onnxruntime-node'
import type { Provider } from '../../src-shared/domain/analysis.ts'
import { AppError } from '../../src-shared/errors.ts'
import { compareGolden, type Golden, readGolden, type Tensors } from './golden.ts'
import { checkSignature, readGraph } from './graph.ts'
import { type Manifest, readModel } from './manifest.ts'
import { shortReason } from './providers.ts'

/** A model that passed hash, signature and golden check on the provider it runs on. */
export interface Model {
  readonly facts: Manifest
  readonly folder: string
  readonly provider: Provider
  readonly refused: readonly RefusedProvider[]
  /** input `[n * channels * heightPx * widthPx]` -> the asked-for roles. Throws `model.badOutput` where a value is not finite. */
  run(input: Float32Array, roles: readonly string[]): Promise<Tensors>
  release(): Promise<void>
}

export interface RefusedProvider {
  readonly provider: Provider
  readonly outcome: 'unavailable' | 'refused'
  readonly reason: string
}

export interface SessionOptions {
  /** Tried in turn; the first that answers like PyTorch is used. */
  readonly chain: readonly Provider[]
  readonly threads: number
}

/**
 * Loads one model folder: SHA-256 of the weights, operators and signature of the graph, then for each provider of the
 * chain a session that must answer the golden input like PyTorch did.
 * Throws AppError `model.missing`, `model.damaged`, `model.signature` or `model.badOutput`.
 */
export async function loadModel(folder: string, options: SessionOptions): Promise<Model> {
  const { manifest: facts, weights } = await readModel(folder)
  checkSignature(readGraph(weights, facts.id), facts)
  const golden = await readGolden(folder, facts)
  // A gate is done sooner than a second thread wakes.
  const threads = facts.kind === 'gate' ? 1 : options.threads
  const refused: RefusedProvider[] = []
  let failure: unknown
  for (const provider of options.chain) {
    try {
      const session = await createSession(weights, provider, threads)
      const model = modelOf({ session, facts, folder, provider, refused })
      await checkGolden(model, golden)
      return model
    } catch (error) {
      failure = error
      refused.push(refusal(provider, error))
    }
  }
  if (failure instanceof AppError) throw failure
  throw new AppError('model.damaged', { id: facts.id, reason: 'session' }, { cause: failure })
}

/** Runs the golden input and compares. Throws AppError `model.badOutput`. */
export async function checkGolden(model: Model, golden: Golden): Promise<void> {
  compareGolden(await model.run(golden.input.data, Object.keys(model.facts.outputs)), golden, model.facts.id)
}

function createSession(weights: Uint8Array, provider: Provider, threads: number): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(weights, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // Waiting threads sleep instead of burning a core that somebody works on.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
}

interface Parts {
  readonly session: ort.InferenceSession
  readonly facts: Manifest
  readonly folder: string
  readonly provider: Provider
  readonly refused: readonly RefusedProvider[]
}

function modelOf({ session, facts, folder, provider, refused }: Parts): Model {
  const { name, channels, heightPx, widthPx } = facts.input
  const nameOf = (role: string): string => (facts.outputs as Readonly<Record<string, string>>)[role] ?? role
  return {
    facts,
    folder,
    provider,
    refused: [...refused],
    run: async (input, roles) => {
      const count = input.length / (channels * heightPx * widthPx)
      const feeds = { [name]: new ort.Tensor('float32', input, [count, channels, heightPx, widthPx]) }
      const answers = await session.run(feeds, roles.map(nameOf))
      return Object.fromEntries(roles.map((role) => [role, finiteTensor(answers[nameOf(role)], facts.id, role)]))
    },
    release: () => session.release(),
  }
}

function finiteTensor(answer: ort.Tensor | undefined, id: string, role: string): { data: Float32Array; shape: readonly number[] } {
  if (answer === undefined || !(answer.data instanceof Float32Array)) throw new AppError('model.badOutput', { id, role })
  const { data } = answer
  for (let index = 0; index < data.length; index += 1) {
    if (!Number.isFinite(data[index])) throw new AppError('model.badOutput', { id, role, reason: 'not finite' })
  }
  return { data, shape: answer.dims }
}

function refusal(provider: Provider, error: unknown): RefusedProvider {
  if (error instanceof AppError) {
    const { role = '', difference = '' } = error.detail
    return { provider, outcome: 'refused', reason: `golden check failed: ${role} ${difference}`.trim() }
  }
  return { provider, outcome: 'unavailable', reason: shortReason(error instanceof Error ? error.message : '') }
}
