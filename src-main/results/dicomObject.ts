import { researchUseOnly } from '../../src-shared/research.ts'
import { copied, personName, sequence, text } from '../dicom/elements.ts'
import type { DicomSource } from '../dicom/source.ts'
import { explicitLittle } from '../dicom/syntaxes.ts'
import { writeObject, type Written } from '../dicom/write.ts'
import { privateScheme } from './codes.ts'
import type { ResultSubject } from './subject.ts'

export interface ObjectKind {
  readonly sopClass: string
  readonly modality: 'SR' | 'SEG' | 'PR' | 'KO'
  readonly seriesNumber: number
  readonly description: string
  /** Parts the UIDs of several objects of one kind. */
  readonly purpose: string
}

export interface ObjectStamp {
  /** YYYYMMDD and HHMMSS of the signature. */
  readonly date: string
  readonly time: string
  /** "+0000"; '' where the study does not say what its times are counted from. */
  readonly utcOffset: string
}

const minuteMs = 60_000

/**
 * When the read was signed, by the study's own clock: in the zone its file names, else that of this machine. Without the
 * patient's names there is no study clock, and the time is UTC.
 */
export function stampOf({ reported, naming }: ResultSubject, source: DicomSource): ObjectStamp {
  const at = new Date(reported.signature.signedAt)
  const utcOffset = naming.identity === 'original' ? source.utcOffset : '+0000'
  const minutes = utcOffset === '' ? -at.getTimezoneOffset() : Number(`${utcOffset[0]}1`) * (Number(utcOffset.slice(1, 3)) * 60 + Number(utcOffset.slice(3)))
  const [date = '', time = ''] = new Date(at.getTime() + minutes * minuteMs).toISOString().replaceAll(/[-:]/gu, '').split('T')
  return { date, time: time.slice(0, 6), utcOffset }
}

/** A whole object in explicit little endian: `own` and the modules that all of them share (PS3.3 C.7.1.1 to C.7.5.2, C.12.1). */
export function objectFile(subject: ResultSubject, source: DicomSource, kind: ObjectKind, own: readonly Written[]): Uint8Array {
  const sopInstance = subject.naming.made(`${kind.purpose}/instance`)
  const dataSet = [...patientAndStudy(source), ...seriesAndMachine(subject, kind), ...common(subject, source, { ...kind, sopInstance }), ...own]
  return writeObject(dataSet, { sopClass: kind.sopClass, sopInstance, syntax: explicitLittle })
}

function patientAndStudy({ patient, study, studyUid }: DicomSource): readonly Written[] {
  return [
    copied(0x0010_0010, 'PN', patient.name),
    copied(0x0010_0020, 'LO', patient.id),
    copied(0x0010_0030, 'DA', patient.birthDate),
    copied(0x0010_0040, 'CS', patient.sex),
    text(0x0020_000d, 'UI', studyUid),
    copied(0x0008_0020, 'DA', study.date),
    copied(0x0008_0030, 'TM', study.time),
    copied(0x0008_0050, 'SH', study.accession),
    copied(0x0008_0090, 'PN', study.referrer),
    copied(0x0020_0010, 'SH', study.id),
    ...(study.description === '' ? [] : [copied(0x0008_1030, 'LO', study.description)]),
  ]
}

function seriesAndMachine({ naming, softwareVersion }: ResultSubject, kind: ObjectKind): readonly Written[] {
  return [
    text(0x0008_0060, 'CS', kind.modality),
    text(0x0020_000e, 'UI', naming.made(`${kind.purpose}/series`)),
    text(0x0020_0011, 'IS', String(kind.seriesNumber)),
    text(0x0020_0013, 'IS', '1'),
    text(0x0008_103e, 'LO', `${kind.description}. Research use only.`),
    text(0x0008_0070, 'LO', privateScheme.name),
    text(0x0008_1090, 'LO', privateScheme.name),
    text(0x0018_1000, 'LO', naming.device.slice(-16)),
    text(0x0018_1020, 'LO', softwareVersion),
  ]
}

function common(subject: ResultSubject, source: DicomSource, kind: ObjectKind & { readonly sopInstance: string }): readonly Written[] {
  const { date, time, utcOffset } = stampOf(subject, source)
  return [
    text(0x0008_0005, 'CS', 'ISO_IR 192'),
    text(0x0008_0016, 'UI', kind.sopClass),
    text(0x0008_0018, 'UI', kind.sopInstance),
    text(0x0008_0012, 'DA', date),
    text(0x0008_0013, 'TM', time),
    ...(utcOffset === '' ? [] : [text(0x0008_0201, 'SH', utcOffset)]),
    sequence(0x0008_0110, [text(0x0008_0102, 'SH', privateScheme.designator), text(0x0008_0115, 'ST', `${privateScheme.name}: keys of its own labels and rules`), text(0x0008_0116, 'ST', researchUseOnly.en)]),
    ...(subject.naming.identity === 'deidentified' ? deidentified : []),
  ]
}

/** The objects are made without the patient's names; what the pictures were made to say is said in their own files. */
const deidentified: readonly Written[] = [text(0x0012_0062, 'CS', 'YES'), text(0x0012_0063, 'LO', 'Made from a pseudonym; UIDs mapped; no dates of the patient'), text(0x0028_0303, 'CS', 'REMOVED')]

/** When the content was made: when the read was signed. */
export function contentMoment(subject: ResultSubject, source: DicomSource): readonly Written[] {
  const { date, time } = stampOf(subject, source)
  return [text(0x0008_0023, 'DA', date), text(0x0008_0033, 'TM', time)]
}

/** What the content is and whose (PS3.3 table 10-12). */
export const contentFacts = (subject: ResultSubject, label: string): readonly Written[] => [
  text(0x0070_0080, 'CS', label),
  text(0x0070_0081, 'LO', researchUseOnly.en),
  personName(0x0070_0084, subject.reported.read.reader),
]

/** A reference to a picture: class and instance. */
export const referenceTo = ({ sopClass, sopInstance }: DicomSource): readonly Written[] => [text(0x0008_1150, 'UI', sopClass), text(0x0008_1155, 'UI', sopInstance)]
