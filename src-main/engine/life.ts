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
export class ChildLife {
  readonly #options: EngineOptions
  readonly #report: Report
  readonly #events: LifeEvents
  #child: Child | null = null
  #ready = false
  #closed = false
  #failedStarts = 0
  #because: ErrorCode | null = null
  #timer: NodeJS.Timeout | undefined
  #onClosed: (() => void) | null = null
  #chain: readonly Provider[] | null = null
  #starting: Promise<void>

  constructor(options: EngineOptions, report: Report, events: LifeEvents) {
    this.#options = options
    this.#report = report
    this.#events = events
    this.#starting = this.#start()
  }

  get isReady(): boolean {
    return this.#ready
  }

  get processId(): number | undefined {
    return this.#child?.processId
  }

  send(message: RequestMessage): void {
    this.#child?.send(message)
  }

  /** Ends the child because of what it is doing; it is started again. */
  end(because: ErrorCode): void {
    this.#because = because
    this.#child?.kill()
  }

  /** Starts it where it was given up. */
  wake(): void {
    if (this.#failedStarts < STARTS_BEFORE_GIVING_UP || this.#closed) return
    this.#failedStarts = 0
    this.#report.state('restarting')
    this.#starting = this.#start()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#starting
    if (this.#child === null) return
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve
      this.#child?.kill()
    })
  }

  async #start(): Promise<void> {
    const { modelsFolder, threads, childEntry } = this.#options
    this.#chain ??= await providerChain(this.#options, this.#report, this.#events.launch)
    if (this.#closed) return
    const order = { mode: 'serve', modelsFolder, threads, chain: this.#chain, warm: this.#report.inUse() } as const
    this.#timer = setTimeout(() => this.#child?.kill(), START_LIMIT_MS)
    this.#child = this.#events.launch(childEntry, order, {
      onMessage: (message) => (message.kind === 'ready' ? this.#born() : this.#events.onMessage(message)),
      onExit: (complaint) => this.#died(complaint),
    })
  }

  #born(): void {
    this.#ready = true
    this.#failedStarts = 0
    clearTimeout(this.#timer)
    this.#report.state('ready')
    this.#events.onReady()
  }

  #died(complaint: string): void {
    this.#child = null
    const code = this.#because ?? (complaint.endsWith(MEMORY_FAREWELL) ? 'engine.memory' : 'engine.stopped')
    this.#because = null
    clearTimeout(this.#timer)
    if (!this.#ready) this.#failedStarts += 1
    this.#ready = false
    if (this.#closed) return this.#onClosed?.()
    // Requests that go back to the queue must be in it before it may be refused as a whole.
    this.#events.onDeath(code)
    this.#again()
  }

  #again(): void {
    if (this.#failedStarts >= STARTS_BEFORE_GIVING_UP) {
      this.#report.state('failed')
      return this.#events.onGivenUp()
    }
    this.#report.restarted()
    this.#report.state('restarting')
    const pauseMs = this.#failedStarts === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** this.#failedStarts)
    this.#timer = setTimeout(() => {
      this.#starting = this.#start()
    }, pauseMs)
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
