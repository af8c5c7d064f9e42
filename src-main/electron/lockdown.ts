import type { App, Session, WebContents } from 'electron'

/** No permission is ever granted: the program needs none that a page could ask for. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** The window stays on its own page: no navigation, no second window, no embedded page. */
export function refuseNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Holds for every page the program ever makes, whoever makes it. */
export function lockDown(app: App): void {
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => refuseNavigation(contents))
  app.on('session-created', refusePermissions)
}
