import { createHash } from 'node:crypto'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Answers, Question } from './wire.ts'

/** A request nobody has answered yet. */
export interface Pending {
  readonly requestId: number
  readonly question: Question
  /** Of the bytes that were sent; '' where the question carries none. An answer must name the same. */
  readonly sha256: string
  /** A child died while it held this request and another: it is asked again alone, so that the guilty one is known. */
  readonly suspect: boolean
  readonly resolve: (answer: Answers[keyof Answers]) => void
  readonly reject: (error: AppError) => void
}

export interface PendingQueue {
  /** `sha256` of the question's bytes, where it is known already; the child takes its own from what reached it. */
  /** Once `signal` is aborted the request rejects with `job.cancelled`; one that waits is not asked at all, the answer to one that is being worked on is passed over. */
  add(question: Question, sha256?: string, signal?: AbortSignal): Promise<Answers[keyof Answers]>
  /** The most urgent request, oldest first among equals; null when nothing waits. */
  take(): Pending | null
  /** The one that `take` would answer. */
  first(): Pending | null
  /** Puts requests first among the equally urgent, as suspects. */
  askAlone(suspects: readonly Pending[]): void
  refuseAll(code: ErrorCode): void
}

/** Somebody looks at a screen waiting for a view; an import waits for its probe; analyses run in the background. */
const urgency: Record<Question['call'], number> = { view: 0, measureTongue: 1, suggestTubes: 1, chart: 1, models: 1, checkModel: 1, probe: 1, directory: 1, decode: 1, source: 1, pixels: 1, analyze: 2 }

export function pendingQueue(): PendingQueue {
  const waiting: Pending[] = []
  let lastId = 0
  const firstIndex = (): number => {
    let best = 0
    waiting.forEach(({ question }, index) => {
      const other = waiting[best]
      if (other !== undefined && urgency[question.call] < urgency[other.question.call]) best = index
    })
    return best
  }
  return {
    add: (question, known, signal) =>
      new Promise((resolve, reject) => {
        lastId += 1
        const requestId = lastId
        signal?.addEventListener('abort', () => {
          const place = waiting.findIndex((pending) => pending.requestId === requestId)
          if (place >= 0) waiting.splice(place, 1)
          reject(new AppError('job.cancelled'))
        })
        const sha256 = known ?? ('bytes' in question ? createHash('sha256').update(question.bytes).digest('hex') : '')
        waiting.push({ requestId, question, sha256, suspect: false, resolve, reject })
      }),
    take: () => waiting.splice(firstIndex(), 1)[0] ?? null,
    first: () => waiting[firstIndex()] ?? null,
    askAlone: (suspects) => {
      const others = waiting.filter(({ requestId }) => suspects.every((suspect) => suspect.requestId !== requestId))
      waiting.splice(0, waiting.length, ...suspects.map((pending) => ({ ...pending, suspect: true })), ...others)
    },
    refuseAll: (code) => {
      for (const pending of waiting.splice(0)) pending.reject(new AppError(code))
    },
  }
}
