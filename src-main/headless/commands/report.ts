import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { languages, type Language } from '../../../src-shared/domain/label.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { ExportFolder, refuseOccupied } from '../../export/folder.ts'
import { withStore, type OpenedStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printFailedInput, printResult, type ExitCode } from '../terminal.ts'

interface Options extends StoreOptions {
  readonly out: string
  readonly language: Language
}

/** `ctw report`: one PDF and one JSON line per case, in the order they were named. */
export function registerReport(program: Command, run: Run): void {
  withStoreOptions(program.command('report'))
    .description('write the newest signed version of cases as PDF, one file each')
    .argument('<case...>', 'ids of cases, as the column "case" of a CSV export names them')
    .requiredOption('--out <folder>', 'a folder that is new or empty')
    .addOption(new Option('--language <language>', 'language of the reports').choices(languages).default('en'))
    .action(run((cases: readonly string[], options: Options) => reportAll([...new Set(cases)] as readonly string[] as readonly CaseId[], options)))
}

function reportAll(cases: readonly CaseId[], { out, language, ...store }: Options): Promise<ExitCode> {
  refuseOccupied(out)
  return withStore(store, async (opened) => {
    const folder = await ExportFolder.create(resolve(out))
    try {
      const lines = []
      for (const caseId of cases) lines.push(await reportOne(opened, folder, { caseId, language }))
      if (folder.files.length === 0) await folder.discard()
      else await folder.finish()
      // A line says that a file is there: the folder has its name by now.
      for (const print of lines) print()
      return folder.files.length === cases.length ? exitCodes.done : exitCodes.someFailed
    } catch (error) {
      await folder.discard()
      throw error
    }
  })
}

interface Wanted {
  /** As it was typed; the call looks at it. */
  readonly caseId: CaseId
  readonly language: Language
}

/** Answers what prints the case's line. A case that has no report is an input that fails, not a command that does. */
async function reportOne({ services, call }: OpenedStore, folder: ExportFolder, { caseId, language }: Wanted): Promise<() => void> {
  const made = await call('report.make', { caseId, language }).catch((error: unknown) => {
    if (error instanceof AppError && !refusesAll(error)) return error
    throw error
  })
  if (made instanceof AppError) return () => printFailedInput({ input: caseId, code: made.code, detail: made.detail })
  const { reportId, fileName, bytes, sha256, pages, version, recordSha256 } = made
  await folder.write(fileName, services.reports.get(reportId).bytes)
  return () => printResult({ input: caseId, ok: true, file: fileName, bytes, sha256, pages, version, recordSha256 })
}

/** No other case could do better. */
const refusesAll = ({ code }: AppError): boolean => code.startsWith('auth.') || code === 'report.font' || code === 'store.full' || code === 'store.readOnly'
