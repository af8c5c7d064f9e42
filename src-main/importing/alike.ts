import { setImmediate } from 'node:timers/promises'
import type { PatientKind } from '../../src-shared/domain/case.ts'
import type { ImageId, PatientId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { likenessRows } from '../store/images.ts'
import { insertGroup, mergeGroup, patientOf, type Patient } from '../store/patients.ts'
import { LikenessIndex } from './likeness.ts'

/** Calls are answered between slices: the index of a large store takes seconds. */
const picturesPerSlice = 2000

/** A picture of the store, as it was when it was found or came in. */
export interface KnownPicture {
  readonly imageId: ImageId
  readonly patientId: PatientId
  readonly kind: PatientKind
}

/**
 * Every picture of the store by its likeness: which ones a new picture is a near-duplicate of, and the patients that
 * follow from it. Patients nobody named are the connected components of that relation: pictures that are near-duplicates
 * of each other, directly or through others, share one. Only such groups are joined: likeness never adds a picture to a
 * patient somebody named.
 */
export class Alike {
  readonly #index = new LikenessIndex<KnownPicture>()
  /** Group -> the group it was joined to. */
  readonly #joined = new Map<PatientId, PatientId>()

  private constructor() {}

  static async of(db: ReadDb): Promise<Alike> {
    const alike = new Alike()
    for (const [count, { likeness, ...picture }] of likenessRows(db).entries()) {
      alike.#index.add(likeness, picture)
      if (count % picturesPerSlice === picturesPerSlice - 1) await setImmediate()
    }
    return alike
  }

  /** How many pictures it knows. */
  get size(): number {
    return this.#index.size
  }

  /** The pictures that this one is a near-duplicate of, the oldest first. */
  near(likeness: string): readonly KnownPicture[] {
    return this.#index.near(likeness)
  }

  /** The group of a picture, in the caller's transaction: a new one, or the oldest one that it is like. */
  place(db: WriteDb, likeness: string, at: string): Patient {
    const groups = this.#groupsNear(likeness)
      .flatMap((patientId) => patientOf(db, patientId) ?? [])
      .filter(({ kind }) => kind === 'grouped')
      .sort((one, other) => groupNumber(one) - groupNumber(other))
    const [oldest, ...others] = groups
    if (oldest === undefined) return insertGroup(db, at)
    for (const other of others) mergeGroup(db, other.patientId, oldest)
    return oldest
  }

  /** Remembers a picture that came in, once its transaction has been committed. */
  remember(likeness: string, picture: KnownPicture): void {
    if (picture.kind === 'grouped') {
      for (const known of this.#groupsNear(likeness)) if (known !== picture.patientId) this.#joined.set(known, picture.patientId)
    }
    this.#index.add(likeness, picture)
  }

  #groupsNear(likeness: string): readonly PatientId[] {
    const grouped = this.near(likeness).filter(({ kind }) => kind === 'grouped')
    return [...new Set(grouped.map(({ patientId }) => this.#resolve(patientId)))]
  }

  #resolve(patientId: PatientId): PatientId {
    let found = patientId
    for (let next = this.#joined.get(found); next !== undefined; next = this.#joined.get(found)) found = next
    return found
  }
}

const groupNumber = ({ pseudonym }: Patient): number => Number(pseudonym.slice(2))
