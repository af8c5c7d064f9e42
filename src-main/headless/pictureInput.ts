import { AppError } from '../../src-shared/errors.ts'
import { inputFiles } from './inputFiles.ts'
import { sentenceOf } from './sentences.ts'

/** Larger files are not read into memory: no picture within the pixel limit needs so many bytes. */
const MAXIMUM_FILE_BYTES = 512 * 1024 * 1024

/** One input as it was named or found; `open` is missing where there is no such file. */
export interface PictureInput {
  readonly path: string
  readonly bytes: number
  readonly open?: () => Promise<Uint8Array>
}

/** The files of one path; a path that is not there is an input that fails, not a command that does. */
export function pictureInputs(path: string): readonly PictureInput[] {
  try {
    return inputFiles([path]).map((file) => ({ path: file.path, bytes: file.bytes, open: () => file.open() }))
  } catch {
    return [{ path, bytes: 0 }]
  }
}

/** The bytes of an input, or why they cannot be had: `image.missing`, `image.tooLarge` or `image.unreadable`. */
export async function readPicture(input: PictureInput): Promise<Uint8Array | AppError> {
  if (input.open === undefined) return new AppError('image.missing')
  if (input.bytes > MAXIMUM_FILE_BYTES) return new AppError('image.tooLarge', { bytes: input.bytes })
  return input.open().catch((cause: unknown) => new AppError('image.unreadable', {}, { cause }))
}

/** The line of an input that was not analysed. A model that cannot be used refuses the whole command: no input could do better. */
export function refusedPicture(error: AppError, sha256: string | null, quality: object = {}): object {
  if (error.code.startsWith('model.')) throw error
  const { code, detail } = error
  return { sha256, ok: false, error: { code, message: sentenceOf(code, detail) }, quality }
}
