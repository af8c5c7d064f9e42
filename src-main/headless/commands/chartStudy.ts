import { type Command, InvalidArgumentError } from 'commander'
import { inputFiles } from '../inputFiles.ts'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

interface Options {
  readonly count: number
  readonly seed: number
}

/** `ctw study-charts`: how well colour charts are found and colours corrected by them, on drawn charts. */
export function registerChartStudy(program: Command, run: Run): void {
  program
    .command('study-charts')
    .argument('[path...]', 'pictures and folders without a colour chart, to be searched for false alarms')
    .option('--count <n>', 'drawn charts', wholeNumber, 200)
    .option('--seed <n>', 'another seed draws other charts', wholeNumber, 5)
    .description('find drawn colour charts and correct by them, look for charts where there are none, and take the time; one JSON line each')
    .action(
      run(async (paths: readonly string[], { count, seed }: Options) => {
        // Loaded only now: what decodes pictures in this process belongs to studies and benches alone.
        const { studyDrawnCharts, studyPictures, studyTime } = await import('../../bench/chartStudy.ts')
        printResult(studyDrawnCharts(count, seeded(seed)))
        printResult(studyTime(seeded(seed)))
        if (paths.length > 0) printResult(await studyPictures(inputFiles(paths).map(({ path }) => path), (done) => done % 50 === 0 && tell(`${done} pictures`)))
        return exitCodes.done
      }),
    )
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.')
  return value
}

/** Numbers 0 … 1, the same for the same seed (a linear congruence, its upper bits). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}
