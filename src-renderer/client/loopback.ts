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
    subscribe: openEventDoor(),
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
    openReport: async (reportId) => {
      download(`/report/${reportId}`)
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

interface Subscriber {
  readonly listener: EventListener
  readonly connection: ConnectionListener | undefined
}

/** One socket for all subscribers of the window; it comes back by itself, each time a little later. */
function openEventDoor(): Transport['subscribe'] {
  const subscribers = new Set<Subscriber>()
  let socket: WebSocket | null = null
  let retryMs = firstRetryMs
  const tell = (connected: boolean): void => {
    for (const { connection } of subscribers) connection?.(connected)
  }
  const connect = (): void => {
    socket = new WebSocket(`ws://${location.host}/events`)
    socket.addEventListener('open', () => {
      retryMs = firstRetryMs
      tell(true)
    })
    socket.addEventListener('message', (message) => {
      const event = JSON.parse(String(message.data)) as AppEvent
      for (const { listener } of subscribers) listener(event)
    })
    socket.addEventListener('close', () => {
      tell(false)
      setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    })
  }
  return (listener, connection) => {
    const subscriber = { listener, connection }
    subscribers.add(subscriber)
    if (socket === null) connect()
    else if (socket.readyState === WebSocket.OPEN) connection?.(true)
    return () => subscribers.delete(subscriber)
  }
}

function download(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
