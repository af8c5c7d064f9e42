import { createHash } from 'node:crypto'
import { AppError } from '../../src-shared/errors.ts'
import { openPicture, type Picture } from '../imaging/picture.ts'
import type { Question } from './wire.ts'

/** A request whose bytes are hashed and whose picture is being decoded. */
export interface Prepared {
  readonly question: Question
  /** Of the bytes; '' where the question carries none. */
  readonly sha256: string
  /** The decoded picture. Rejects with AppError `image.*` or `dicom.*`. */
  readonly picture: () => Promise<Picture>
}

const unprepared: ReadonlySet<Question['call']> = new Set(['directory', 'decode', 'source', 'pixels'])

/** Hashes the bytes and begins to decode them. */
export function prepare(question: Question): Prepared {
  const noPicture = (): Promise<Picture> => Promise.reject(new AppError('internal'))
  if (!('bytes' in question)) return { question, sha256: '', picture: noPicture }
  const sha256 = createHash('sha256').update(question.bytes).digest('hex')
  // A directory is no picture, and of the others more is wanted than what viewers need.
  if (unprepared.has(question.call)) return { question, sha256, picture: noPicture }
  const decoding = openPicture(question.bytes)
  // Whoever asks for the picture hears of its failure; until then nobody need.
  decoding.catch(() => undefined)
  return { question, sha256, picture: () => decoding }
}
