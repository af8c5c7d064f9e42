import { randomUUID } from 'node:crypto'
import type { ImageId, IntakeId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'

/** A file a person chose. Its bytes are read once, when the import reaches it. */
export interface IntakeFile {
  /** The file's own name. */
  readonly name: string
  /** Folder below what was chosen, "/"-separated, "" for the top: the patient rule `folder` reads its last part. */
  readonly folder: string
  readonly bytes: number
  readonly open: () => Promise<Uint8Array>
  /** Bytes `start` to `endBefore`, fewer where the file ends before: an archive is not read as a whole. */
  readonly readAt: (start: number, endBefore: number) => Promise<Uint8Array>
  /** Forgets whatever the host kept for this file; told the picture it has become, where it has become one. */
  readonly release: (imageId?: ImageId) => Promise<void>
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

  /** Like `waiting`; the files belong to the caller now, who has to release them or to give them back. */
  take(intakeIds: readonly IntakeId[]): readonly IntakeFile[] {
    const files = this.waiting(intakeIds)
    for (const intakeId of intakeIds) this.#files.delete(intakeId)
    return files
  }

  /** Lets files that `take` answered wait again, under the same ids. */
  giveBack(intakeIds: readonly IntakeId[], files: readonly IntakeFile[]): void {
    for (const [index, intakeId] of [...new Set(intakeIds)].entries()) {
      const file = files[index]
      if (file !== undefined) this.#files.set(intakeId, file)
    }
  }

  /** Forgets every file that waits, for instance when the store closes. */
  async clear(): Promise<void> {
    const waiting = [...this.#files.values()]
    this.#files.clear()
    await Promise.allSettled(waiting.map((file) => file.release()))
  }
}
