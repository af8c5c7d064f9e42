import { createHash } from 'node:crypto'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Answers, Question } from './wire.ts'

/** A request nobody has answered yet. */
export interface Pending {
  readonly requestId: number
  readonly question: Question
  /** Of the bytes that were sent; '' where the question carries none. An answer must name the same. */
  readonly sha256: string
  readonly resolve: (answer: Answers[keyof Answers]) => void
  readonly reject: (error: AppError) => void
}

export interface PendingQueue {
  add(question: Question): Promise<Answers[keyof Answers]>
  /** The most urgent request, oldest first among equals; null when nothing waits. */
  take(): Pending | null
  refuseAll(code: ErrorCode): void
}

/** Somebody looks at a screen waiting for a view; an import waits for its probe; analyses run in the background. */
const urgency: Record<Question['call'], number> = { view: 0, models: 1, probe: 1, analyze: 2 }

export function pendingQueue(): PendingQueue {
  const waiting: Pending[] = []
  let lastId = 0
  return {
    add: (question) =>
      new Promise((resolve, reject) => {
        lastId += 1
        const sha256 = 'bytes' in question ? createHash('sha256').update(question.bytes).digest('hex') : ''
        waiting.push({ requestId: lastId, question, sha256, resolve, reject })
      }),
    take: () => {
      let best = 0
      waiting.forEach(({ question }, index) => {
        const other = waiting[best]
        if (other !== undefined && urgency[question.call] < urgency[other.question.call]) best = index
      })
      return waiting.splice(best, 1)[0] ?? null
    },
    refuseAll: (code) => {
      for (const pending of waiting.splice(0)) pending.reject(new AppError(code))
    },
  }
}
