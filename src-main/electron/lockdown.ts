import type { App, Session, WebContents } from 'electron'
import { isOwnPage } from './addresses.ts'

/**
 * One permission is granted: pictures of a camera, to the program's own page, where somebody takes photos of a tongue. No sound,
 * no other page, no device, nothing else.
 */
export function onlyTheCamera(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const isCamera = permission === 'media' && kinds.length > 0 && kinds.every((kind) => kind === 'video')
    decide(isCamera && details.isMainFrame && isOwnPage(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, _origin, { isMainFrame, mediaType, requestingUrl }) => permission === 'media' && isMainFrame && mediaType === 'video' && isOwnPage(requestingUrl),
  )
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
  app.on('session-created', onlyTheCamera)
}
