import { analyzeBench } from './analyzeBench.ts'
import { mapsBench } from './mapsBench.ts'
import { saveBench } from './saveBench.ts'
import { worklistBench } from './worklistBench.ts'

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

const benches: readonly { readonly name: string; readonly bench: Bench }[] = [
  { name: 'maps', bench: mapsBench },
  { name: 'analyze', bench: analyzeBench },
  { name: 'save', bench: saveBench },
  { name: 'worklist', bench: worklistBench },
]

export async function runBenches(options: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = []
  for (const { name, bench } of benches) {
    options.tell(`bench: ${name} …`)
    results.push(...(await bench(options)))
  }
  return results
}
