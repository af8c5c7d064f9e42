import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './folder.ts'

/** DCMTK's programs, as distributions install them. */
export const hasDcmtk = existsSync('/usr/bin/storescu') && existsSync('/usr/bin/dcmcjpls')

/** A file as one of DCMTK's programs writes it anew. */
export function rewritten(bytes: Uint8Array, program: string, ...options: readonly string[]): Uint8Array {
  const folder = temporaryFolder()
  const [from, to] = [join(folder, 'from.dcm'), join(folder, 'to.dcm')]
  writeFileSync(from, bytes)
  execFileSync(`/usr/bin/${program}`, [...options, from, to], { stdio: 'pipe' })
  return readFileSync(to)
}
