import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

export const cli = path.resolve(import.meta.dirname, '../../src-main/headless/cli.ts')
export const password = 'correct horse battery'

interface Outcome {
  readonly code: number | null
  readonly lines: readonly Record<string, never>[]
  readonly stderr: string
}

/** Runs the command as a shell does. */
export function ctw(...argumentsGiven: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argumentsGiven], { encoding: 'utf8', timeout: 120_000 })
  const lines = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, never>)
  return { code: status, lines, stderr }
}

interface Place {
  readonly folder: string
  readonly store: string
  readonly passwordFile: string
  readonly access: readonly string[]
}

/** A folder with a password file and a store made by the command itself. */
export function place(): Place {
  const folder = temporaryFolder()
  const [store, passwordFile] = [path.join(folder, 'store'), path.join(folder, 'password.txt')]
  writeFileSync(passwordFile, `${password}\n`)
  return { folder, store, passwordFile, access: ['--store', store, '--password-file', passwordFile] }
}

export function initialised(): Place {
  const made = place()
  expect(ctw('init', ...made.access).code).toBe(0)
  return made
}
