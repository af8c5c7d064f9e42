import { AppError, type ErrorCode } from '../../src-shared/errors.ts'

const codes: ReadonlySet<ErrorCode> = new Set([
  'auth.signedOut',
  'store.missing',
  'store.damaged',
  'store.full',
  'store.readOnly',
  'store.inUse',
])

/** Failures of the store, not of one file: the import ends, and what it brought in so far stays. */
export const endsImport = (error: unknown): boolean => error instanceof AppError && codes.has(error.code)
