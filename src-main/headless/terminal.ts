import { AppError, type ErrorCode, type ErrorDetail } from '../../src-shared/errors.ts'
import { sentenceOf } from './sentences.ts'

/** done; some inputs failed or were refused; wrong use; the whole command was refused. */
export const exitCodes = { done: 0, someFailed: 1, wrongUse: 2, refused: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** One result, as one line of JSON on standard output. */
export const printResult = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

/** Progress and explanations go to standard error, so that results can be piped on. */
export const tell = (text: string): void => void process.stderr.write(`${text}\n`)

export interface FailedInput {
  readonly input: string
  readonly code: ErrorCode
  readonly detail: ErrorDetail
}

export const printFailedInput = ({ input, code, detail }: FailedInput): void =>
  printResult({ input, ok: false, error: { code, message: sentenceOf(code, detail) } })

/** Says why a command did not do its work and answers its exit code. */
export function explain(error: unknown): ExitCode {
  if (!(error instanceof AppError)) {
    tell(`internal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return exitCodes.refused
  }
  tell(`${error.code}: ${sentenceOf(error.code, error.detail)}`)
  const misused = error.code.startsWith('contract.') || ['import.badTable', 'outline.needed', 'outline.otherTask'].includes(error.code)
  return misused ? exitCodes.wrongUse : exitCodes.refused
}
