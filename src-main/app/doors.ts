import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { ImageViewName } from '../../src-shared/domain/image.ts'
import type { Dispatch } from './dispatch.ts'
import type { View } from '../engine/protocol.ts'
import type { IntakeFile } from '../importing/intake.ts'

export type { IntakeFile }

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
  /** A report that was made in this session; throws AppError `report.missing` for any other id. */
  readonly report: (reportId: string) => Promise<DoorFile>
}

export interface DoorFile {
  readonly fileName: string
  readonly bytes: Uint8Array
}
