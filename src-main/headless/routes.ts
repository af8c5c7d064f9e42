import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../src-shared/errors.ts'
import { imageViews, type ImageViewName } from '../../src-shared/domain/image.ts'
import type { HostDoors } from '../app/doors.ts'
import { rendererFile } from '../app/rendererFiles.ts'
import { answerBytes, answerJson, answerStatus, readJson } from './messages.ts'
import type { Staging } from '../importing/staging.ts'

/** The patient table of an import may be 20 MB of text. */
const maximumCallBytes = 32 * 1024 * 1024

export interface RouteContext {
  readonly doors: HostDoors
  readonly rendererFolder: string
  readonly staging: Staging
}

type Route = (request: IncomingMessage, response: ServerResponse, context: RouteContext) => Promise<void>

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? ''

async function renderer(request: IncomingMessage, response: ServerResponse, context: RouteContext): Promise<boolean> {
  if (request.method !== 'GET') return false
  const file = await rendererFile(context.rendererFolder, pathOf(request))
  if (file === null) return false
  answerBytes(response, file.contentType, file.bytes)
  return true
}

const call: Route = async (request, response, { doors }) => {
  const name = pathOf(request).slice('/call/'.length)
  const input = await readJson(request, maximumCallBytes)
  answerJson(response, await doors.dispatch(name, input))
}

const image: Route = async (request, response, { doors }) => {
  const [imageId = '', view = ''] = pathOf(request).slice('/image/'.length).split('/')
  if (!(imageViews as readonly string[]).includes(view)) return answerStatus(response, 404)
  const found = await doors.image(imageId, view as ImageViewName)
  // Derived pictures never change; they may stay in the page's memory, never on disk.
  response.setHeader('Cache-Control', 'private, no-store')
  answerBytes(response, found.contentType, found.bytes)
}

const intake: Route = async (request, response, { doors, staging }) => {
  const path = decodeName(request.headers['x-file-name'])
  const staged = await staging.add(request, path.toLowerCase().endsWith('.zip'))
  const cut = path.lastIndexOf('/')
  const file = { ...staged, name: path.slice(cut + 1), folder: cut < 0 ? '' : path.slice(0, cut) }
  try {
    answerJson(response, { ok: true, value: { intakeId: doors.addIntake(file) } })
  } catch (error) {
    await staged.release()
    throw error
  }
}

const exportArchive: Route = async (request, response, { doors }) => {
  const exportId = pathOf(request).slice('/export/'.length).replace(/\.zip$/u, '')
  const bytes = await doors.exportArchive(exportId)
  response.setHeader('Content-Disposition', 'attachment; filename="ctranscnn-export.zip"')
  answerBytes(response, 'application/zip', bytes)
}

const report: Route = async (request, response, { doors }) => {
  const reportId = pathOf(request).slice('/report/'.length)
  const { fileName, bytes } = await doors.report(reportId)
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`)
  answerBytes(response, fileName.endsWith('.zip') ? 'application/zip' : 'application/pdf', bytes)
}

const routes: readonly { readonly method: string; readonly prefix: string; readonly route: Route }[] = [
  { method: 'POST', prefix: '/call/', route: call },
  { method: 'GET', prefix: '/image/', route: image },
  { method: 'POST', prefix: '/intake', route: intake },
  { method: 'GET', prefix: '/export/', route: exportArchive },
  { method: 'GET', prefix: '/report/', route: report },
]

const guarded: Route = async (request, response, context) => {
  const found = routes.find(({ method, prefix }) => request.method === method && pathOf(request).startsWith(prefix))
  if (found === undefined) return answerStatus(response, 404)
  try {
    await found.route(request, response, context)
  } catch (error) {
    answerFailure(response, error)
  }
}

/** A file's name as the browser sent it: percent-encoded, "/"-separated, never used as a path on this machine. */
function decodeName(header: string | string[] | undefined): string {
  try {
    const name = decodeURIComponent(typeof header === 'string' ? header : '').replaceAll('\\', '/')
    if (name === '' || name.length > 4096 || name.includes('\0')) throw new AppError('contract.badInput', { field: 'name' })
    return name
  } catch (cause) {
    throw new AppError('contract.badInput', { field: 'name' }, { cause })
  }
}

function answerFailure(response: ServerResponse, error: unknown): void {
  const code = error instanceof AppError ? error.code : 'internal'
  const detail = error instanceof AppError ? error.detail : {}
  response.statusCode = statusOf(code)
  answerJson(response, { ok: false, error: { code, detail, incident: '' } })
}

function statusOf(code: string): number {
  if (code.startsWith('auth.')) return 401
  if (code.endsWith('.missing')) return 404
  return code === 'internal' ? 500 : 400
}

export const answerRoute = { renderer, guarded }
