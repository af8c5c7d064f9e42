import type { Command } from 'commander'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

export function registerSignStudy(program: Command, run: Run): void {
  program
    .command('study-signs')
    .argument('<folder>', 'drawn tongues, as "ctranscnn phantoms --kind tongue --out FOLDER" writes them')
    .description('measure the signs of drawn tongues and compare them with what was drawn, also under other light; one JSON line a figure')
    .action(
      run(async (folder: string) => {
        // Loaded only now: what decodes pictures in this process belongs to studies and benches alone.
        const { studySigns } = await import('../../bench/signStudy.ts')
        const lines = await studySigns(folder, (done, total) => done % 20 === 0 && tell(`${done} of ${total} tongues`))
        for (const line of lines) printResult(line)
        return exitCodes.done
      }),
    )
}
