import type { Task } from '../../src-shared/domain/case.ts'
import type { DuplicateKind } from '../../src-shared/contract/jobs.ts'
import type { CaseId, ImageId } from '../../src-shared/domain/ids.ts'
import type { ImageKind, ImageRole } from '../../src-shared/domain/image.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Probe } from '../engine/protocol.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { sha256Of, type WrittenBlob } from '../store/blobs.ts'
import { ensureCase } from '../store/cases.ts'
import type { WriteDb } from '../store/database.ts'
import { isNameKnown, rememberName } from '../store/imageNames.ts'
import { imageKindOf, insertImage, knownImage, type KnownImage } from '../store/images.ts'
import { ensurePatient, ensureVisit, isReservedName, projectKey, pseudonymOfDicomPatient, type Patient } from '../store/patients.ts'
import { rememberFiled } from '../store/pacs.ts'
import { hasSideData, keepSideData, type SideColumn } from '../store/sideData.ts'
import type { Recorded, Workplace } from '../store/workplace.ts'
import type { Alike } from './alike.ts'
import type { IntakeFile } from './intake.ts'
import type { RuleAnswer } from './patientRule.ts'
import { sameFilm } from './sameFilm.ts'
import { parseVisitDate } from './visitDate.ts'

/** A film of 200 MP at 16 bit fits; anything larger is no clinical picture and is not read into memory. */
const largestFileBytes = 512 * 2 ** 20

export interface FileRequest {
  readonly file: IntakeFile
  /** null: a photo is a tongue, a film is read for the fourteen findings. */
  readonly task: Task | null
  /** What the chosen rule says of this file. Throws AppError where it finds nonsense. */
  readonly patient: () => RuleAnswer
  /** true: a rule was chosen, so a file it does not cover is refused; false: such files are grouped by likeness. */
  readonly patientRequired: boolean
  /** true: a sample case of the program, whose patient's name nobody else may give. */
  readonly isSample: boolean
  /** The import that it comes with. */
  readonly importId: string
}

export interface ImportedFile {
  readonly outcome: 'imported' | 'alreadyKnown'
  readonly imageId: ImageId
  readonly grouped: boolean
  /** The case that was made for it, or null when there was one already. */
  readonly newCase: CaseId | null
  /** A picture that is the same, or a near-duplicate, and was there before. */
  readonly duplicate: { readonly kind: DuplicateKind; readonly imageId: ImageId } | null
}

/** A file that was read and, where its bytes are new, recognised by the engine. */
export interface LookedAt {
  readonly bytes: Uint8Array
  readonly sha256: string
  /** null: the store has these bytes. */
  readonly probe: Probe | null
}

/** Reads a file and has it recognised. Nothing is kept yet, so the next files may be looked at meanwhile. */
export async function lookAt(place: Workplace, file: IntakeFile): Promise<LookedAt> {
  const bytes = await readFile(file)
  const sha256 = sha256Of(bytes)
  if (knownImage(place.store.database(), sha256) !== undefined) return { bytes, sha256, probe: null }
  return { bytes, sha256, probe: await probe(place, { bytes, sha256 }) }
}

/** '' where the file has none. */
export const sopUidOf = ({ dicom }: Pick<Probe, 'dicom'>): string => dicom?.sopUid ?? ''

const probe = ({ engine }: Workplace, { bytes, sha256 }: Pick<LookedAt, 'bytes' | 'sha256'>): Promise<Probe> =>
  retryOnceWhenStopped(() => engine.probe(bytes, sha256))

/** A new picture on its way in: its original is being written, its rows wait for their transaction. */
export interface Filing {
  readonly sha256: string
  /** '' where it has none. */
  readonly sopUid: string
  readonly bytes: number
  readonly original: Promise<WrittenBlob>
  /** Writes the rows. The original must have been settled. */
  readonly file: (db: WriteDb, alike: Alike) => Recorded<ImportedFile>
}

/**
 * Begins to bring in what was looked at: a known file is done with at once, a new one is a `Filing`.
 * Throws AppError with the reason when the file is refused; nothing of a refused file stays.
 */
export async function beginFiling(place: Workplace, request: FileRequest, looked: LookedAt): Promise<Filing | ImportedFile> {
  // Asked again: the same bytes may have come in with a file that was looked at meanwhile.
  const known = knownImage(place.store.database(), looked.sha256)
  if (known !== undefined) return addKnown(place, request, { ...known, as: 'exact' })
  const facts = looked.probe ?? (await probe(place, looked))
  const sopUid = sopUidOf(facts)
  const recoded = await sameFilm(place, looked.bytes, sopUid)
  if (recoded !== undefined) return addKnown(place, request, { ...recoded, as: 'recoded' })
  const task = taskOf(request.task, facts.info.kind)
  const named = namedPatient(request, facts)
  const { sha256, bytes } = looked
  const original = place.store.blobs().write(bytes, sha256)
  // Its failure is heard of when it is filed; until then nobody need.
  original.catch(() => undefined)
  const picture = { sha256, bytes: bytes.length, task, named, probe: facts, importId: request.importId }
  return { sha256, sopUid, bytes: bytes.length, original, file: (db, alike) => filePicture(db, alike, { ...picture, file: request.file, at: place.now() }) }
}

interface NewPicture extends PatientFacts {
  readonly sha256: string
  readonly bytes: number
  readonly task: Task
  readonly file: IntakeFile
  readonly importId: string
}

function filePicture(db: WriteDb, alike: Alike, { named, probe: facts, at, task, file, importId, ...blob }: NewPicture): Recorded<ImportedFile> {
  const { info, likeness } = facts
  const near = alike.near(likeness)[0]
  const patient = resolvePatient(db, alike, { named, probe: facts, at })
  const visitId = ensureVisit(db, patient.patientId, named.visitDate, at)
  const imageId = insertImage(db, { visitId, ...blob, role: roleOf(file.name, info.kind), likeness, info, importId, at })
  rememberName(db, imageId, file)
  const sopUid = sopUidOf(facts)
  if (sopUid !== '') rememberFiled(db, { sopUid, imageId })
  if (named.sideData.length > 0) keepSideData(db, imageId, named.sideData)
  const { caseId, isNew } = ensureCase(db, visitId, task, at)
  // The next picture of the same transaction may be a copy of this one.
  alike.remember(likeness, { imageId, patientId: patient.patientId, kind: patient.kind })
  const grouped = patient.kind === 'grouped' && named.kind === 'nobody'
  const duplicate = near === undefined ? null : { kind: 'near' as const, imageId: near.imageId }
  const value = { outcome: 'imported' as const, imageId, grouped, newCase: isNew ? caseId : null, duplicate }
  return { value, object: imageId, detail: { task, newCases: Number(isNew) } }
}

async function readFile(file: IntakeFile): Promise<Uint8Array> {
  if (file.bytes === 0) throw new AppError('image.empty')
  if (file.bytes > largestFileBytes) throw new AppError('image.tooLarge', { megabytes: largestFileBytes / 2 ** 20 })
  try {
    const bytes = await file.open()
    if (bytes.length === 0) throw new AppError('image.empty')
    return bytes
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('image.unreadable', {}, { cause })
  }
}

/** What is known is kept as it is; only a task they were not read for yet makes a new case, and a table may tell more. */
function addKnown(place: Workplace, request: FileRequest, { imageId, visitId, kind, as }: KnownImage & { readonly as: 'exact' | 'recoded' }): ImportedFile {
  const task = taskOf(request.task, kind)
  const sideData = request.patient()?.sideData ?? []
  if (sideData.length > 0 && !hasSideData(place.store.database(), imageId, sideData)) {
    place.record('image.sideData', (db) => {
      keepSideData(db, imageId, sideData)
      return { value: null, object: imageId, detail: { columns: sideData.length } }
    })
  }
  // Under a new name, or from before names were remembered.
  if (!isNameKnown(place.store.database(), imageId, request.file)) {
    place.record('image.name', (db) => {
      rememberName(db, imageId, request.file)
      return { value: null, object: imageId }
    })
  }
  const known = { outcome: 'alreadyKnown', imageId, grouped: false, duplicate: { kind: as, imageId } } as const
  const hasCase = place.store.database().prepare('SELECT 1 FROM cases WHERE visit_id = ? AND task = ?').get(visitId, task)
  if (hasCase !== undefined) return { ...known, newCase: null }
  const newCase = place.record('case.add', (db) => {
    const { caseId } = ensureCase(db, visitId, task, place.now())
    return { value: caseId, object: caseId, detail: { task } }
  })
  return { ...known, newCase }
}

function taskOf(chosen: Task | null, kind: ImageKind): Task {
  if (chosen === null) return kind === 'photo' ? 'tongue' : 'chestxray14'
  if (imageKindOf(chosen) === kind) return chosen
  throw new AppError(kind === 'photo' ? 'quality.notFilm' : 'quality.notTongue')
}

type NamedPatient = { readonly visitDate: string | null; readonly sideData: readonly SideColumn[] } & (
  | { readonly kind: 'pseudonym'; readonly pseudonym: string }
  | { readonly kind: 'dicom'; readonly patientId: string }
  | { readonly kind: 'nobody' }
)

/** The rule comes first; a DICOM header speaks where the rule is silent. */
function namedPatient(request: FileRequest, { dicom }: Probe): NamedPatient {
  const answer = request.patient()
  const visitDate = answer?.visitDate ?? parseVisitDate(dicom?.studyDate ?? '')
  if (answer !== null) {
    if (isReservedName(answer.pseudonym) && !request.isSample) throw new AppError('contract.badInput', { field: 'patient', reason: 'reserved' })
    return { kind: 'pseudonym', pseudonym: answer.pseudonym, visitDate, sideData: answer.sideData ?? [] }
  }
  const patientId = dicom?.patientId.trim() ?? ''
  if (patientId !== '') return { kind: 'dicom', patientId, visitDate, sideData: [] }
  if (request.patientRequired) throw new AppError('import.noPatient')
  return { kind: 'nobody', visitDate, sideData: [] }
}

interface PatientFacts {
  readonly named: NamedPatient
  readonly probe: Probe
  readonly at: string
}

function resolvePatient(db: WriteDb, alike: Alike, { named, probe, at }: PatientFacts): Patient {
  switch (named.kind) {
    case 'pseudonym':
      return ensurePatient(db, named.pseudonym, at)
    case 'dicom':
      return ensurePatient(db, pseudonymOfDicomPatient(projectKey(db), named.patientId), at)
    case 'nobody':
      return alike.place(db, probe.likeness, at)
    default:
      return named satisfies never
  }
}

/** A photo whose name says so shows the underside of the tongue; the others are main pictures. */
const roleOf = (name: string, kind: ImageKind): ImageRole =>
  kind === 'photo' && /underside|sublingual|舌下/iu.test(name) ? 'underside' : 'main'
