import { resolve } from 'node:path'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { ExportFolder, refuseOccupied } from '../../export/folder.ts'
import { withStore, type OpenedStore } from '../openStore.ts'
import type { StoreOptions } from '../storeOptions.ts'
import { exitCodes, printFailedInput, printResult, type ExitCode } from '../terminal.ts'

export interface CaseFiles {
  readonly out: string
  readonly store: StoreOptions
  /** Writes the files of one case and answers its line, less the input's name. */
  readonly write: (opened: OpenedStore, folder: ExportFolder, caseId: CaseId) => Promise<Readonly<Record<string, unknown>>>
}

/**
 * Files of cases in a folder that is new or empty, which appears whole or not at all, and one JSON line per case in the
 * order they were named, each once. A case that has no files is an input that fails, not a command that does.
 */
export function writeCaseFiles(named: readonly string[], { out, store, write }: CaseFiles): Promise<ExitCode> {
  refuseOccupied(out)
  // As they were typed; the calls look at them.
  const cases = [...new Set(named)] as readonly string[] as readonly CaseId[]
  return withStore(store, async (opened) => {
    const folder = await ExportFolder.create(resolve(out))
    const oneOf = async (caseId: CaseId): Promise<{ readonly done: boolean; readonly print: () => void }> => {
      try {
        const line = await write(opened, folder, caseId)
        return { done: true, print: () => printResult({ input: caseId, ok: true, ...line }) }
      } catch (error) {
        if (!(error instanceof AppError) || refusesAll(error)) throw error
        return { done: false, print: () => printFailedInput({ input: caseId, code: error.code, detail: error.detail }) }
      }
    }
    try {
      const lines = []
      for (const caseId of cases) lines.push(await oneOf(caseId))
      if (folder.files.length === 0) await folder.discard()
      else await folder.finish()
      // A line says that a file is there: the folder has its name by now.
      for (const { print } of lines) print()
      return lines.every(({ done }) => done) ? exitCodes.done : exitCodes.someFailed
    } catch (error) {
      await folder.discard()
      throw error
    }
  })
}

/** No other case could do better. */
const refusesAll = ({ code }: AppError): boolean => code.startsWith('auth.') || ['report.font', 'store.full', 'store.readOnly', 'export.failed'].includes(code)
