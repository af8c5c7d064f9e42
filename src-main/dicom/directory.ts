import type { DataSet } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { parseFile } from './dataSet.ts'

const maximumRecords = 200_000
const deepestPath = 8

/** A picture a DICOMDIR refers to, below its own folder. */
export interface ListedPicture {
  /** "/"-separated, as written. */
  readonly path: string
  /** false: the path leads out of the folder or is none, and must not be followed. */
  readonly isSafe: boolean
}

/**
 * The pictures that a DICOMDIR (PS3.10, basic directory) lists: its records of the type IMAGE that are in use. Reports,
 * presentation states and the like are no pictures. Throws AppError `dicomdir.unreadable`.
 */
export function readDirectory(bytes: Uint8Array): readonly ListedPicture[] {
  try {
    const records = parseFile(bytes).dataSet.elements.x00041220?.items
    if (records === undefined || records.length > maximumRecords) throw new AppError('dicomdir.unreadable')
    return records.flatMap(({ dataSet }) => (dataSet === undefined ? [] : pictureOf(dataSet)))
  } catch (cause) {
    // A value reader throws plain texts where a value is shorter than its type.
    throw new AppError('dicomdir.unreadable', {}, { cause })
  }
}

function pictureOf(record: DataSet): readonly ListedPicture[] {
  const isInUse = record.uint16('x00041410') !== 0
  const written = record.string('x00041500')
  if (!isInUse || record.string('x00041430')?.trim() !== 'IMAGE' || written === undefined) return []
  const parts = written.split('\\').map((part) => part.trim())
  return [{ path: parts.join('/').slice(0, 400), isSafe: parts.length <= deepestPath && parts.every(isName) }]
}

/** The standard allows capitals, digits and "_"; writers use more, and only what leads elsewhere is refused. */
const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..' && !/[/:\p{Cc}]/u.test(part)
