import { AppError } from '../../../src-shared/errors.ts'
import { decodeTable } from '../besideTable.ts'
import type { IntakeFile } from '../intake.ts'
import type { LabelFile } from './foreignRow.ts'
import { readCoco } from './readCoco.ts'
import { readCvat } from './readCvat.ts'
import { readLabelTable } from './readTables.ts'

/** The largest public files of labels for pictures of this kind hold some ten megabytes. */
const largestFileBytes = 64 * 2 ** 20

/** Reads a file of labels, told by how it begins. Throws AppError `labels.unreadable`, `labels.tooLarge`. */
export async function readLabelFile(file: IntakeFile): Promise<LabelFile> {
  if (file.bytes > largestFileBytes) throw new AppError('labels.tooLarge', { megabytes: largestFileBytes / 2 ** 20 })
  const text = decodeTable(await bytesOf(file))
  const first = /^\uFEFF?\s*(.)/u.exec(text)?.[1]
  if (first === '{' || first === '[') return readCoco(text)
  return first === '<' ? readCvat(text) : readLabelTable(text)
}

async function bytesOf(file: IntakeFile): Promise<Uint8Array> {
  try {
    return await file.open()
  } catch (cause) {
    throw new AppError('labels.unreadable', { reason: 'file' }, { cause })
  }
}
