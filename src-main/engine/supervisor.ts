import type { ChartReading } from '../../src-shared/domain/colourCalibration.ts'
import type { EngineStatus, ModelRow } from '../../src-shared/contract/models.ts'
import type { TubeSuggestions } from '../../src-shared/domain/tubeSuggestion.ts'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { ListedPicture } from '../dicom/directory.ts'
import type { FilmPixels } from '../dicom/filmPixels.ts'
import type { DicomSource } from '../dicom/source.ts'
import { type Launch, forkChild } from './launcher.ts'
import { ChildLife } from './life.ts'
import type { AnalyzeReply, AnalyzeRequest, DecodeReply, DecodeRequest, MeasureReply, MeasureRequest, Engine, EngineOptions, EngineViewName, Probe, View, ViewPart } from './protocol.ts'
import { type Pending, pendingQueue } from './queue.ts'
import { createReport } from './report.ts'
import type { Answers, ChildMessage, Question } from './wire.ts'

/** How long one request may work, loading of models apart. */
export interface Deadlines {
  readonly probeMs: number
  readonly viewMs: number
  readonly analyzeMs: number
  readonly modelsMs: number
  /** For one model being read, checked and loaded. */
  readonly loadMs: number
}
export const usualDeadlines: Deadlines = { probeMs: 5000, viewMs: 5000, analyzeMs: 30_000, modelsMs: 120_000, loadMs: 60_000 }

/** What tests and Electron choose otherwise. */
export interface EngineMeans {
  readonly launch: Launch
  readonly deadlines: Deadlines
}

/** The engine, and the process id of the child that runs now (for tests that end it, and for measuring its memory). */
export interface SupervisedEngine extends Engine {
  processId(): number | undefined
}

/** Files up to this size are decoded ahead: two pictures must fit the memory that one may take. */
const AHEAD_BYTES = 4 * 1024 * 1024

/**
 * Supervises the child that touches untrusted bytes and models. A crash, a hang or a swelling memory must always be
 * the doing of a known input: that request fails with `engine.stopped`, `engine.timeout` or `engine.memory`, all others
 * wait and go to the next child. The child answers one request at a time and may decode the next one meanwhile; when it
 * dies with two in its hands, both are asked again, each alone.
 */
class Supervisor implements SupervisedEngine {
  readonly #report = createReport()
  readonly #queue = pendingQueue()
  readonly #deadlines: Deadlines
  readonly #life: ChildLife
  /** What the child holds: the request it is answering and the one it is decoding ahead, by request. */
  readonly #held = new Map<number, Pending>()
  #current: Pending | null = null
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: EngineOptions, means: Partial<EngineMeans>) {
    this.#deadlines = means.deadlines ?? usualDeadlines
    this.#life = new ChildLife(options, this.#report, {
      launch: means.launch ?? forkChild,
      onMessage: (message) => this.#hear(message),
      onReady: () => this.#next(),
      onDeath: (code) => this.#lose(code),
      onGivenUp: () => this.#queue.refuseAll('engine.stopped'),
    })
  }

  probe(bytes: Uint8Array, sha256?: string): Promise<Probe> {
    return this.#ask({ call: 'probe', bytes }, sha256)
  }

  directory(bytes: Uint8Array): Promise<readonly ListedPicture[]> {
    return this.#ask({ call: 'directory', bytes })
  }

  decode(request: DecodeRequest): Promise<DecodeReply> {
    return this.#ask({ call: 'decode', ...request })
  }

  source(bytes: Uint8Array): Promise<DicomSource | null> {
    return this.#ask({ call: 'source', bytes })
  }

  pixels(bytes: Uint8Array): Promise<FilmPixels> {
    return this.#ask({ call: 'pixels', bytes })
  }

  view(bytes: Uint8Array, view: EngineViewName, part: ViewPart = {}): Promise<View> {
    return this.#ask({ call: 'view', bytes, view, part })
  }

  chart(bytes: Uint8Array): Promise<ChartReading> {
    return this.#ask({ call: 'chart', bytes })
  }

  analyze(request: AnalyzeRequest): Promise<AnalyzeReply> {
    return this.#ask({ call: 'analyze', ...request })
  }

  measureTongue(request: MeasureRequest, signal?: AbortSignal): Promise<MeasureReply> {
    return this.#ask({ call: 'measureTongue', ...request }, undefined, signal)
  }

  suggestTubes(bytes: Uint8Array, signal?: AbortSignal): Promise<TubeSuggestions> {
    return this.#ask({ call: 'suggestTubes', bytes }, undefined, signal)
  }

  models(check: boolean): Promise<readonly ModelRow[]> {
    return this.#ask({ call: 'models', check })
  }

  checkModel(folder: string): Promise<ModelRow> {
    return this.#ask({ call: 'checkModel', folder })
  }

  status(): EngineStatus {
    return this.#report.status()
  }

  onChange(listener: (status: EngineStatus) => void): () => void {
    return this.#report.onChange(listener)
  }

  processId(): number | undefined {
    return this.#life.processId
  }

  close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#current?.reject(new AppError('engine.stopped'))
    this.#current = null
    this.#queue.refuseAll('engine.stopped')
    return this.#life.close()
  }

  async #ask<Call extends keyof Answers>(question: Question & { readonly call: Call }, sha256?: string, signal?: AbortSignal): Promise<Answers[Call]> {
    // Nobody would ever answer: a request that is tried again after the end must end too.
    if (this.#closed) throw new AppError('engine.stopped')
    this.#life.wake()
    const answer = this.#queue.add(question, sha256, signal)
    this.#next()
    return (await answer) as Answers[Call]
  }

  #next(): void {
    if (!this.#life.isReady) return
    if (this.#current === null) this.#begin()
    this.#lookAhead()
  }

  #begin(): void {
    this.#current = this.#queue.take()
    if (this.#current === null) return
    const { requestId, question } = this.#current
    this.#hold(this.#current)
    this.#arm(limitOf(question, this.#deadlines))
    this.#life.send({ kind: 'answer', requestId })
  }

  #lookAhead(): void {
    const following = this.#queue.first()
    if (following === null || this.#current === null || this.#held.size > 1) return
    if (this.#current.suspect || following.suspect || !goesAhead(following.question)) return
    this.#hold(following)
  }

  #hold(pending: Pending): void {
    const { requestId, question } = pending
    if (this.#held.has(requestId)) return
    this.#held.set(requestId, pending)
    this.#life.send({ kind: 'prepare', requestId, question })
  }

  #lose(code: ErrorCode): void {
    const held = [...this.#held.values()]
    this.#held.clear()
    if (held.length < 2) return this.#settle((pending) => pending.reject(new AppError(code)))
    this.#queue.askAlone(held)
    this.#settle(() => undefined)
  }

  #hear(message: ChildMessage): void {
    if (message.kind === 'model') this.#report.modelLoaded(message)
    const current = this.#current
    if (current === null) return
    if (message.kind === 'loading') this.#arm(message.loading ? this.#deadlines.loadMs : limitOf(current.question, this.#deadlines))
    if (message.kind !== 'answer' && message.kind !== 'refusal') return
    // A late or repeated answer, or one computed from other bytes, belongs to nobody.
    if (current.requestId !== message.requestId || current.sha256 !== message.sha256) return
    if (message.kind === 'answer') this.#settle((pending) => pending.resolve(message.answer))
    else this.#settle((pending) => pending.reject(new AppError(message.code, message.detail)))
  }

  #settle(outcome: (pending: Pending) => void): void {
    clearTimeout(this.#timer)
    const pending = this.#current
    this.#current = null
    this.#held.delete(pending?.requestId ?? 0)
    if (pending !== null) outcome(pending)
    this.#next()
  }

  #arm(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#life.end('engine.timeout'), milliseconds)
  }
}

/** Starts the engine; the child is forked at once. */
export const createEngine = (options: EngineOptions, means: Partial<EngineMeans> = {}): SupervisedEngine => new Supervisor(options, means)

/** Large files take longer to decode: beyond the first bytes a second is added for so many more. */
const FREE_BYTES = 4 * 1024 * 1024
const BYTES_PER_SECOND = 2 * 1024 * 1024

const goesAhead = (question: Question): boolean => 'bytes' in question && question.bytes.length <= AHEAD_BYTES

function limitOf(question: Question, deadlines: Deadlines): number {
  const bytes = 'bytes' in question ? question.bytes.length : 0
  return deadlineOf(question, deadlines) + (Math.max(0, bytes - FREE_BYTES) / BYTES_PER_SECOND) * 1000
}

function deadlineOf(question: Question, deadlines: Deadlines): number {
  switch (question.call) {
    case 'probe':
    case 'directory':
      return deadlines.probeMs
    case 'view':
    case 'chart':
    case 'decode':
    case 'source':
    case 'pixels':
      return deadlines.viewMs
    case 'analyze':
    case 'measureTongue':
    case 'suggestTubes':
      return deadlines.analyzeMs
    case 'models':
    case 'checkModel':
      return deadlines.modelsMs
    default:
      return question satisfies never
  }
}
