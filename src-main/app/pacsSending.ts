import type { SentFile } from '../../src-shared/contract/pacs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { IntakeFile } from '../importing/intake.ts'

/** Sends files one after another; what is wrong with one is told of it, and the others go on. */
export async function sendEach(files: readonly Pick<IntakeFile, 'open'>[], send: (bytes: Uint8Array) => Promise<void>): Promise<readonly SentFile[]> {
  const sent: SentFile[] = []
  for (const [index, file] of files.entries()) {
    const error = await file.open().then(send).then(() => null, refusalOf)
    sent.push({ index, error })
  }
  return sent
}

/** What is told of a failure. Throws what is none of ours. */
export function refusalOf(error: unknown): NonNullable<SentFile['error']> {
  if (!(error instanceof AppError)) throw error
  return { code: error.code, detail: error.detail }
}
