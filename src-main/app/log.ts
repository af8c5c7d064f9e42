import { randomUUID } from 'node:crypto'
import { appendFileSync, renameSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isCallName } from '../../src-shared/contract/contract.ts'
import { AppError } from '../../src-shared/errors.ts'
import { makeFolder } from '../store/files.ts'
import type { Clock } from './clock.ts'

const largestLogBytes = 2 * 1024 * 1024
const mostFrames = 8

export interface Log {
  /** Keeps the story of a failure and answers the incident number that finds it. */
  incident(error: unknown, place: string): string
  /** One line of codes and counts; no text that a person or a file brought in. */
  note(event: string, facts?: Readonly<Record<string, number>>): void
}

/**
 * A log that may be sent to somebody: it knows what failed and where in the program, never for whom. Messages of
 * errors are left out, because they quote paths, names and file contents; so are all strings in an error's detail.
 */
export function createLog(folder: string, clock: Clock): Log {
  const path = join(folder, 'log', 'log.jsonl')
  const write = (line: Readonly<Record<string, unknown>>): void => {
    try {
      makeFolder(join(folder, 'log'))
      rotate(path)
      appendFileSync(path, `${JSON.stringify({ at: clock.nowIso(), ...line })}\n`, { mode: 0o600 })
    } catch {
      // A full or read-only disk is told to the user by the work that met it; the log must not fail it a second time.
    }
  }
  return {
    incident: (error, place) => {
      const incident = randomUUID().slice(0, 8)
      write({ incident, place: knownWords(place), chain: chainOf(error) })
      return incident
    },
    note: (event, facts = {}) => write({ event, ...facts }),
  }
}

/** A call name from outside may be anything, a person's name among it: only our own are kept. */
const knownWords = (text: string): string => (isCallName(text) || ownPlaces.has(text) ? text : '?')
const ownPlaces: ReadonlySet<string> = new Set(['session.idle', 'image', 'intake', 'exportArchive', 'report', 'job', 'engine', 'host'])

function chainOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = []
  for (let current = error; current !== undefined && chain.length < 4; ) {
    chain.push(factsOf(current))
    current = current instanceof Error ? current.cause : undefined
  }
  return chain
}

function factsOf(error: unknown): unknown {
  if (!(error instanceof Error)) return { kind: typeof error }
  const numbers = error instanceof AppError ? numbersOf(error.detail) : {}
  return { kind: error.constructor.name, code: codeOf(error), ...numbers, frames: framesOf(error.stack ?? '') }
}

function codeOf(error: Error): string | null {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[a-zA-Z0-9_.]{1,60}$/u.test(code) ? code : null
}

const numbersOf = (detail: AppError['detail']): Readonly<Record<string, unknown>> => ({
  detail: Object.fromEntries(Object.entries(detail).filter(([, value]) => typeof value === 'number')),
})

/** "at work (/home/somebody/program/read.ts:10:5)" -> "read.ts:10": the folder may carry a person's name. */
function framesOf(stack: string): readonly string[] {
  const places = [...stack.matchAll(/([^\s()]+\.(?:ts|js|mjs|cjs)):(\d+):\d+\)?$/gmu)]
  return places.slice(0, mostFrames).map(([, file = '', line = '']) => `${basename(file)}:${line}`)
}

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > largestLogBytes) renameSync(path, `${path}.1`)
}
