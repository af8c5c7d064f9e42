import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createEngine } from '../../engine/supervisor.ts'
import { modelsFolder } from '../openStore.ts'
import type { Run } from '../storeOptions.ts'
import { exitCodes, printResult, type ExitCode } from '../terminal.ts'

export function registerModels(program: Command, run: Run): void {
  const models = program.command('models').description('what models there are and whether they are what they claim')
  models
    .command('list')
    .description('one line per model, unchecked')
    .action(run(() => printModels(false)))
  models
    .command('verify')
    .description('hash, signature and golden tensors of every model; one line each')
    .action(run(() => printModels(true)))
}

async function printModels(check: boolean): Promise<ExitCode> {
  const childEntry = fileURLToPath(new URL('../../engine/child.ts', import.meta.url))
  const engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: 1 })
  try {
    const rows = await engine.models(check)
    for (const { card: _, ...row } of rows) printResult({ ok: !check || row.verdict === 'ok', ...row })
    return rows.some(({ verdict }) => check && verdict !== 'ok') ? exitCodes.someFailed : exitCodes.done
  } finally {
    await engine.close()
  }
}
