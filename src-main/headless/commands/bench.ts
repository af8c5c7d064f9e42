import type { Command } from 'commander'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

interface Options {
  readonly json?: boolean
  readonly quick?: boolean
}

export function registerBench(program: Command, run: Run): void {
  program
    .command('bench')
    .description('measure this machine: maps, analysis, decoding of DICOM, saving, import, retrieval from a PACS, backup, worklist, cold start, the next case and drawing in the window; each beside its baseline, in one run')
    .option('--json', 'one JSON array instead of a table')
    .option('--quick', 'fewer repetitions; for a look, not for a report')
    .action(
      run(async ({ json = false, quick = false }: Options) => {
        // Loaded only now: no other command needs what is measured here.
        const { runBenches } = await import('../../bench/bench.ts')
        const results = await runBenches({ quick, tell })
        if (json) printResult(results)
        else for (const { name, value, unit, baseline, ratio } of results) {
          process.stdout.write(`${name.padEnd(18)} ${value.toFixed(3)} ${unit}  baseline ${baseline.toFixed(3)} ${unit}  ratio ${ratio.toFixed(2)}\n`)
        }
        return exitCodes.done
      }),
    )
}
