import { createHash } from 'node:crypto'
import type { MarkId } from '../../src-shared/domain/ids.ts'
import type { ResultIdentity } from '../../src-shared/contract/reports.ts'
import { pseudonyms } from '../dicom/deidentify/pseudonyms.ts'
import { cutToBytes, fitted } from '../dicom/elements.ts'
import type { DicomSource } from '../dicom/source.ts'

/** What results call patients, pictures and themselves. */
export interface Naming {
  readonly identity: ResultIdentity
  /** Of a picture, its series or its study: its own, or the one that stands for it. */
  readonly uid: (original: string) => string
  /** A UID for what is made here: the same purpose of the same content has the same one. */
  readonly made: (purpose: string) => string
  /** Of the installation; it tells nothing of the machine. */
  readonly device: string
}

/**
 * `deidentified`: UIDs are mapped as `ctw deidentify` maps them, under the store's own key; `original`: they stay.
 * `content` stands for all that goes into the results.
 */
export function namingOf(identity: ResultIdentity, key: Uint8Array, content: string): Naming {
  const names = pseudonyms(key)
  return {
    identity,
    uid: identity === 'original' ? (original) => original : names.uid,
    made: (purpose) => names.uid(`result/${content}/${purpose}`),
    device: names.uid('workstation'),
  }
}

/** PS3.5 B.2: a mark keeps its UID in every version of a read. */
export const uidOfMark = (markId: MarkId): string => `2.25.${BigInt(`0x${markId.replaceAll('-', '')}`)}`

/** A pseudonym that is no valid Patient ID is cut, with a hash so that two of them stay two. */
function patientNumber(pseudonym: string): string {
  const cut = fitted(pseudonym, 'LO')
  if (cut === pseudonym) return pseudonym
  return `${cutToBytes(cut, 47)}~${createHash('sha256').update(pseudonym).digest('hex').slice(0, 16)}`
}

/** The source under its new names. Without the patient: dates and numbers of the study are the patient's. */
export function renamed(source: DicomSource, { identity, uid }: Naming, pseudonym: string): DicomSource {
  if (identity === 'original') return source
  const nobody = { id: patientNumber(pseudonym), name: patientNumber(pseudonym).replaceAll(/[\^=]/gu, ' '), birthDate: '', sex: '' }
  const study = { id: '', date: '', time: '', accession: '', referrer: '', description: '' }
  return { ...source, studyUid: uid(source.studyUid), seriesUid: uid(source.seriesUid), sopInstance: uid(source.sopInstance), patient: nobody, study, utcOffset: '' }
}
