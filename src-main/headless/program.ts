import { Command, CommanderError } from 'commander'
import { researchUseOnly } from '../../src-shared/research.ts'
import packageFacts from '../../package.json' with { type: 'json' }
import { registerAnalyze } from './commands/analyze.ts'
import { registerBackup, registerRestore } from './commands/backup.ts'
import { registerBench } from './commands/bench.ts'
import { registerChartStudy } from './commands/chartStudy.ts'
import { registerVeinStudy } from './commands/veinStudy.ts'
import { registerDecode } from './commands/decode.ts'
import { registerDeidentify } from './commands/deidentify.ts'
import { registerOutlineStudy } from './commands/outlineStudy.ts'
import { registerSignStudy } from './commands/signStudy.ts'
import { registerExport } from './commands/export.ts'
import { registerImport } from './commands/import.ts'
import { registerInit } from './commands/init.ts'
import { registerLabels } from './commands/labels.ts'
import { registerModels } from './commands/models.ts'
import { registerDimse } from './commands/dimse.ts'
import { registerPacs } from './commands/pacs.ts'
import { registerReport } from './commands/report.ts'
import { registerResults } from './commands/results.ts'
import { registerServe } from './commands/serve.ts'
import { registerVerify } from './commands/verify.ts'
import type { Run } from './storeOptions.ts'
import { exitCodes, explain, type ExitCode } from './terminal.ts'

/** Runs one command line (without the program's own name) and answers its exit code. */
export async function runProgram(argumentsGiven: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  const run: Run = (action) => async (...given) => {
    try {
      exitCode = await action(...given)
    } catch (error) {
      exitCode = explain(error)
    }
  }
  try {
    await createProgram(run).parseAsync(argumentsGiven, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has already said what is wrong; asking for help or the version is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
    throw error
  }
}

function createProgram(run: Run): Command {
  const program = new Command('ctw')
    .description(`CTransCNN Workstation on the command line. ${researchUseOnly.en}`)
    .version(packageFacts.version)
    .exitOverride()
    .showHelpAfterError('(add --help for what the command takes)')
    .addHelpText('after', '\nExit codes: 0 done, 1 some inputs failed, 2 wrong use, 3 the whole command was refused.')
  const commands = [registerAnalyze, registerDecode, registerDeidentify, registerInit, registerImport, registerLabels, registerExport, registerReport, registerResults, registerModels, registerPacs, registerDimse, registerVerify, registerBackup, registerRestore, registerServe, registerBench, registerSignStudy, registerOutlineStudy, registerChartStudy, registerVeinStudy]
  for (const register of commands) register(program, run)
  return program
}
