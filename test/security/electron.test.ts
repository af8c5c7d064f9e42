import { EventEmitter } from 'node:events'
import type { App, BrowserWindow, BrowserWindowConstructorOptions, IpcMain, Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { appPage, isOwnPage } from '../../src-main/electron/addresses.ts'
import { attachIpc, channels } from '../../src-main/electron/ipcHost.ts'
import { lockDown, onlyTheCamera, refuseNavigation } from '../../src-main/electron/lockdown.ts'
import { openWindow } from '../../src-main/electron/window.ts'
import { webPreferences } from '../../src-main/electron/windowOptions.ts'
import type { HostDoors } from '../../src-main/app/doors.ts'
import type { Reply } from '../../src-shared/errors.ts'

/** Electron itself cannot run here: these stand-ins record what the host asks of it. */
class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => unknown) | null = null
  readonly sent: unknown[] = []
  readonly mainFrame = { url: appPage }
  destroyed = false
  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  send(...message: unknown[]): void {
    this.sent.push(message)
  }
}

const asContents = (contents: FakeContents): WebContents => contents as unknown as WebContents

const hostileUrls = [
  'https://evil.example', 'http://127.0.0.1', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'blob:x', 'about:blank',
  'ctw-app://elsewhere/index.html', 'ctw-app://window.evil/index.html', 'chrome://settings', 'devtools://devtools', 'ws://evil.example',
  'smb://server/share', 'vscode://x', 'ms-settings:', 'mailto:a@b', 'tel:1', 'ftp://a', 'view-source:https://a', 'filesystem:x',
  'chrome-extension://a/b', 'intent://a', 'ctw-image://store/x', '//evil.example', 'https:evil.example', 'HTTPS://EVIL.EXAMPLE',
  'ctw-app://window@evil.example/', 'ctw-app:window', '\\\\server\\share', 'http://[::1]',
]

describe('windows of the desktop host', () => {
  it('are made with the one frozen set of preferences', async () => {
    const made: BrowserWindowConstructorOptions[] = []
    const loaded: string[] = []
    const make = (options: BrowserWindowConstructorOptions): BrowserWindow => {
      made.push(options)
      const window = { setMenuBarVisibility: () => {}, once: () => {}, show: () => {}, loadURL: async (url: string) => void loaded.push(url) }
      return window as unknown as BrowserWindow
    }
    await openWindow(make, '/preload.cjs')
    expect(made.map((options) => options.webPreferences)).toEqual([{ ...webPreferences, preload: '/preload.cjs' }])
    expect(webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false })
    expect(Object.isFrozen(webPreferences)).toBe(true)
    expect(loaded).toEqual([appPage])
  })

  it('go nowhere else', () => {
    const contents = new FakeContents()
    refuseNavigation(asContents(contents))
    expect(hostileUrls.length).toBeGreaterThanOrEqual(30)
    for (const url of hostileUrls) {
      for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview', 'will-frame-navigate']) {
        let prevented = false
        contents.emit(name, { preventDefault: () => (prevented = true), url }, url)
        expect([name, url, prevented]).toEqual([name, url, true])
      }
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' })
      expect(isOwnPage(url)).toBe(false)
    }
  })

  type Ask = (contents: null, name: string, decide: (granted: boolean) => void, details: object) => void
  type Check = (contents: null, name: string, origin: string, details: object) => boolean
  const handlersOf = (): { ask: (name: string, details: object) => boolean; check: (name: string, details: object) => boolean; device: () => boolean } => {
    let ask: Ask | undefined
    let check: Check | undefined
    let device: (() => boolean) | undefined
    const session = {
      setPermissionRequestHandler: (handler: Ask) => (ask = handler),
      setPermissionCheckHandler: (handler: Check) => (check = handler),
      setDevicePermissionHandler: (handler: () => boolean) => (device = handler),
    }
    onlyTheCamera(session as unknown as Session)
    return {
      ask: (name, details) => {
        const decisions: boolean[] = []
        ask?.(null, name, (granted) => decisions.push(granted), details)
        expect(decisions).toHaveLength(1)
        return decisions[0] === true
      },
      check: (name, details) => check?.(null, name, '', details) === true,
      device: () => device?.() === true,
    }
  }
  const here = { isMainFrame: true, requestingUrl: appPage }

  it('get no permission of any other name, and no device', () => {
    const { ask, check, device } = handlersOf()
    for (const name of ['geolocation', 'notifications', 'midi', 'pointerLock', 'fullscreen', 'openExternal', 'clipboard-read', 'display-capture', 'usb', 'unknown']) {
      const details = { ...here, mediaTypes: ['video'], mediaType: 'video' }
      expect([name, ask(name, details), check(name, details)]).toEqual([name, false, false])
    }
    expect(device()).toBe(false)
  })

  it('get the camera without sound, on the program\'s own page alone', () => {
    const { ask, check } = handlersOf()
    expect(ask('media', { ...here, mediaTypes: ['video'] })).toBe(true)
    expect(check('media', { ...here, mediaType: 'video' })).toBe(true)
    for (const mediaTypes of [[], ['audio'], ['video', 'audio'], undefined]) expect(ask('media', { ...here, mediaTypes })).toBe(false)
    for (const mediaType of ['audio', 'unknown', undefined]) expect(check('media', { ...here, mediaType })).toBe(false)
    for (const other of [{ isMainFrame: false }, { requestingUrl: 'https://evil.example/' }, { requestingUrl: `${appPage}.evil.example` }, { requestingUrl: undefined }]) {
      expect(ask('media', { ...here, ...other, mediaTypes: ['video'] })).toBe(false)
      expect(check('media', { ...here, ...other, mediaType: 'video' })).toBe(false)
    }
  })

  it('are locked down whoever makes them', () => {
    const app = Object.assign(new EventEmitter(), { sandboxed: false, enableSandbox: () => (app.sandboxed = true) })
    lockDown(app as unknown as App)
    const contents = new FakeContents()
    app.emit('web-contents-created', {}, contents)
    expect(app.sandboxed).toBe(true)
    expect(contents.openHandler?.({ url: 'https://evil.example' })).toEqual({ action: 'deny' })
  })
})

describe('calls to the desktop host', () => {
  const attach = (): { contents: FakeContents; calls: string[]; invoke: (event: object, name?: string) => Promise<Reply<unknown>> } => {
    const contents = new FakeContents()
    const calls: string[] = []
    const handlers = new Map<string, (event: unknown, ...input: unknown[]) => Promise<Reply<unknown>>>()
    const doors = {
      dispatch: async (name: string) => {
        calls.push(name)
        return { ok: true, value: null } as const
      },
      subscribe: () => () => {},
    } as unknown as HostDoors
    const ipcMain = { handle: (channel: string, handler: never) => void handlers.set(channel, handler) } as unknown as IpcMain
    attachIpc({ ipcMain, doors, page: () => asContents(contents), revealExport: async () => {}, saveReport: async () => {} })
    return {
      contents,
      calls,
      invoke: (event, name = channels.call) => {
        const handler = handlers.get(name)
        if (handler === undefined) throw new Error(`no handler for ${name}`)
        return handler(event, 'app.status', {})
      },
    }
  }

  it('are answered from the main frame of our own page', async () => {
    const { contents, calls, invoke } = attach()
    expect(await invoke({ sender: contents, senderFrame: contents.mainFrame })).toEqual({ ok: true, value: null })
    expect(calls).toEqual(['app.status'])
  })

  it('are refused from anywhere else, on every channel', async () => {
    const { contents, calls, invoke } = attach()
    const stranger = new FakeContents()
    const events = [
      { sender: contents, senderFrame: null },
      { sender: contents, senderFrame: { url: appPage } },
      { sender: stranger, senderFrame: stranger.mainFrame },
      { sender: stranger, senderFrame: contents.mainFrame },
    ]
    const replies = [channels.call, channels.intake, channels.revealExport, channels.saveReport].flatMap((name) => events.map((event) => invoke(event, name)))
    for (const reply of await Promise.all(replies)) expect(reply).toMatchObject({ ok: false, error: { code: 'auth.denied' } })
    contents.mainFrame.url = 'about:blank'
    expect(await invoke({ sender: contents, senderFrame: contents.mainFrame })).toMatchObject({ ok: false })
    contents.mainFrame.url = appPage
    contents.destroyed = true
    expect(await invoke({ sender: contents, senderFrame: contents.mainFrame })).toMatchObject({ ok: false })
    expect(calls).toEqual([])
  })
})
