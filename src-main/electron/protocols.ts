import { imageViews, type ImageViewName } from '../../src-shared/domain/image.ts'
import { AppError } from '../../src-shared/errors.ts'
import { contentSecurityPolicy, securityHeaders } from '../app/contentSecurity.ts'
import type { HostDoors } from '../app/doors.ts'
import { rendererFile } from '../app/rendererFiles.ts'

const headers = (contentType: string): Record<string, string> => ({
  ...securityHeaders,
  'Content-Security-Policy': contentSecurityPolicy(),
  'Content-Type': contentType,
})

const notFound = (): Response => new Response(null, { status: 404, headers: headers('text/plain') })

// A view over the buffer would be a copy that may be shared; Response wants one of its own.
const body = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** `ctw-app://window/<file>`: the built renderer and nothing else. */
export async function answerAppFile(rawUrl: string, rendererFolder: string): Promise<Response> {
  const path = pathBelow(rawUrl, 'ctw-app://window')
  const file = path === null ? null : await rendererFile(rendererFolder, path)
  if (file === null) return notFound()
  return new Response(body(file.bytes), { headers: headers(file.contentType) })
}

/** `ctw-image://store/<imageId>/<view>`: one derived picture of the open store. */
export async function answerImage(rawUrl: string, doors: Pick<HostDoors, 'image'>): Promise<Response> {
  const match = /^\/([0-9a-f-]{36})\/([a-z]+)$/u.exec(pathBelow(rawUrl, 'ctw-image://store') ?? '')
  const [, imageId = '', view = ''] = match ?? []
  if (!(imageViews as readonly string[]).includes(view)) return notFound()
  try {
    const found = await doors.image(imageId, view as ImageViewName)
    const picture = { ...headers(found.contentType), 'Access-Control-Allow-Origin': 'ctw-app://window', 'Cross-Origin-Resource-Policy': 'cross-origin' }
    return new Response(body(found.bytes), { headers: picture })
  } catch (error) {
    const signedOut = error instanceof AppError && error.code.startsWith('auth.')
    return signedOut ? new Response(null, { status: 401, headers: headers('text/plain') }) : notFound()
  }
}

/** The path as it stands on the wire, without query and fragment; null for another origin. */
function pathBelow(rawUrl: string, origin: string): string | null {
  if (!rawUrl.startsWith(`${origin}/`)) return null
  return rawUrl.slice(origin.length).split(/[?#]/u)[0] ?? null
}
