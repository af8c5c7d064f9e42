import { randomUUID } from 'node:crypto'
import type { IntakeId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'

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

  /** The waiting files of these ids, each once. Throws AppError `contract.badInput` for an id that is not waiting. */
  waiting(intakeIds: readonly IntakeId[]): readonly IntakeFile[] {
    return [...new Set(intakeIds)].map((intakeId) => {
      const file = this.#files.get(intakeId)
      if (file === undefined) throw new AppError('contract.badInput', { field: 'intakeIds' })
      return file
    })
  }

  /** Like `waiting`; the files belong to the caller now, who has to release them. */
  take(intakeIds: readonly IntakeId[]): readonly IntakeFile[] {
    const files = this.waiting(intakeIds)
    for (const intakeId of intakeIds) this.#files.delete(intakeId)
    return files
  }

  /** Forgets every file that waits, for instance when the store closes. */
  async clear(): Promise<void> {
    const waiting = [...this.#files.values()]
    this.#files.clear()
    await Promise.allSettled(waiting.map((file) => file.release()))
  }
}
