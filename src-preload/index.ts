import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { AppEvent } from '../src-shared/contract/events.ts'

/** All the window can reach. No channel name, event object or Node value crosses. */
contextBridge.exposeInMainWorld('ctw', {
  call: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke('ctw:call', name, input),
  intake: (file: File, relativePath: string): Promise<unknown> =>
    ipcRenderer.invoke('ctw:intake', webUtils.getPathForFile(file), relativePath),
  revealExport: (exportId: string): Promise<unknown> => ipcRenderer.invoke('ctw:reveal-export', exportId),
  saveReport: (reportId: string): Promise<unknown> => ipcRenderer.invoke('ctw:save-report', reportId),
  subscribe: (listener: (event: AppEvent) => void): (() => void) => {
    const forward = (_event: unknown, event: AppEvent): void => listener(event)
    ipcRenderer.on('ctw:event', forward)
    return () => void ipcRenderer.off('ctw:event', forward)
  },
})
