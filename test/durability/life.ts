import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Ward } from './ward.ts'

export interface LifeOptions {
  readonly ward: Ward
  readonly script?: string
  readonly saves?: number
  readonly environment?: Readonly<Record<string, string>>
  /** Wraps the command, for instance in a shell that sets a limit. */
  readonly through?: readonly string[]
  /** Milliseconds from the start, or from so many acknowledgements, to SIGKILL; never killed without it. */
  readonly killAfter?: { readonly milliseconds: number; readonly from: 'start' | number }
}

export interface Life {
  /** The last revision acknowledged per case; what was promised in earlier lives is not in here. */
  readonly acknowledged: readonly number[]
  readonly saves: number
  /** Code of the refusal that ended the saving, or null. */
  readonly refused: string | null
  readonly signal: NodeJS.Signals | null
  readonly exitCode: number | null
  readonly errors: string
}

const compileCache = join(import.meta.dirname, '../../node_modules/.cache/ctw-durability')

/** One life of a host that saves until it is killed. This process holds the list of what it was promised. */
export function live({ ward, script = 'writer.ts', saves, environment = {}, through = [], killAfter }: LifeOptions): Promise<Life> {
  const program = [process.execPath, join(import.meta.dirname, script), '--store', ward.folder, '--key', ward.key.toString('hex')]
  const [command = '', ...rest] = [...through, ...program, '--cases', ward.caseIds.join(), ...(saves === undefined ? [] : ['--saves', String(saves)])]
  const child = spawn(command, rest, {
    // A life is short: compiling the program anew each time would be most of it.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const acknowledged = ward.caseIds.map(() => 0)
  const told = { saves: 0, refused: null as string | null, errors: '' }
  const kill = (): void => void child.kill('SIGKILL')
  const arm = (moment: 'start' | number): void => {
    if (killAfter?.from === moment) setTimeout(kill, killAfter.milliseconds)
  }
  arm('start')
  child.stderr.on('data', (text: Buffer) => (told.errors += text.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, first = '', second = ''] = line.split(' ')
    if (word === 'ready') arm(0)
    if (word === 'refused') told.refused = first
    if (word !== 'saved') return
    told.saves += 1
    acknowledged[Number(first)] = Number(second)
    arm(told.saves)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ acknowledged, ...told, signal, exitCode }))
  })
}
