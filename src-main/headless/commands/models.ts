import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { ModelRow } from '../../../src-shared/contract/models.ts'
import { createEngine } from '../../engine/supervisor.ts'
import { modelsFolder } from '../openStore.ts'
import { registerLearning } from './learning.ts'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, type ExitCode } from '../terminal.ts'

interface Options {
  readonly models: string
}

export function registerModels(program: Command, run: Run): void {
  const models = program.command('models').description('what models there are and whether they are what they claim')
  const add = (name: string, description: string, check: boolean): Command =>
    models
      .command(name)
      .description(description)
      .option('--models <folder>', 'where the models lie', modelsFolder)
      .action(run((options: Options) => printModels(options.models, check)))
  add('list', 'one line per model, unchecked', false)
  add('verify', 'hash, signature and golden tensors of every model; one line each', true)
  registerLearning(models, run)
}

async function printModels(folder: string, check: boolean): Promise<ExitCode> {
  const childEntry = fileURLToPath(new URL('../../engine/child.ts', import.meta.url))
  const engine = createEngine({ modelsFolder: folder, childEntry, provider: 'cpu', threads: 1 })
  try {
    const rows = await engine.models(check)
    for (const { card: _, ...row } of rows) printResult({ ok: isFine(row.verdict), ...row })
    return rows.every(({ verdict }) => isFine(verdict)) ? exitCodes.done : exitCodes.someFailed
  } finally {
    await engine.close()
  }
}

const isFine = (verdict: ModelRow['verdict']): boolean => verdict === 'ok' || verdict === 'unchecked'
