import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AppEvent } from '../../src-shared/contract/events.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { HostDoors, IntakeFile } from '../../src-main/app/doors.ts'
import { startLoopbackHost, type LoopbackHost } from '../../src-main/headless/httpHost.ts'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

let folder = ''
let host: LoopbackHost
let dispatched: string[] = []
let files: IntakeFile[] = []
let listener: ((event: AppEvent) => void) | null = null

const doors: HostDoors = {
  dispatch: async (name) => {
    dispatched.push(name)
    return { ok: true, value: null }
  },
  subscribe: (given) => {
    listener = given
    return () => (listener = null)
  },
  image: async () => {
    throw new AppError('image.missing')
  },
  addIntake: (file) => {
    files.push(file)
    return 'id'
  },
  exportArchive: async () => {
    throw new AppError('job.missing')
  },
  report: async () => {
    throw new AppError('report.missing')
  },
}

beforeEach(async () => {
  dispatched = []
  files = []
  folder = await mkdtemp(join(tmpdir(), 'loopback-'))
  await writeFile(join(folder, 'index.html'), '<p>window</p>')
  host = await startLoopbackHost({ doors, rendererFolder: folder, stagingFolder: join(folder, 'staging'), port: 0 })
})
afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

/** Sends exactly what it is told: fetch would correct Host, Origin and the path. */
function send(method: string, path: string, headers: Record<string, string> = {}, body: string | Buffer = ''): Promise<Answer> {
  const { port, host: authority } = new URL(host.address)
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers: { Host: authority, ...headers }, setHost: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function signIn(): Promise<Record<string, string>> {
  const own = { Origin: host.address, 'Sec-Fetch-Site': 'same-origin' }
  const answer = await send('POST', '/session', own, JSON.stringify({ code: host.code }))
  return { ...own, Cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' }
}

describe('the loopback host', () => {
  it('binds to the loopback address alone and sends the headers with every answer', async () => {
    expect(host.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
    for (const path of ['/', '/nothing', '/call/app.status']) {
      const { headers } = await send('GET', path)
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' })
      expect(headers['cache-control']).toContain('no-store')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('exchanges its code once for an HttpOnly, SameSite=Strict cookie', async () => {
    const own = { Origin: host.address }
    const first = await send('POST', '/session', own, JSON.stringify({ code: host.code }))
    expect(String(first.headers['set-cookie'])).toMatch(/^ctw_[0-9a-f]+=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/u)
    expect((await send('POST', '/session', own, JSON.stringify({ code: host.code }))).status).toBe(401)
  })

  it('gives up its code after five wrong tries', async () => {
    const own = { Origin: host.address }
    for (let index = 0; index < 5; index += 1) {
      expect((await send('POST', '/session', own, JSON.stringify({ code: String(index).repeat(32) }))).status).toBe(401)
    }
    expect((await send('POST', '/session', own, JSON.stringify({ code: host.code }))).status).toBe(401)
  })

  it('answers nothing without the session, and nobody else with it', async () => {
    const session = await signIn()
    const body = '{}'
    expect((await send('POST', '/call/app.status', session, body)).status).toBe(200)
    const hostile: Record<string, string>[] = [
      { ...session, Cookie: '' },
      { ...session, Cookie: 'ctw_0=1' },
      { ...session, Host: 'evil.example' },
      { ...session, Host: `localhost:${new URL(host.address).port}` },
      { ...session, Origin: 'http://evil.example' },
      { ...session, Origin: 'null' },
      { ...session, 'Sec-Fetch-Site': 'cross-site' },
      { ...session, 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const headers of hostile) {
      for (const [method, path] of [['POST', '/call/app.status'], ['POST', '/intake'], ['GET', '/image/a/display'], ['GET', '/export/a.zip']] as const) {
        const { status } = await send(method, path, headers, method === 'POST' ? body : '')
        expect([headers, path, [401, 403].includes(status)]).toEqual([headers, path, true])
      }
    }
    expect(dispatched).toEqual(['app.status'])
    expect(files).toEqual([])
  })

  it('answers 404 for every path that is no route', async () => {
    const session = await signIn()
    for (const path of ['/call', '/image/', '/image/a/original', '/export/', '/staging', '/../etc/passwd', '/%2e%2e/etc/passwd', '/session/x', '/events']) {
      expect([path, (await send('GET', path, session)).status]).toEqual([path, 404])
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) expect((await send(method, '/call/app.status', session)).status).toBe(404)
  })

  it('refuses a call that is no JSON', async () => {
    const reply = await send('POST', '/call/app.status', await signIn(), '{"a":')
    expect(JSON.parse(reply.body)).toMatchObject({ ok: false, error: { code: 'contract.badInput' } })
  })

  it('keeps an upload only encrypted, and gives the import the very bytes', async () => {
    const session = await signIn()
    const bytes = Buffer.from('a picture with a telling text in it')
    const reply = await send('POST', '/intake', { ...session, 'X-File-Name': encodeURIComponent('王/七月/舌.png') }, bytes)
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: { intakeId: 'id' } })
    const [file] = files
    expect(file).toMatchObject({ name: '舌.png', folder: '王/七月', bytes: bytes.length })
    expect(Buffer.from((await file?.open()) ?? []).equals(bytes)).toBe(true)
    const { readdir, readFile } = await import('node:fs/promises')
    const staged = await readdir(join(folder, 'staging'))
    expect(staged).toHaveLength(1)
    expect((await readFile(join(folder, 'staging', staged[0] ?? ''))).includes('telling')).toBe(false)
    await file?.release()
    expect(await readdir(join(folder, 'staging'))).toEqual([])
  })

  it('refuses an upload without a name or without bytes', async () => {
    const session = await signIn()
    const unnamed = await send('POST', '/intake', session, 'x')
    expect(JSON.parse(unnamed.body)).toMatchObject({ error: { code: 'contract.badInput' } })
    const empty = await send('POST', '/intake', { ...session, 'X-File-Name': 'a.png' })
    expect(JSON.parse(empty.body)).toMatchObject({ error: { code: 'image.empty' } })
    expect(files).toEqual([])
  })

  it('sends events to the session and opens its socket to nobody else', async () => {
    const session = await signIn()
    const open = (headers: Record<string, string>): Promise<WebSocket | null> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${host.address.replace('http', 'ws')}/events`, { headers })
        socket.on('open', () => resolve(socket))
        socket.on('error', () => resolve(null))
      })
    expect(await open({ ...session, Cookie: '' })).toBeNull()
    expect(await open({ ...session, Origin: 'http://evil.example' })).toBeNull()
    const socket = await open(session)
    const heard = new Promise((resolve) => socket?.on('message', (data) => resolve(JSON.parse(String(data)))))
    listener?.({ kind: 'worklist.changed' })
    expect(await heard).toEqual({ kind: 'worklist.changed' })
    socket?.close()
  })
})
