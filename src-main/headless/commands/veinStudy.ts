import { type Command, InvalidArgumentError } from 'commander'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult } from '../terminal.ts'

interface Options {
  readonly count: number
  readonly seed: number
}

/** `ctw study-veins`: how well sublingual veins are measured, on drawn undersides of tongues. */
export function registerVeinStudy(program: Command, run: Run): void {
  program
    .command('study-veins')
    .option('--count <n>', 'drawn undersides', wholeNumber, 120)
    .option('--seed <n>', 'another seed draws others', wholeNumber, 5)
    .description('draw undersides of tongues with known veins and measure them, also under other light; one JSON line each')
    .action(
      run(async ({ count, seed }: Options) => {
        // Loaded only now: drawing belongs to studies alone.
        const { studyVeins } = await import('../../bench/veinStudy.ts')
        for (const line of studyVeins(count, seed)) printResult(line)
        return exitCodes.done
      }),
    )
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.')
  return value
}
