/** One measured number beside the number it is judged against, from one run on one machine. */
export interface BenchResult {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline: number
  /** baseline / value: how many times better than the baseline. */
  readonly ratio: number
}

export interface BenchOptions {
  /** Fewer repetitions: for a look, not for a report. */
  readonly quick: boolean
  /** Where progress is told. */
  readonly tell: (text: string) => void
}

export type Bench = (options: BenchOptions) => Promise<readonly BenchResult[]>
