import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { ExportId, ImageId, IntakeId, ReportId } from '../../src-shared/domain/ids.ts'
import type { ImageViewName } from '../../src-shared/domain/image.ts'
import type { Reply } from '../../src-shared/errors.ts'

export type EventListener = (event: AppEvent) => void
/** `true` whenever events flow (again): whoever shows state asks for it anew, because events may have been missed. */
export type ConnectionListener = (connected: boolean) => void

/** What a host offers its window. Two exist: Electron's bridge and the loopback host. */
export interface Transport {
  /** Never rejects for a failure of the call itself: that travels in the reply. */
  readonly call: (name: string, input: unknown) => Promise<Reply<unknown>>
  /** Answers the function that ends the subscription. */
  readonly subscribe: (listener: EventListener, connection?: ConnectionListener) => () => void
  readonly imageUrl: (imageId: ImageId, view: ImageViewName) => string
  /** Hands one chosen file over. `relativePath` starts below the chosen folder: no absolute path is known here. */
  readonly intake: (file: File, relativePath: string) => Promise<Reply<{ readonly intakeId: IntakeId }>>
  /** Downloads the frozen export, or shows its folder on a desktop host. */
  readonly openExport: (exportId: ExportId) => Promise<Reply<null>>
  /** Downloads a report that was made just now, or asks where it goes on a desktop host. */
  readonly openReport: (reportId: ReportId) => Promise<Reply<null>>
}

/** A reply for a host that could not be asked at all. */
export const unreachable = (): Reply<never> => ({
  ok: false,
  error: { code: 'host.unreachable', detail: {}, incident: '' },
})

/** A host's answer is data from outside this window: only a well-formed reply passes. */
export function toReply<O>(raw: unknown): Reply<O> {
  return typeof raw === 'object' && raw !== null && 'ok' in raw ? (raw as Reply<O>) : unreachable()
}
