import { app, BrowserWindow, dialog, ipcMain, protocol, session, shell, utilityProcess } from 'electron'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import type { DoorFile } from '../app/doors.ts'
import { createHostDoors } from '../app/hostDoors.ts'
import { createServices, type Services } from '../app/services.ts'
import { schemes } from './addresses.ts'
import { utilityLaunch } from './engineLauncher.ts'
import { attachIpc } from './ipcHost.ts'
import { lockDown, onlyTheCamera } from './lockdown.ts'
import { answerAppFile, answerImage } from './protocols.ts'
import { openWindow } from './window.ts'

/** In a package `app.getAppPath()` is the archive; models and the engine's child lie beside it, unpacked. */
const appFolder = app.getAppPath()
const unpacked = (...parts: readonly string[]): string => join(appFolder.replace(/\.asar$/u, '.asar.unpacked'), ...parts)

lockDown(app)
protocol.registerSchemesAsPrivileged([...schemes])

let window: BrowserWindow | null = null
let services: Services | null = null

async function start(): Promise<void> {
  await app.whenReady()
  onlyTheCamera(session.defaultSession)
  const started = createServices({
    storeFolder: process.env['CTW_STORE'] ?? join(app.getPath('home'), 'CTransCNN Workstation'),
    modelsFolder: unpacked('models'),
    host: 'electron',
    engine: { childEntry: unpacked('out', 'main', 'engine.js') },
    engineMeans: { launch: utilityLaunch((...input) => utilityProcess.fork(...input)) },
  })
  services = started
  const doors = createHostDoors(started)
  protocol.handle('ctw-app', (request) => answerAppFile(request.url, join(appFolder, 'out', 'renderer')))
  protocol.handle('ctw-image', (request) => answerImage(request.url, doors))
  attachIpc({
    ipcMain,
    doors,
    page: () => (window === null || window.isDestroyed() ? null : window.webContents),
    revealExport: async (exportId) => {
      // The doors check the permission and the id before anything is asked.
      await saveFile({ fileName: 'ctranscnn-export.zip', bytes: await doors.exportArchive(exportId) })
    },
    saveReport: async (reportId) => saveFile(await doors.report(reportId)),
  })
  window = await openWindow((options) => new BrowserWindow(options), join(appFolder, 'out', 'preload', 'index.cjs'))
}

/** Where the person says; nothing when they change their mind. */
async function saveFile({ fileName, bytes }: DoorFile): Promise<void> {
  const { filePath } = await dialog.showSaveDialog({ defaultPath: fileName })
  if (filePath === '') return
  await writeFile(filePath, bytes)
  shell.showItemInFolder(filePath)
}

/** One sentence instead of a window that never comes. */
function refuseToStart(error: unknown): void {
  const code = error instanceof AppError ? error.code : 'internal'
  const sentence =
    code === 'store.inUse'
      ? 'The workstation is already open.\n工作站已经打开。'
      : `The workstation could not be opened (${code}). Nothing was changed.\n工作站无法打开（${code}），数据未作任何改动。`
  dialog.showErrorBox('CTransCNN Workstation', sentence)
  app.exit(3)
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => window?.focus())
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (services === null) return
    // Jobs finish their transaction and the store closes before the process ends.
    event.preventDefault()
    const closing = services
    services = null
    void closing.close().finally(() => app.quit())
  })
  start().catch(refuseToStart)
} else {
  app.quit()
}
