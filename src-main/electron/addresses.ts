/** The window's own page; nothing else is ever shown in it. */
export const appOrigin = 'ctw-app://window'
export const appPage = `${appOrigin}/index.html`

/** Standard, secure schemes, so that the content policy's 'self' and fetch work as on the web. No file:// anywhere. */
export const schemes = [
  { scheme: 'ctw-app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: false } },
  { scheme: 'ctw-image', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } },
] as const

/** A frame may call the program only from the window's own page. */
export function isOwnPage(url: string | undefined): boolean {
  if (url === undefined) return false
  return url === appPage || url.startsWith(`${appPage}#`)
}
