import { unwrap, type Send } from '../../src-shared/contract/contract.ts'
import type { ExportId, ImageId, IntakeId, ReportId } from '../../src-shared/domain/ids.ts'
import type { ImageViewName } from '../../src-shared/domain/image.ts'
import type { ConnectionListener, EventListener, Transport } from './transport.ts'

/** The renderer's one way to the services. Every method that fails rejects with an AppError. */
export interface Client {
  readonly send: Send
  readonly subscribe: (listener: EventListener, connection?: ConnectionListener) => () => void
  readonly imageUrl: (imageId: ImageId, view: ImageViewName) => string
  readonly intake: (file: File, relativePath: string) => Promise<IntakeId>
  readonly openExport: (exportId: ExportId) => Promise<void>
  readonly openReport: (reportId: ReportId) => Promise<void>
}

export function createClient(transport: Transport): Client {
  return {
    send: async (name, input) => unwrap(await transport.call(name, input)),
    subscribe: transport.subscribe,
    imageUrl: transport.imageUrl,
    intake: async (file, relativePath) =>
      unwrap<{ intakeId: IntakeId }>(await transport.intake(file, relativePath)).intakeId,
    openExport: async (exportId) => {
      unwrap(await transport.openExport(exportId))
    },
    openReport: async (reportId) => {
      unwrap(await transport.openReport(reportId))
    },
  }
}
