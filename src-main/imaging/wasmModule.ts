import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The part of WebAssembly that is used here: the types of browsers, which have it, are not loaded for this process. */
interface WasmHost {
  compile(binary: Uint8Array): Promise<object>
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

const { WebAssembly: host } = globalThis as unknown as { readonly WebAssembly: WasmHost }
const require = createRequire(import.meta.url)

/** Compiled once: a module that is given up costs no more than a new instance. */
const compiled = new Map<string, Promise<object>>()

/** Where an Emscripten build lies in its npm package: its script, and what that would load from beside it. */
export interface WasmPackage {
  readonly code: string
  readonly binary: string
}

/** A new instance with a memory of its own. Throws whatever the build throws. */
export async function createWasm<Module>({ code, binary }: WasmPackage): Promise<Module> {
  const compiling = compiled.get(binary) ?? host.compile(readFileSync(require.resolve(binary)))
  compiled.set(binary, compiling)
  const wasm = await compiling
  const create = require(code) as (options: object) => Module | Promise<Module>
  const instantiateWasm = (imports: object, receive: (instance: object) => void): object => {
    const instance = new host.Instance(wasm, imports)
    receive(instance)
    return instance.exports
  }
  // What a codec prints about a broken stream is not for anybody's terminal.
  return create({ instantiateWasm, print: () => undefined, printErr: () => undefined })
}
