import { AppError } from '../../src-shared/errors.ts'
import { type Launch, forkChild } from './launcher.ts'
import { createLife, type Life } from './life.ts'
import type { AnalyzeReply, Engine, EngineOptions, Probe, View } from './protocol.ts'
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

/**
 * Supervises the child that touches untrusted bytes and models. One request is with the child at a time, so that a
 * crash, a hang or a swelling memory is always the doing of a known input: that request fails with `engine.stopped`,
 * `engine.timeout` or `engine.memory`, all others wait and go to the next child.
 */
export function createEngine(options: EngineOptions, means: Partial<EngineMeans> = {}): SupervisedEngine {
  const deadlines = means.deadlines ?? usualDeadlines
  const report = createReport()
  const queue = pendingQueue()
  let current: Pending | null = null
  let timer: NodeJS.Timeout | undefined

  const settle = (outcome: (pending: Pending) => void): void => {
    clearTimeout(timer)
    const pending = current
    current = null
    if (pending !== null) outcome(pending)
    next()
  }
  const arm = (milliseconds: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => life.end('engine.timeout'), milliseconds)
  }
  const onMessage = (message: ChildMessage): void => {
    if (message.kind === 'loading' && current !== null) arm(message.loading ? deadlines.loadMs : limitOf(current.question, deadlines))
    if (message.kind === 'model') report.modelLoaded(message)
    if (message.kind !== 'answer' && message.kind !== 'refusal') return
    // A late or repeated answer, or one computed from other bytes, belongs to nobody.
    if (current?.requestId !== message.requestId || current.sha256 !== message.sha256) return
    if (message.kind === 'answer') settle((pending) => pending.resolve(message.answer))
    else settle((pending) => pending.reject(new AppError(message.code, message.detail)))
  }
  const life: Life = createLife(options, report, {
    launch: means.launch ?? forkChild,
    onMessage,
    onReady: () => next(),
    onDeath: (code) => settle((pending) => pending.reject(new AppError(code))),
    onGivenUp: () => queue.refuseAll('engine.stopped'),
  })
  const next = (): void => {
    if (current !== null || !life.isReady()) return
    current = queue.take()
    if (current === null) return
    arm(limitOf(current.question, deadlines))
    life.send({ requestId: current.requestId, question: current.question })
  }
  const ask = async <Call extends keyof Answers>(question: Question & { readonly call: Call }): Promise<Answers[Call]> => {
    life.wake()
    const answer = queue.add(question)
    next()
    return (await answer) as Answers[Call]
  }
  return {
    probe: (bytes): Promise<Probe> => ask({ call: 'probe', bytes }),
    view: (bytes, view, crop): Promise<View> => ask({ call: 'view', bytes, view, crop: crop ?? null }),
    analyze: (request): Promise<AnalyzeReply> => ask({ call: 'analyze', ...request }),
    models: (check) => ask({ call: 'models', check }),
    status: report.status,
    onChange: report.onChange,
    processId: life.processId,
    close: () => {
      clearTimeout(timer)
      current?.reject(new AppError('engine.stopped'))
      current = null
      queue.refuseAll('engine.stopped')
      return life.close()
    },
  }
}

function limitOf(question: Question, deadlines: Deadlines): number {
  switch (question.call) {
    case 'probe':
      return deadlines.probeMs
    case 'view':
      return deadlines.viewMs
    case 'analyze':
      return deadlines.analyzeMs
    case 'models':
      return deadlines.modelsMs
    default:
      return question satisfies never
  }
}
