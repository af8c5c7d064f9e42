import { isMainThread } from 'node:worker_threads'
import type { ChildMessage, ChildOrder, RequestMessage } from './wire.ts'

/**
 * The child's entry. One file has three lives, so that a package needs one entry: the thread that watches memory, the
 * throw-away process that tries a provider, and the process that serves requests. Each loads only what it needs.
 */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** Electron's utility process talks through `parentPort`, a forked one through its IPC channel. */
const parentPort = (process as NodeJS.Process & { readonly parentPort?: ParentPort }).parentPort

function say(message: ChildMessage): void {
  if (parentPort === undefined) process.send?.(message)
  else parentPort.postMessage(message)
}

function listen(onRequest: (message: RequestMessage) => void): void {
  if (parentPort !== undefined) {
    parentPort.on('message', ({ data }) => onRequest(data as RequestMessage))
    return
  }
  process.on('message', (message) => onRequest(message as RequestMessage))
  // Nobody is left to answer.
  process.on('disconnect', () => process.exit())
}

async function live(): Promise<void> {
  if (!isMainThread) {
    const { watchMemory } = await import('./memoryWatch.ts')
    return watchMemory()
  }
  const order = JSON.parse(process.argv[2] ?? '{}') as ChildOrder
  if (order.mode === 'probe') {
    const { tryProvider } = await import('./providerProbe.ts')
    return tryProvider(order, say)
  }
  const { serve } = await import('./serve.ts')
  return serve(order, { say, listen })
}

await live()
