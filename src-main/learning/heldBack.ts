import type { Task } from '../../src-shared/domain/case.ts'
import { mayLeave } from '../export/bundle.ts'
import { splitPatients, unitsOf } from '../export/split.ts'
import { bundledPatients } from '../store/bundles.ts'
import type { ReadDb } from '../store/database.ts'
import { sampleName } from '../store/patients.ts'
import { signedCases, type SignedCase } from '../store/signedCases.ts'

/**
 * Signed cases of a task that no model can have learned from here: their patients lie on the test side, no training
 * bundle has ever held one of them, and none shares a near-duplicate picture with a patient of a bundle.
 */
export function heldBackCases(db: ReadDb, task: Task, projectKey: Uint8Array): readonly SignedCase[] {
  const signed = signedCases(db, task).filter(({ pseudonym }) => !sampleName.test(pseudonym))
  const facts = mayLeave(signed).map(({ signed: { patientId }, image: { likeness } }) => ({ patientId, likeness }))
  const sides = splitPatients(facts, projectKey)
  const units = unitsOf(facts)
  const learnedFrom = new Set([...bundledPatients(db)].map((patientId) => units.get(patientId) ?? patientId))
  return signed.filter(({ patientId }) => sides.get(patientId) === 'test' && !learnedFrom.has(units.get(patientId) ?? patientId))
}
