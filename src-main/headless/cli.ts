import { exitWithoutRuntime } from './runtime.ts'

exitWithoutRuntime(process.versions.node)
// Loaded only now: older runtimes cannot even read what follows.
const { runProgram } = await import('./program.ts')
process.exitCode = await runProgram(process.argv.slice(2))
