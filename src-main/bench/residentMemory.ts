import { readFileSync } from 'node:fs'

/** Resident memory of a process. Linux only. */
export function residentMiB(processId: number | undefined): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? Number.NaN) / 1024
}
