import type { DataSet } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { parseHead } from './dataSet.ts'
import { textOf } from './text.ts'

/** Whose a DICOM file is and which one. UIDs are digits and dots, checked. */
export interface DicomIdentity {
  readonly sopClassUid: string
  readonly sopUid: string
  readonly studyUid: string
  readonly seriesUid: string
  /** In its character set, without padding; '' where there is none. */
  readonly patientId: string
}

/** Every header up to the series fits; what does not is no film. */
export const identityBytes = 2 ** 18

/** PS3.5, 9.1: at most 64 characters. */
export const isUid = (text: string): boolean => text.length <= 64 && /^\d+(?:\.\d+)*$/u.test(text)

/** '' where there is none. */
export function uidOf(dataSet: DataSet, tag: string): string {
  const text = textOf(dataSet, tag)
  return isUid(text) ? text : ''
}

/**
 * Reads whose a file is from its first `identityBytes` bytes, or from all of a shorter file.
 * Throws AppError `dicom.unreadable` or `dicom.unsupported`.
 */
export function readIdentity(bytes: Uint8Array): DicomIdentity {
  try {
    return identityIn(parseHead(bytes, 'x0020000e'))
  } catch (error) {
    // The parser's value readers throw plain texts where a value is shorter than its type.
    throw error instanceof AppError ? error : new AppError('dicom.unreadable', { reason: 'values' }, { cause: error })
  }
}

function identityIn(dataSet: DataSet): DicomIdentity {
  const uid = (tag: string): string => {
    const text = textOf(dataSet, tag)
    if (!isUid(text)) throw new AppError('dicom.unreadable', { reason: 'uid' })
    return text
  }
  return {
    sopClassUid: uid('x00080016'),
    sopUid: uid('x00080018'),
    studyUid: uid('x0020000d'),
    seriesUid: uid('x0020000e'),
    patientId: textOf(dataSet, 'x00100020'),
  }
}
