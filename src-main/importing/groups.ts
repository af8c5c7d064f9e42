import type { PatientId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { likenessRows } from '../store/images.ts'
import { insertGroup, mergeGroup, patientOf, type Patient } from '../store/patients.ts'
import { LikenessIndex } from './likeness.ts'

/**
 * Patients nobody named: pictures that are near-duplicates of each other, directly or through others, share one (the
 * connected components of the near-duplicate relation). Only groups are joined: likeness never adds a picture to a
 * patient somebody named.
 */
export class Groups {
  readonly #index = new LikenessIndex<PatientId>()
  /** Group -> the group it was joined to. */
  readonly #joined = new Map<PatientId, PatientId>()

  constructor(db: ReadDb) {
    for (const { likeness, patientId, kind } of likenessRows(db)) {
      if (kind === 'grouped') this.#index.add(likeness, patientId)
    }
  }

  /** The group of a picture, in the caller's transaction: a new one, or the oldest one that it is like. */
  place(db: WriteDb, likeness: string, at: string): Patient {
    const alike = [...new Set(this.#index.near(likeness).map((patientId) => this.#resolve(patientId)))]
    const groups = alike
      .flatMap((patientId) => patientOf(db, patientId) ?? [])
      .filter(({ kind }) => kind === 'grouped')
      .sort((one, other) => groupNumber(one) - groupNumber(other))
    const [oldest, ...others] = groups
    if (oldest === undefined) return insertGroup(db, at)
    for (const other of others) mergeGroup(db, other.patientId, oldest)
    return oldest
  }

  /** Remembers a placed picture once its transaction has been committed. */
  remember(likeness: string, group: PatientId): void {
    for (const patientId of this.#index.near(likeness)) {
      const known = this.#resolve(patientId)
      if (known !== group) this.#joined.set(known, group)
    }
    this.#index.add(likeness, group)
  }

  #resolve(patientId: PatientId): PatientId {
    let found = patientId
    for (let next = this.#joined.get(found); next !== undefined; next = this.#joined.get(found)) found = next
    return found
  }
}

const groupNumber = ({ pseudonym }: Patient): number => Number(pseudonym.slice(2))
