import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { PatientKind } from '../../src-shared/domain/case.ts'
import type { PatientId, VisitId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface Patient {
  readonly patientId: PatientId
  readonly pseudonym: string
  readonly kind: PatientKind
}

/** Names made by the program for patients nobody named; a person cannot give them out. */
export const groupName = /^G-\d{4,}$/u
/** Patients of the sample cases that come with the program: drawn pictures, never exported for training. */
export const sampleName = /^SAMPLE-\d+$/iu
/** A person can give neither to a patient. */
export const isReservedName = (pseudonym: string): boolean => groupName.test(pseudonym) || sampleName.test(pseudonym)

const projectKeyName = 'projectKey'

/**
 * 32 random bytes of this store, made at the first use and never shown: pseudonyms and splits are derived from it, so
 * that they stay the same here and cannot be computed anywhere else.
 */
export function projectKey(db: WriteDb): Buffer {
  const stored = storedProjectKey(db)
  if (stored !== null) return stored
  const key = randomBytes(32)
  db.prepare('INSERT INTO settings (key, value) VALUES (?, ?)').run(projectKeyName, key.toString('hex'))
  return key
}

/** The key, or null where nothing has needed one yet. */
export function storedProjectKey(db: ReadDb): Buffer | null {
  const stored = db.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(projectKeyName) as string | undefined
  return stored === undefined ? null : Buffer.from(stored, 'hex')
}

/** "D-" and 12 hexadecimal digits of HMAC-SHA256(project key, PatientID). */
export function pseudonymOfDicomPatient(key: Uint8Array, patientIdTag: string): string {
  return `D-${createHmac('sha256', key).update(patientIdTag.trim(), 'utf8').digest('hex').slice(0, 12)}`
}

export function patientOf(db: ReadDb, patientId: PatientId): Patient | undefined {
  return db.prepare(`${selectPatients} WHERE patient_id = ?`).get(patientId) as Patient | undefined
}

export function patientByPseudonym(db: ReadDb, pseudonym: string): Patient | undefined {
  return db.prepare(`${selectPatients} WHERE pseudonym = ?`).get(pseudonym) as Patient | undefined
}

const selectPatients = 'SELECT patient_id AS patientId, pseudonym, kind FROM patients'

/** The patient of this pseudonym, made where the name is new. */
export function ensurePatient(db: WriteDb, pseudonym: string, at: string): Patient {
  return patientByPseudonym(db, pseudonym) ?? insertPatient(db, pseudonym, 'given', at)
}

/** A patient with the next free group name, "G-0001" and on. */
export function insertGroup(db: WriteDb, at: string): Patient {
  const last = db
    .prepare(`SELECT coalesce(max(CAST(substr(pseudonym, 3) AS INTEGER)), 0) FROM patients WHERE kind = 'grouped'`)
    .pluck()
    .get() as number
  return insertPatient(db, `G-${String(last + 1).padStart(4, '0')}`, 'grouped', at)
}

function insertPatient(db: WriteDb, pseudonym: string, kind: PatientKind, at: string): Patient {
  const patientId = randomUUID() as string as PatientId
  db.prepare('INSERT INTO patients (patient_id, pseudonym, kind, created_at) VALUES (?, ?, ?, ?)').run(
    patientId,
    pseudonym,
    kind,
    at,
  )
  return { patientId, pseudonym, kind }
}

/**
 * The visit a newly imported picture belongs to: the patient's visit of that date, or, without a date, the undated
 * visit imported on the same day (UTC). A visit somebody has begun to read is closed to new pictures, because a
 * signature binds the pictures it was given for; a further visit of the same date is made beside it.
 */
export function ensureVisit(db: WriteDb, patientId: PatientId, visitDate: string | null, at: string): VisitId {
  const open = db
    .prepare(
      `SELECT visit_id FROM visits v
        WHERE patient_id = :patientId AND visit_date IS :visitDate
          AND (:visitDate IS NOT NULL OR substr(created_at, 1, 10) = substr(:at, 1, 10))
          AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.visit_id = v.visit_id AND c.status <> 'new')
        ORDER BY created_at, visit_id LIMIT 1`,
    )
    .pluck()
    .get({ patientId, visitDate, at }) as VisitId | undefined
  if (open !== undefined) return open
  const visitId = randomUUID() as string as VisitId
  db.prepare('INSERT INTO visits (visit_id, patient_id, visit_date, created_at) VALUES (?, ?, ?, ?)').run(
    visitId,
    patientId,
    visitDate,
    at,
  )
  return visitId
}

/** Gives a visit to another patient and keeps the worklist's and the search's copy of the name in step. */
export function moveVisit(db: WriteDb, visitId: VisitId, patient: Patient): void {
  const before = db.prepare('SELECT patient_id FROM visits WHERE visit_id = ?').pluck().get(visitId) as PatientId
  db.prepare('UPDATE visits SET patient_id = ? WHERE visit_id = ?').run(patient.patientId, visitId)
  db.prepare('UPDATE cases SET pseudonym = ? WHERE visit_id = ?').run(patient.pseudonym, visitId)
  db.prepare(
    'UPDATE case_text SET pseudonym = ? WHERE rowid IN (SELECT sequence FROM cases WHERE visit_id = ?)',
  ).run(patient.pseudonym, visitId)
  // A group left without a visit was only ever a guess.
  db.prepare(
    `DELETE FROM patients WHERE patient_id = ? AND kind = 'grouped'
        AND NOT EXISTS (SELECT 1 FROM visits WHERE visits.patient_id = patients.patient_id)`,
  ).run(before)
}

/** Joins a group to another: all its visits move, the empty group goes. */
export function mergeGroup(db: WriteDb, from: PatientId, into: Patient): void {
  const visits = db.prepare('SELECT visit_id FROM visits WHERE patient_id = ?').pluck().all(from) as readonly VisitId[]
  for (const visitId of visits) moveVisit(db, visitId, into)
}
