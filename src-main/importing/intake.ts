import { randomUUID } from 'node:crypto'
import type { IntakeId } from '../../src-shared/domain/ids.ts'

/** A file a person chose. Its bytes are read once, when the import reaches it. */
export interface IntakeFile {
  /** The file's own name. */
  readonly name: string
  /** Folder below what was chosen, "/"-separated, "" for the top: the patient rule `folder` reads its last part. */
  readonly folder: string
  readonly bytes: number
  readonly open: () => Promise<Uint8Array>
  /** Forgets whatever the host kept for this file. */
  readonly release: () => Promise<void>
}

/** Files the host has handed over and no import has taken yet. Calls name them by id: no path ever crosses. */
export class Intake {
  readonly #files = new Map<IntakeId, IntakeFile>()

  add(file: IntakeFile): IntakeId {
    const intakeId = randomUUID() as string as IntakeId
    this.#files.set(intakeId, file)
    return intakeId
  }

  /** Hands a file to the caller, who now has to release it; undefined for an id that is unknown or already taken. */
  take(intakeId: IntakeId): IntakeFile | undefined {
    const file = this.#files.get(intakeId)
    this.#files.delete(intakeId)
    return file
  }

  /** Forgets every file that waits, for instance when the store closes. */
  async clear(): Promise<void> {
    const waiting = [...this.#files.values()]
    this.#files.clear()
    await Promise.allSettled(waiting.map((file) => file.release()))
  }
}
