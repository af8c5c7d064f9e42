import type { Provider } from '../../src-shared/domain/analysis.ts'
import type { ErrorCode } from '../../src-shared/errors.ts'
import { surveyProviders, thisMachine } from '../inference/providers.ts'
import type { Child, Launch } from './launcher.ts'
import type { EngineOptions } from './protocol.ts'
import type { Report } from './report.ts'
import { type ChildMessage, MEMORY_FAREWELL, type RequestMessage } from './wire.ts'

/** A child that never becomes ready this many times in a row is not started again until somebody asks. */
const STARTS_BEFORE_GIVING_UP = 4
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 800
const START_LIMIT_MS = 20_000
const PROVIDER_TRIAL_MS = 15_000

export interface LifeEvents {
  readonly launch: Launch
  readonly onMessage: (message: ChildMessage) => void
  readonly onReady: () => void
  /** The child is gone; the code says why, for the request it was working on. */
  readonly onDeath: (code: ErrorCode) => void
  readonly onGivenUp: () => void
}

/** The child's births and deaths: started, started again after a death with growing pauses, given up, ended. */
export interface Life {
  isReady(): boolean
  send(message: RequestMessage): void
  /** Ends the child because of what it is doing; it is started again. */
  end(because: ErrorCode): void
  /** Starts it where it was given up. */
  wake(): void
  processId(): number | undefined
  close(): Promise<void>
}

export function createLife(options: EngineOptions, report: Report, events: LifeEvents): Life {
  let child: Child | null = null
  let ready = false
  let closed = false
  let failedStarts = 0
  let because: ErrorCode | null = null
  let pause: NodeJS.Timeout | undefined
  let onClosed: (() => void) | null = null
  let chain: readonly Provider[] | null = null

  const born = (): void => {
    ready = true
    failedStarts = 0
    clearTimeout(pause)
    report.state('ready')
    events.onReady()
  }
  const died = (complaint: string): void => {
    child = null
    const code = because ?? (complaint.endsWith(MEMORY_FAREWELL) ? 'engine.memory' : 'engine.stopped')
    because = null
    clearTimeout(pause)
    if (!ready) failedStarts += 1
    ready = false
    if (closed) return onClosed?.()
    again()
    events.onDeath(code)
  }
  const again = (): void => {
    if (failedStarts >= STARTS_BEFORE_GIVING_UP) {
      report.state('failed')
      return events.onGivenUp()
    }
    report.restarted()
    report.state('restarting')
    const wait = failedStarts === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** failedStarts)
    pause = setTimeout(() => void start(), wait)
  }
  const start = async (): Promise<void> => {
    chain ??= await providerChain(options, report, events.launch)
    if (closed) return onClosed?.()
    const { modelsFolder, threads, childEntry } = options
    const order = { mode: 'serve', modelsFolder, threads, chain, warm: report.inUse() } as const
    pause = setTimeout(() => child?.kill(), START_LIMIT_MS)
    child = events.launch(childEntry, order, {
      onMessage: (message) => (message.kind === 'ready' ? born() : events.onMessage(message)),
      onExit: died,
    })
  }
  let starting = start()
  return {
    isReady: () => ready,
    send: (message) => child?.send(message),
    end: (code) => {
      because = code
      child?.kill()
    },
    wake: () => {
      if (failedStarts < STARTS_BEFORE_GIVING_UP || closed) return
      failedStarts = 0
      report.state('restarting')
      starting = start()
    },
    processId: () => child?.processId,
    close: async () => {
      closed = true
      clearTimeout(pause)
      await starting
      if (child === null) return
      await new Promise<void>((resolve) => {
        onClosed = resolve
        child?.kill()
      })
    },
  }
}

/** Providers that answered the golden input like PyTorch, each tried in a process of its own; the CPU is always last. */
async function providerChain(options: EngineOptions, report: Report, launch: Launch): Promise<readonly Provider[]> {
  const { candidates, absent } = surveyProviders(options.provider, thisMachine())
  for (const { provider, reason } of absent) report.excluded(provider, 'unavailable', reason)
  for (const provider of candidates) {
    const verdict = await tryProvider(options, provider, launch)
    if (verdict === null) return [provider, 'cpu']
    report.excluded(provider, verdict.startsWith('golden') ? 'refused' : 'unavailable', verdict)
  }
  return ['cpu']
}

/** null where the provider works; otherwise why it does not. */
function tryProvider({ childEntry, modelsFolder }: EngineOptions, provider: Provider, launch: Launch): Promise<string | null> {
  return new Promise((resolve) => {
    const child = launch(childEntry, { mode: 'probe', modelsFolder, provider }, {
      onMessage: (message) => {
        if (message.kind !== 'verdict') return
        resolve(message.ok ? null : message.reason)
        child.kill()
      },
      onExit: () => resolve('its driver ended the trial process'),
    })
    setTimeout(() => {
      resolve(`no answer within ${PROVIDER_TRIAL_MS / 1000} s`)
      child.kill()
    }, PROVIDER_TRIAL_MS).unref()
  })
}
