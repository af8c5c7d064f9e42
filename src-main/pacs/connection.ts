import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { getCACertificates } from 'node:tls'
import { AppError } from '../../src-shared/errors.ts'
import { connectionError } from './failures.ts'
import type { PacsLimits } from './limits.ts'

/** Where a PACS answers DICOMweb, and as whom it is asked. */
export interface PacsTarget {
  /** Root of the services, for instance https://pacs.example/dicom-web. */
  readonly url: string
  /** '' for none. */
  readonly user: string
  readonly password: string
  /** PEM certificates that are trusted beside the system's; '' for none. */
  readonly authority: string
}

export interface PacsRequest {
  /** Below the root, with its query: "studies?limit=1". */
  readonly path: string
  readonly accept: string
  /** Absent: a GET. */
  readonly post?: { readonly contentType: string; readonly bytes: readonly Uint8Array[] }
  /** The answer may not be longer. */
  readonly maximumBytes: number
  readonly signal?: AbortSignal
}

export interface PacsAnswer {
  readonly status: number
  readonly contentType: string
  /** Of the header Warning; '' without one. */
  readonly warning: string
  /** To be read to its end, or given up by leaving its loop. Throws AppError `pacs.*`. */
  readonly body: AsyncIterable<Buffer>
  /** Gives up a body that nobody has begun to read. */
  readonly drop: () => void
}

/** As many as an import looks at together. */
const connections = 8
const headerBytes = 16 * 1024

/** The root with one slash at its end. Throws AppError `pacs.address` for what is no address of a web server. */
export function rootOf(url: string): URL {
  const root = URL.canParse(url) ? new URL(url) : null
  const isPlain = root !== null && /^https?:$/u.test(root.protocol) && root.search === '' && root.hash === '' && root.username === '' && root.password === ''
  if (!isPlain) throw new AppError('pacs.address')
  root.pathname = `${root.pathname.replace(/\/+$/u, '')}/`
  return root
}

/**
 * Requests to one DICOMweb server. Certificates are always verified, redirects never followed, and nothing is asked of any
 * other host. Every request has its limits in time and size; what is said of a failure holds no name and no address.
 */
export class PacsConnection {
  readonly limits: PacsLimits
  readonly #root: URL
  readonly #agent: HttpAgent
  readonly #authorization: string | null

  constructor({ url, user, password, authority }: PacsTarget, limits: PacsLimits) {
    this.limits = limits
    this.#root = rootOf(url)
    const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections }
    this.#agent = this.#root.protocol === 'https:' ? new HttpsAgent({ ...options, ca: authorities(authority) }) : new HttpAgent(options)
    this.#authorization = user === '' ? null : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
  }

  /** Throws AppError `pacs.*` for a connection that does not stand or an answer that does not begin. */
  async ask(request: PacsRequest): Promise<PacsAnswer> {
    for (let stale = 0; ; stale += 1) {
      try {
        return await this.#askOnce(request)
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw connectionError(error)
        // Kept connections may have been closed by the other side just as they are taken up again, one after the other.
        if (request.post !== undefined || stale === connections) throw connectionError(error.cause)
      }
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #askOnce({ path, accept, post, maximumBytes, signal }: PacsRequest): Promise<PacsAnswer> {
    const { connectMs, idleMs, overallMs } = this.limits
    const headers: Record<string, string> = { Accept: accept, 'Accept-Encoding': 'identity' }
    if (this.#authorization !== null) headers['Authorization'] = this.#authorization
    const length = post?.bytes.reduce((sum, { length: bytes }) => sum + bytes, 0) ?? 0
    if (post !== undefined) Object.assign(headers, { 'Content-Type': post.contentType, 'Content-Length': String(length) })
    const options: RequestOptions = { agent: this.#agent, method: post === undefined ? 'GET' : 'POST', headers, maxHeaderSize: headerBytes, ...(signal && { signal }) }
    const make = this.#root.protocol === 'https:' ? httpsRequest : httpRequest
    const request = make(new URL(path, this.#root), options)
    const clocks = timeLimits(request, { connectMs, idleMs, overallMs })
    return new Promise((resolve, reject) => {
      request.once('response', (response) => {
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          warning: String(response.headers['warning'] ?? ''),
          body: boundedBody(response, maximumBytes, clocks),
          drop: () => {
            clocks.end()
            response.destroy()
          },
        })
      })
      request.on('error', (error) => {
        clocks.end()
        const { code } = error as NodeJS.ErrnoException
        reject(request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE') ? new StaleConnection('stale', { cause: error }) : connectionError(error))
      })
      for (const bytes of post?.bytes ?? []) request.write(bytes)
      request.end()
    })
  }
}

class StaleConnection extends Error {}

/** The system's and the program's own authorities, and those of the house. */
const authorities = (own: string): string[] => [...new Set([...getCACertificates('default'), ...getCACertificates('system')]), ...(own.trim() === '' ? [] : [own])]

interface Clocks {
  /** Why the request was stopped; a stream that is stopped tells its reader only that it ended. */
  reason: AppError | null
  readonly end: () => void
}

function timeLimits(request: ClientRequest, { connectMs, idleMs, overallMs }: Pick<PacsLimits, 'connectMs' | 'idleMs' | 'overallMs'>): Clocks {
  // An error takes its stack when it is made: only one that happens is.
  const stop = (makeError: () => AppError) => (): void => {
    clocks.reason = makeError()
    request.destroy(clocks.reason)
  }
  const connecting = setTimeout(stop(() => new AppError('pacs.unreachable', { reason: 'time' })), connectMs)
  const overall = setTimeout(stop(() => new AppError('pacs.stalled')), overallMs)
  const connected = (): void => clearTimeout(connecting)
  request.once('socket', (socket) => {
    if (!socket.connecting) return connected()
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected)
  })
  request.setTimeout(idleMs, stop(() => new AppError('pacs.stalled')))
  const clocks: Clocks = {
    reason: null,
    end: () => {
      connected()
      clearTimeout(overall)
    },
  }
  return clocks
}

async function* boundedBody(response: IncomingMessage, maximumBytes: number, clocks: Clocks): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maximumBytes) throw new AppError('pacs.tooMuch', { megabytes: Math.ceil(maximumBytes / 2 ** 20) })
      yield chunk
    }
    if (!response.complete) throw new AppError('pacs.cutOff')
  } catch (error) {
    throw clocks.reason ?? connectionError(error)
  } finally {
    clocks.end()
    if (!response.complete) response.destroy()
  }
}

/** A whole answer in memory, within the request's limit. */
export async function bytesOf({ body }: PacsAnswer): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
