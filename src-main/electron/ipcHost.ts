import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { AppError, type Reply } from '../../src-shared/errors.ts'
import type { HostDoors } from '../app/doors.ts'
import { isOwnPage } from './addresses.ts'
import { chosenFile } from './intake.ts'

export const channels = { call: 'ctw:call', intake: 'ctw:intake', revealExport: 'ctw:reveal-export', saveReport: 'ctw:save-report', event: 'ctw:event' } as const

export interface IpcHostOptions {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly doors: HostDoors
  /** The one window's page; null once it is gone. */
  readonly page: () => WebContents | null
  /** Shows the folder of a frozen export in the system's file manager. */
  readonly revealExport: (exportId: string) => Promise<void>
  /** Asks where a finished report goes and writes it there. */
  readonly saveReport: (reportId: string) => Promise<void>
}

type Answer = (...input: readonly unknown[]) => Promise<Reply<unknown>>

/** The only place that touches ipcMain. Every message must come from the main frame of our own page. */
export function attachIpc({ ipcMain, doors, page, revealExport, saveReport }: IpcHostOptions): () => void {
  const handle = (channel: string, answer: Answer): void =>
    ipcMain.handle(channel, async (event, ...input: readonly unknown[]) => {
      if (!fromOwnPage(event, page())) return refusal(new AppError('auth.denied', { needs: 'window' }))
      return answer(...input)
    })
  handle(channels.call, (name, input) => doors.dispatch(String(name), input))
  handle(channels.intake, (path, relativePath) =>
    replying(async () => ({ intakeId: doors.addIntake(await chosenFile(path, relativePath)) })),
  )
  handle(channels.revealExport, (exportId) => replying(() => revealExport(String(exportId)).then(() => null)))
  handle(channels.saveReport, (reportId) => replying(() => saveReport(String(reportId)).then(() => null)))
  return doors.subscribe((event) => page()?.send(channels.event, event))
}

function fromOwnPage(event: IpcMainInvokeEvent, page: WebContents | null): boolean {
  const frame = event.senderFrame
  if (frame === null || page === null || page.isDestroyed()) return false
  return event.sender === page && frame === page.mainFrame && isOwnPage(frame.url)
}

async function replying(run: () => Promise<unknown>): Promise<Reply<unknown>> {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return refusal(error)
  }
}

const refusal = (error: unknown): Reply<never> =>
  error instanceof AppError
    ? { ok: false, error: { code: error.code, detail: error.detail, incident: '' } }
    : { ok: false, error: { code: 'internal', detail: {}, incident: '' } }
