import type { EngineStatus, ProviderAttempt } from '../../src-shared/contract/models.ts'
import { type Provider, providers } from '../../src-shared/domain/analysis.ts'
import type { ChildMessage } from './wire.ts'

/** What the engine tells of itself, put together from what happens to it. */
export interface Report {
  status(): EngineStatus
  onChange(listener: (status: EngineStatus) => void): () => void
  state(state: EngineStatus['state']): void
  restarted(): void
  /** A provider that cannot be used, and why. */
  excluded(provider: Provider, outcome: 'unavailable' | 'refused', reason: string): void
  modelLoaded(message: Extract<ChildMessage, { kind: 'model' }>): void
  /** Models loaded so far: the next child loads them before it is asked. */
  inUse(): readonly string[]
}

export function createReport(): Report {
  const listeners = new Set<(status: EngineStatus) => void>()
  const excluded = new Map<Provider, ProviderAttempt>()
  const providerOf = new Map<string, Provider>()
  let state: EngineStatus['state'] = 'starting'
  let restarts = 0
  const status = (): EngineStatus => {
    const provider = providers.find((candidate) => [...providerOf.values()].includes(candidate)) ?? null
    return { state, provider, restarts, attempts: providers.map((candidate) => attemptOf(candidate, provider, excluded)) }
  }
  const tell = (): void => {
    for (const listener of listeners) listener(status())
  }
  return {
    status,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    state: (next) => {
      state = next
      tell()
    },
    restarted: () => {
      restarts += 1
    },
    excluded: (provider, outcome, reason) => {
      excluded.set(provider, { provider, outcome, reason })
      tell()
    },
    modelLoaded: ({ id, provider, refused }) => {
      providerOf.set(id, provider)
      for (const attempt of refused) excluded.set(attempt.provider, attempt)
      tell()
    },
    inUse: () => [...providerOf.keys()],
  }
}

function attemptOf(provider: Provider, used: Provider | null, excluded: ReadonlyMap<Provider, ProviderAttempt>): ProviderAttempt {
  if (provider === used) return { provider, outcome: 'used', reason: '' }
  return excluded.get(provider) ?? { provider, outcome: 'notTried', reason: '' }
}
