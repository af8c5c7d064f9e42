import { Option, type Command } from 'commander'
import { unzipSync } from 'fflate'
import { resultIdentities, type ResultIdentity } from '../../../src-shared/contract/reports.ts'
import { languages, type Language } from '../../../src-shared/domain/label.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { writeCaseFiles } from './caseFiles.ts'

interface Options extends StoreOptions {
  readonly out: string
  readonly language: Language
  readonly identity: ResultIdentity
}

/** `ctw results`: a folder of files and one JSON line per case, in the order they were named. */
export function registerResults(program: Command, run: Run): void {
  withStoreOptions(program.command('results'))
    .description('write the newest signed version of chest films as DICOM SR, SEG and GSPS, JSON, FHIR and PDF, one folder each')
    .argument('<case...>', 'ids of cases, as the column "case" of a CSV export names them')
    .requiredOption('--out <folder>', 'a folder that is new or empty')
    .addOption(new Option('--identity <identity>', 'whose names and UIDs the results carry: the pseudonym and mapped UIDs, or those of the source files').choices(resultIdentities).default('deidentified'))
    .addOption(new Option('--language <language>', 'language of the PDF').choices(languages).default('en'))
    .action(
      run((cases: readonly string[], { out, language, identity, ...store }: Options) =>
        writeCaseFiles(cases, {
          out,
          store,
          write: async ({ services, call }, folder, caseId) => {
            const { reportId, files, filmsWithoutSource, version, recordSha256 } = await call('results.make', { caseId, language, identity })
            for (const [name, bytes] of Object.entries(unzipSync(services.reports.get(reportId).bytes))) await folder.write(`${caseId}/${name}`, bytes)
            return { folder: caseId, identity, files, filmsWithoutSource, version, recordSha256 }
          },
        }),
      ),
    )
}
