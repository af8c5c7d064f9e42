import { AppError, type ErrorCode } from '../../src-shared/errors.ts'

const codeOfSystemError: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'pacs.unknownHost',
  EAI_AGAIN: 'pacs.unknownHost',
  ECONNREFUSED: 'pacs.refused',
  EHOSTUNREACH: 'pacs.unreachable',
  ENETUNREACH: 'pacs.unreachable',
  EHOSTDOWN: 'pacs.unreachable',
  EADDRNOTAVAIL: 'pacs.unreachable',
  ETIMEDOUT: 'pacs.unreachable',
  ECONNRESET: 'pacs.cutOff',
  EPIPE: 'pacs.cutOff',
}

/** The prefixes of what TLS and its certificates fail with. */
const ofTls = /^(?:CERT_|ERR_TLS|ERR_SSL|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/u

/** A failure of the connection by what went wrong. What is none of these is no answer of HTTP at all. */
export function connectionError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'AbortError') return new AppError('job.cancelled', {}, { cause: error })
  const { code = '' } = error as { code?: string }
  if (ofTls.test(code)) return new AppError('pacs.certificate', { reason: code }, { cause: error })
  return new AppError(codeOfSystemError[code] ?? 'pacs.notDicomweb', { reason: code }, { cause: error })
}

const endingCodes: ReadonlySet<ErrorCode> = new Set([
  'pacs.off',
  'pacs.noPeer',
  'dimse.rejected',
  'pacs.unknownHost',
  'pacs.refused',
  'pacs.unreachable',
  'pacs.certificate',
  'pacs.denied',
])

/** What would meet every further request too. */
export const endsRetrieval = (error: unknown): error is AppError => error instanceof AppError && endingCodes.has(error.code)

/** Throws AppError for a status that is no success. */
export function requireSuccess(status: number, accepted: readonly number[] = [200]): void {
  if (accepted.includes(status)) return
  if (status === 401 || status === 403) throw new AppError('pacs.denied', { status })
  if (status === 404 || status === 405) throw new AppError('pacs.notThere', { status })
  if (status >= 300 && status < 400) throw new AppError('pacs.redirect', { status })
  throw new AppError('pacs.failed', { status })
}
