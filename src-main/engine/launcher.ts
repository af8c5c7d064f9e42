import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildMessage, ChildOrder, RequestMessage } from './wire.ts'

/** A started child, whoever started it. */
export interface Child {
  send(message: RequestMessage): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
  readonly processId: number | undefined
}

export interface ChildEvents {
  readonly onMessage: (message: ChildMessage) => void
  /** Once, however it ended; `complaint` is the end of what it wrote to standard error. */
  readonly onExit: (complaint: string) => void
}

/** Starts the child's entry with an order. Electron passes one that uses `utilityProcess.fork`. */
export type Launch = (entry: string, order: ChildOrder, events: ChildEvents) => Child

/** Compiled code of earlier starts, inside the program's own folder: a restart takes half the time. */
const compileCache = fileURLToPath(new URL('../../.cache/node', import.meta.url))

/** Only the last of a child's complaints is kept: a driver may write without end. */
const COMPLAINT_CHARACTERS = 4000

/** Collects the tail of a text. */
export function tail(): { add: (text: string) => void; text: () => string } {
  let kept = ''
  return {
    add: (text) => {
      kept = (kept + text).slice(-COMPLAINT_CHARACTERS)
    },
    text: () => kept,
  }
}

/** `child_process.fork`: what every host but Electron uses. */
export const forkChild: Launch = (entry, order, { onMessage, onExit }) => {
  const child = fork(entry, [JSON.stringify(order)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Two arenas: decoding threads otherwise keep one each, and memory looks as if it leaked.
    env: { ...process.env, MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: compileCache },
  })
  const complaint = tail()
  let over = false
  const end = (): void => {
    if (over) return
    over = true
    onExit(complaint.text())
  }
  child.stderr?.setEncoding('utf8').on('data', complaint.add)
  child.on('message', (message) => onMessage(message as ChildMessage))
  // `close` comes after the last of standard error, `error` where the child could not be started at all.
  child.on('close', end)
  child.on('error', (error) => {
    complaint.add(error.message)
    end()
  })
  return {
    send: (message) => {
      // A child that has just died refuses the message: its exit is told by `close`.
      if (child.connected) child.send(message, () => undefined)
    },
    kill: () => void child.kill('SIGKILL'),
    processId: child.pid,
  }
}
