import { fork } from 'node:child_process'
import path from 'node:path'
import type { FuzzReport } from './child.ts'

/** The engine gives a file five seconds; so many without a word of fifty files is a hang. */
const SILENCE_MS = 60_000

export interface FuzzOrder {
  readonly seed: number
  readonly first: number
  readonly count: number
}

/**
 * Decodes `count` mutated DICOM files in one child process. Rejects where the child dies or hangs, naming the fifty files
 * among which the one is that did it: the same order with `first` there and `count` 50 makes them again.
 */
export function fuzz({ seed, first, count }: FuzzOrder): Promise<FuzzReport> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'child.ts'), [String(seed), String(first), String(count)], { execArgv: ['--disable-warning=ExperimentalWarning'] })
    let at = first
    let report: FuzzReport | null = null
    const hang = (): NodeJS.Timeout => setTimeout(() => child.kill('SIGKILL'), SILENCE_MS)
    let timer = hang()
    child.on('message', (message: { readonly at?: number; readonly report?: FuzzReport }) => {
      clearTimeout(timer)
      timer = hang()
      at = message.at ?? at
      report = message.report ?? report
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (report !== null && code === 0) resolve(report)
      else reject(new Error(`The child ended (${code ?? signal}) among files ${at} to ${at + 49} of seed ${seed}`))
    })
  })
}
