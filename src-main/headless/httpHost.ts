import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contentSecurityPolicy, securityHeaders } from '../app/contentSecurity.ts'
import type { HostDoors } from '../app/doors.ts'
import { attachEventSocket } from './eventSocket.ts'
import { judgeOrigin, judgeSession, sameSecret, type GuardSecrets } from './guard.ts'
import { answerJson, answerStatus, readJson, requestFacts } from './messages.ts'
import { answerRoute, type RouteContext } from './routes.ts'
import { Staging } from '../importing/staging.ts'

export interface LoopbackOptions {
  readonly doors: HostDoors
  /** The built renderer. */
  readonly rendererFolder: string
  /** Where uploads wait for the import, encrypted; emptied at every start. */
  readonly stagingFolder: string
  /** 0 takes any free port. */
  readonly port: number
}

export interface LoopbackHost {
  /** "http://127.0.0.1:PORT" */
  readonly address: string
  /** Exchanged once for the session cookie; goes into the address as `#code=…`, which no server log ever sees. */
  readonly code: string
  readonly close: () => Promise<void>
}

/** The whole contract over HTTP and one WebSocket, for one browser on this machine. */
export async function startLoopbackHost(options: LoopbackOptions): Promise<LoopbackHost> {
  const staging = await Staging.create(options.stagingFolder)
  const code = randomBytes(16).toString('hex')
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 120_000 })
  const port = await listen(server, options.port)
  const secrets: GuardSecrets = {
    authority: `127.0.0.1:${port}`,
    cookieName: `ctw_${randomBytes(6).toString('hex')}`,
    cookieValue: randomBytes(32).toString('hex'),
  }
  const exchange = codeExchange(code, secrets)
  const context: RouteContext = { ...options, staging }
  server.on('request', (request, response) => {
    setHeaders(response, secrets.authority)
    answer(request, response, { secrets, exchange, context }).catch(() => answerStatus(response, 500))
  })
  const closeSockets = attachEventSocket(server, secrets, options.doors)
  return {
    address: `http://${secrets.authority}`,
    code,
    close: async () => {
      closeSockets()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await staging.close()
    },
  }
}

interface HostState {
  readonly secrets: GuardSecrets
  readonly exchange: (sent: unknown) => string | null
  readonly context: RouteContext
}

async function answer(request: IncomingMessage, response: ServerResponse, state: HostState): Promise<void> {
  const facts = requestFacts(request)
  const path = (request.url ?? '').split('?')[0] ?? ''
  const origin = judgeOrigin(facts, state.secrets.authority)
  if (origin !== 'accepted') return answerStatus(response, 403)
  if (path === '/session' && request.method === 'POST') return exchangeCode(request, response, state)
  if (await answerRoute.renderer(request, response, state.context)) return
  if (judgeSession(facts, state.secrets) !== 'accepted') return answerStatus(response, 401)
  await answerRoute.guarded(request, response, state.context)
}

async function exchangeCode(request: IncomingMessage, response: ServerResponse, state: HostState): Promise<void> {
  const body = await readJson(request, 1024)
  const cookie = state.exchange((body as { code?: unknown } | null)?.code)
  if (cookie === null) return answerStatus(response, 401)
  response.setHeader('Set-Cookie', cookie)
  answerJson(response, { ok: true })
}

/** The code works once; five wrong tries end it, so that it cannot be guessed by another program on this machine. */
function codeExchange(code: string, secrets: GuardSecrets): (sent: unknown) => string | null {
  let triesLeft = 5
  return (sent) => {
    if (triesLeft <= 0) return null
    triesLeft -= 1
    if (typeof sent !== 'string' || !sameSecret(sent, code)) return null
    triesLeft = 0
    return `${secrets.cookieName}=${secrets.cookieValue}; HttpOnly; SameSite=Strict; Path=/`
  }
}

function setHeaders(response: ServerResponse, authority: string): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('Content-Security-Policy', contentSecurityPolicy([`ws://${authority}`]))
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

