import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { Reply } from '../../src-shared/errors.ts'
import { toReply, unreachable, type ConnectionListener, type EventListener, type Transport } from './transport.ts'

const firstRetryMs = 250
const longestRetryMs = 5000

/** Speaks to the loopback host that served this page: calls over HTTP, events over one WebSocket. */
export function loopbackTransport(): Transport {
  return {
    call: (name, input) =>
      post(`/call/${name}`, JSON.stringify(input ?? {}), { 'Content-Type': 'application/json' }),
    subscribe: subscribeToEvents,
    imageUrl: (imageId, view) => `/image/${imageId}/${view}`,
    intake: (file, relativePath) =>
      post('/intake', file, {
        'Content-Type': 'application/octet-stream',
        'X-File-Name': encodeURIComponent(relativePath),
      }),
    openExport: async (exportId) => {
      download(`/export/${exportId}.zip`)
      return { ok: true, value: null }
    },
  }
}

/**
 * Exchanges the one-time code of the address (`#code=…`) for the host's cookie and takes it out of the address and
 * the history. Without a code the cookie of an earlier exchange serves.
 */
export async function redeemCode(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code === null) return
  history.replaceState(null, '', `${location.pathname}#/`)
  await post('/session', JSON.stringify({ code }), { 'Content-Type': 'application/json' })
}

async function post<O>(path: string, body: BodyInit, headers: Record<string, string>): Promise<Reply<O>> {
  try {
    const response = await fetch(path, { method: 'POST', body, headers, credentials: 'same-origin' })
    return toReply(await response.json())
  } catch {
    // No answer, or none that is a reply: the host is gone or no longer knows this window.
    return unreachable()
  }
}

function subscribeToEvents(listener: EventListener, connection?: ConnectionListener): () => void {
  let socket: WebSocket | null = null
  let retryMs = firstRetryMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const connect = (): void => {
    socket = new WebSocket(`ws://${location.host}/events`)
    socket.addEventListener('open', () => {
      retryMs = firstRetryMs
      connection?.(true)
    })
    socket.addEventListener('message', (message) => listener(JSON.parse(String(message.data)) as AppEvent))
    socket.addEventListener('close', () => {
      if (ended) return
      connection?.(false)
      timer = setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    })
  }
  connect()
  return () => {
    ended = true
    clearTimeout(timer)
    socket?.close()
  }
}

function download(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
