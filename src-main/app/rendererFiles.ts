import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export interface RendererFile {
  readonly contentType: string
  readonly bytes: Uint8Array
}

const safePath = /^\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/u

/**
 * A file of the built renderer, or null. Both hosts serve the window from here. The path is taken as it stands on the
 * wire: nothing is decoded, so `%2e`, backslashes, NUL and `..` never name a file, and a link out of the folder is refused.
 */
export async function rendererFile(folder: string, urlPath: string): Promise<RendererFile | null> {
  const path = urlPath === '/' ? '/index.html' : urlPath
  if (!safePath.test(path) || path.includes('..')) return null
  const contentType = contentTypes[extname(path)]
  if (contentType === undefined) return null
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    if (!file.startsWith(root + sep)) return null
    return { contentType, bytes: await readFile(file) }
  } catch {
    return null
  }
}
