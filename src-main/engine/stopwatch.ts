import type { Timings } from '../../src-shared/domain/analysis.ts'

type Stage = Exclude<keyof Timings, 'total'>

/** Adds up how long one analysis waits for each stage, in milliseconds of wall time: a picture decoded ahead is not waited for. */
export interface Stopwatch {
  time<T>(stage: Stage, work: () => Promise<T> | T): Promise<T>
  /** Stages so far and the time since the watch was started. */
  timings(): Timings
}

export function stopwatch(): Stopwatch {
  const begun = performance.now()
  const spent: Record<Stage, number> = { decode: 0, preprocess: 0, infer: 0, segment: 0 }
  return {
    time: async (stage, work) => {
      const start = performance.now()
      try {
        return await work()
      } finally {
        spent[stage] += performance.now() - start
      }
    },
    timings: () => ({
      decode: hundredths(spent.decode),
      preprocess: hundredths(spent.preprocess),
      infer: hundredths(spent.infer),
      segment: hundredths(spent.segment),
      total: hundredths(performance.now() - begun),
    }),
  }
}

const hundredths = (milliseconds: number): number => Math.round(milliseconds * 100) / 100
