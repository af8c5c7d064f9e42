import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createEngine } from '../../engine/supervisor.ts'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

interface Options {
  readonly split: string
  readonly models: string
}

export function registerOutlineStudy(program: Command, run: Run): void {
  program
    .command('study-outlines')
    .argument('<folder>', 'photos with true masks: images/ID.jpg and masks/ID.png')
    .requiredOption('--split <file>', 'JSON that names the held-out photos under "test"')
    .option('--models <folder>', 'folder of the models', fileURLToPath(new URL('../../../models', import.meta.url)))
    .description('hold the expected boundary error of each outline against the true one; one JSON line a figure')
    .action(
      run(async (folder: string, { split, models }: Options) => {
        // Loaded only now: what decodes pictures in this process belongs to studies and benches alone.
        const { studyOutlines } = await import('../../bench/outlineStudy.ts')
        const engine = createEngine({ modelsFolder: models, childEntry: fileURLToPath(new URL('../../engine/child.ts', import.meta.url)), provider: 'cpu', threads: 1 })
        try {
          for (const line of await studyOutlines(engine, folder, split, (done, total) => done % 20 === 0 && tell(`${done} of ${total} photos`))) printResult(line)
        } finally {
          await engine.close()
        }
        return exitCodes.done
      }),
    )
}
