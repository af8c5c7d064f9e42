import type { BrowserWindowConstructorOptions } from 'electron'

/** The only web preferences a window of this program ever has; a test compares every window with this object. */
export const webPreferences = Object.freeze({
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
})

export const windowOptions = (preloadPath: string): BrowserWindowConstructorOptions => ({
  width: 1440,
  height: 900,
  minWidth: 1024,
  minHeight: 700,
  show: false,
  backgroundColor: '#121417',
  title: 'CTransCNN Workstation',
  webPreferences: { ...webPreferences, preload: preloadPath },
})
