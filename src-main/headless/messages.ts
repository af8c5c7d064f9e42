import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../src-shared/errors.ts'
import type { RequestFacts } from './guard.ts'

/** Reads a JSON body of at most `limitBytes`; throws AppError `contract.badInput` for more, or for no JSON. */
export async function readJson(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limitBytes) throw new AppError('contract.badInput', { reason: 'size' })
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch (cause) {
    throw new AppError('contract.badInput', { reason: 'json' }, { cause })
  }
}

export function answerJson(response: ServerResponse, value: unknown): void {
  answerBytes(response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(value)))
}

export function answerBytes(response: ServerResponse, contentType: string, bytes: Uint8Array): void {
  response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', bytes.byteLength)
  response.end(bytes)
}

export function answerStatus(response: ServerResponse, status: number): void {
  if (response.headersSent) return void response.destroy()
  response.statusCode = status
  response.end()
}

/** What the guard judges a request by. */
export function requestFacts(request: IncomingMessage): RequestFacts {
  const { host, origin, cookie } = request.headers
  const fetchSite = request.headers['sec-fetch-site']
  return {
    method: request.method ?? '',
    host,
    origin,
    cookie,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    upgrade: request.headers.upgrade !== undefined,
  }
}
