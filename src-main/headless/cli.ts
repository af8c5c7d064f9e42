import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'
import { exitWithoutRuntime } from './runtime.ts'

exitWithoutRuntime(process.versions.node)
// Compiled code is kept beside the program, so that only who may change the program may change it; where the folder
// cannot be written, every start compiles anew. The engine's process takes it over.
modules.enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)))
const compiled = modules.getCompileCacheDir()
if (compiled !== undefined) process.env['NODE_COMPILE_CACHE'] = compiled
// Loaded only now: older runtimes cannot even read what follows.
const { runProgram } = await import('./program.ts')
process.exitCode = await runProgram(process.argv.slice(2))
