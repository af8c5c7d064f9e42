import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { IpcMain, WebContents } from 'electron'
import type { CallName } from '../../src-shared/contract/contract.ts'
import type { ImageViewName } from '../../src-shared/domain/image.ts'
import type { Reply } from '../../src-shared/errors.ts'
import type { HostDoors } from '../../src-main/app/doors.ts'
import { createHostDoors } from '../../src-main/app/hostDoors.ts'
import { createServices, type Services } from '../../src-main/app/services.ts'
import { appPage } from '../../src-main/electron/addresses.ts'
import { attachIpc, channels } from '../../src-main/electron/ipcHost.ts'
import { answerImage } from '../../src-main/electron/protocols.ts'
import { startLoopbackHost } from '../../src-main/headless/httpHost.ts'

/** One host as its window sees it, over real services in a folder of its own. */
export interface TestHost {
  readonly services: Services
  readonly call: (name: CallName | (string & {}), input: unknown) => Promise<Reply<unknown>>
  readonly image: (imageId: string, view: ImageViewName) => Promise<number>
  readonly intake: (name: string, bytes: Uint8Array) => Promise<Reply<{ readonly intakeId: string }>>
  /** A finished report as the window gets it; null where it gets none. */
  readonly report: (reportId: string) => Promise<Uint8Array | null>
  readonly close: () => Promise<void>
}

type Attach = (doors: HostDoors, folder: string) => Promise<Pick<TestHost, 'call' | 'image' | 'intake' | 'report' | 'close'>>

export async function startTestHost(kind: 'electron' | 'loopback'): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-host-'))
  const services = createServices({
    storeFolder: join(folder, 'store'),
    modelsFolder: join(import.meta.dirname, '..', '..', 'models'),
    host: kind,
    engine: { provider: 'cpu' },
  })
  const host = await attach[kind](createHostDoors(services), folder)
  return {
    ...host,
    services,
    close: async () => {
      await host.close()
      await services.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const attachLoopback: Attach = async (doors, folder) => {
  const rendererFolder = folder
  await writeFile(join(folder, 'index.html'), '<p>window</p>')
  const host = await startLoopbackHost({ doors, rendererFolder, stagingFolder: join(folder, 'staging'), port: 0 })
  const headers = { Origin: host.address, 'Sec-Fetch-Site': 'same-origin' }
  const session = await fetch(`${host.address}/session`, { method: 'POST', headers, body: JSON.stringify({ code: host.code }) })
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${host.address}${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string> | undefined), Cookie: cookie } })
  return {
    call: async (name, input) => (await send(`/call/${name}`, { method: 'POST', body: JSON.stringify(input ?? null) })).json() as Promise<Reply<unknown>>,
    image: async (imageId, view) => (await send(`/image/${imageId}/${view}`)).status,
    intake: async (name, bytes) => {
      const init = { method: 'POST', body: new Uint8Array(bytes), headers: { 'X-File-Name': encodeURIComponent(name) } }
      return (await send('/intake', init)).json() as Promise<Reply<{ intakeId: string }>>
    },
    report: async (reportId) => {
      const response = await send(`/report/${reportId}`)
      return response.headers.get('content-type') === 'application/pdf' ? new Uint8Array(await response.arrayBuffer()) : null
    },
    close: host.close,
  }
}

/** Electron's own binary is not needed for this: what it would hand over is handed over here. */
const attachElectron: Attach = async (doors, folder) => {
  const handlers = new Map<string, (event: unknown, ...input: unknown[]) => Promise<Reply<unknown>>>()
  const page = { mainFrame: { url: appPage }, isDestroyed: () => false, send: () => {} }
  const ipcMain = { handle: (channel: string, handler: never) => void handlers.set(channel, handler) } as unknown as IpcMain
  const saved = new Map<string, Uint8Array>()
  const detach = attachIpc({
    ipcMain,
    doors,
    page: () => page as unknown as WebContents,
    revealExport: async () => {},
    saveReport: async (reportId) => void saved.set(reportId, (await doors.report(reportId)).bytes),
  })
  const invoke = (channel: string, ...input: unknown[]): Promise<Reply<unknown>> => {
    const handler = handlers.get(channel)
    if (handler === undefined) throw new Error(`nothing listens on ${channel}`)
    // What crosses a process boundary is copied: functions and class instances must not survive.
    return handler({ sender: page, senderFrame: page.mainFrame }, ...structuredClone(input)).then((reply) => structuredClone(reply))
  }
  let files = 0
  return {
    call: (name, input) => invoke(channels.call, name, input),
    image: async (imageId, view) => (await answerImage(`ctw-image://store/${imageId}/${view}`, doors)).status,
    intake: async (name, bytes) => {
      const chosen = join(folder, `chosen-${files++}`)
      await mkdir(chosen)
      const path = join(chosen, basename(name))
      await writeFile(path, bytes)
      return (await invoke(channels.intake, path, name)) as Reply<{ intakeId: string }>
    },
    report: async (reportId) => {
      await invoke(channels.saveReport, reportId)
      return saved.get(reportId) ?? null
    },
    close: async () => detach(),
  }
}

const attach: Readonly<Record<'electron' | 'loopback', Attach>> = { electron: attachElectron, loopback: attachLoopback }
