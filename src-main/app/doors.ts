import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { ImageViewName } from '../../src-shared/domain/image.ts'
import type { Dispatch } from './dispatch.ts'
import type { View } from '../engine/protocol.ts'

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

/** Everything a host may reach: calls, events, picture bytes, chosen files, finished exports. */
export interface HostDoors {
  readonly dispatch: Dispatch
  readonly subscribe: (listener: (event: AppEvent) => void) => () => void
  /** Throws AppError `auth.signedOut` or `image.missing`. */
  readonly image: (imageId: string, view: ImageViewName) => Promise<View>
  /** Answers the intake id; throws AppError `auth.signedOut`. */
  readonly addIntake: (file: IntakeFile) => string
  /** The export as one ZIP; throws AppError `job.missing` when there is none of this id. */
  readonly exportArchive: (exportId: string) => Promise<Uint8Array>
}
