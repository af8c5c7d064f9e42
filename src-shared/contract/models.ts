import type { Provider } from '../domain/analysis.ts'
import { query } from './call.ts'
import { nothing } from './fields.ts'

export interface ProviderAttempt {
  readonly provider: Provider
  readonly outcome: 'used' | 'unavailable' | 'refused' | 'notTried'
  /** Why it is not used, as a short technical text ("libcudart.so.13 not found"); empty when used. */
  readonly reason: string
}

export interface EngineStatus {
  readonly state: 'starting' | 'ready' | 'restarting' | 'failed'
  readonly provider: Provider | null
  readonly attempts: readonly ProviderAttempt[]
  readonly restarts: number
}

export interface ModelRow {
  readonly id: string
  readonly version: string
  readonly kind: 'classifier' | 'segmenter' | 'gate' | 'suggester'
  readonly task: string
  readonly sha256: string
  readonly bytes: number
  readonly demonstration: boolean
  /** ok: hash, signature and golden tensors agree; otherwise the error code of what failed. */
  readonly verdict: 'ok' | 'unchecked' | 'model.missing' | 'model.damaged' | 'model.signature' | 'model.badOutput'
  readonly metrics: Readonly<Record<string, { value: number; low?: number; high?: number; note?: string }>>
  readonly limits: readonly string[]
  readonly licence: string
  /** Markdown. */
  readonly card: string
}

export const modelCalls = {
  'model.list': query<readonly ModelRow[]>()('model.read', nothing),
  /** Hash, signature and golden tensors of every model, checked now. */
  'model.verify': query<readonly ModelRow[]>()('model.read', nothing),
}
