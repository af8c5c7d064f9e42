import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { appPage } from './addresses.ts'
import { windowOptions } from './windowOptions.ts'

type MakeWindow = (options: BrowserWindowConstructorOptions) => BrowserWindow

/** The one place that makes a window. It is shown once its page can be painted, so that nothing flashes. */
export async function openWindow(make: MakeWindow, preloadPath: string): Promise<BrowserWindow> {
  const window = make(windowOptions(preloadPath))
  window.setMenuBarVisibility(false)
  window.once('ready-to-show', () => window.show())
  await window.loadURL(appPage)
  return window
}
