import { Option, type Command } from 'commander'
import { languages, type Language } from '../../../src-shared/domain/label.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { writeCaseFiles } from './caseFiles.ts'

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
    .action(
      run((cases: readonly string[], { out, language, ...store }: Options) =>
        writeCaseFiles(cases, {
          out,
          store,
          write: async ({ services, call }, folder, caseId) => {
            const { reportId, fileName, bytes, sha256, pages, version, recordSha256 } = await call('report.make', { caseId, language })
            await folder.write(fileName, services.reports.get(reportId).bytes)
            return { file: fileName, bytes, sha256, pages, version, recordSha256 }
          },
        }),
      ),
    )
}
