import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { ExportId, IntakeId, ReportId } from '../../src-shared/domain/ids.ts'
import type { Reply } from '../../src-shared/errors.ts'
import { toReply, type Transport } from './transport.ts'

/** What the preload script exposes as `window.ctw`. */
export interface Bridge {
  readonly call: (name: string, input: unknown) => Promise<unknown>
  /** Answers the function that ends the subscription; the listener never receives Electron's own event. */
  readonly subscribe: (listener: (event: AppEvent) => void) => () => void
  readonly intake: (file: File, relativePath: string) => Promise<unknown>
  /** Shows the folder of a frozen export in the system's file manager. */
  readonly revealExport: (exportId: ExportId) => Promise<unknown>
  /** Asks where the report goes and writes it there. */
  readonly saveReport: (reportId: ReportId) => Promise<unknown>
}

declare global {
  interface Window {
    readonly ctw?: Bridge
  }
}

export function electronTransport(bridge: Bridge): Transport {
  return {
    call: async (name, input) => toReply(await bridge.call(name, input)),
    subscribe: (listener, connection) => {
      const end = bridge.subscribe(listener)
      connection?.(true)
      return end
    },
    imageUrl: (imageId, view) => `ctw-image://store/${imageId}/${view}`,
    intake: async (file, relativePath): Promise<Reply<{ readonly intakeId: IntakeId }>> =>
      toReply(await bridge.intake(file, relativePath)),
    openExport: async (exportId) => toReply(await bridge.revealExport(exportId)),
    openReport: async (reportId) => toReply(await bridge.saveReport(reportId)),
  }
}
