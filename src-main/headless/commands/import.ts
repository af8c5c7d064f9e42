import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { ImportReport, PatientRule, RejectedFile } from '../../../src-shared/contract/jobs.ts'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { decodeTable } from '../../importing/besideTable.ts'
import { inputFiles, type InputFile } from '../inputFiles.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { withStore, type OpenedStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printFailedInput, printResult, type ExitCode } from '../terminal.ts'
import { watchFolder } from '../watchFolder.ts'

interface Options extends StoreOptions {
  readonly task: Task | 'auto'
  readonly patients?: 'none' | 'folder' | 'beside'
  readonly patientPattern?: string
  readonly patientTable?: string
  readonly patient?: string
  readonly analyze: boolean
  readonly watch?: boolean
}

export function registerImport(program: Command, run: Run): void {
  withStoreOptions(program.command('import'))
    .description('bring pictures and folders of pictures into a store and analyse them')
    .argument('<path...>', 'files, folders and ZIP archives; folders and archives are walked to the bottom')
    .option('--watch', 'one folder: go on importing what comes into it, until Ctrl+C')
    .addOption(new Option('--task <task>', 'what the pictures are read for; auto: photos are tongues, films chestxray14')
      .choices(['auto', ...tasks]).default('auto'))
    .addOption(new Option('--patients <rule>', 'folder: the folder a file lies in names the patient; beside: the CSV file among the pictures does; none: grouped by likeness')
      .choices(['none', 'folder', 'beside']).conflicts(['patientPattern', 'patientTable', 'patient']))
    .addOption(new Option('--patient-pattern <regex>', 'regular expression on the file name with the group (?<patient>…) and, optionally, (?<date>…)')
      .conflicts(['patientTable', 'patient']))
    .addOption(new Option('--patient-table <csv>', 'CSV file with the columns file, patient and, optionally, date and side data').conflicts(['patient']))
    .option('--patient <pseudonym>', 'one pseudonym for all files')
    .option('--no-analyze', 'leave the analyses to the next time the store is opened')
    .action(
      run(async (paths: readonly string[], options: Options) => {
        if (options.watch === true) return watch(paths, options)
        const files = inputFiles(paths)
        if (files.length === 0) throw new AppError('contract.wrongUse', { field: 'path', reason: 'noFiles' })
        const report = await withStore(options, (opened) => importAll(opened, files, requestOf(options)))
        printReport(report, ({ index = -1, name }) => files[index]?.path ?? name)
        return report.rejected.length === 0 ? exitCodes.done : exitCodes.someFailed
      }),
    )
}

type Place = Pick<RejectedFile, 'index' | 'name' | 'entry'>

function printReport(report: ImportReport & Analyzed, pathOf: (place: Place) => string): void {
  const inputOf = (place: Place): string => (place.entry === undefined ? pathOf(place) : `${pathOf(place)}/${place.entry}`)
  const { rejected, duplicates, ...counts } = report
  for (const { code, detail, ...place } of rejected) printFailedInput({ input: inputOf(place), code, detail })
  for (const { kind, of, ...place } of duplicates) {
    const { name, caseId, pseudonym } = of
    printResult({ input: inputOf(place), ok: true, duplicate: kind, of: { name, case: caseId, patient: pseudonym } })
  }
  const nearDuplicates = duplicates.filter(({ kind }) => kind === 'near').length
  printResult({ ok: rejected.length === 0, ...counts, rejected: rejected.length, nearDuplicates })
}

interface Analyzed {
  readonly analyzed?: number
  /** Pictures the gates refused; they are kept and can be labelled by hand. */
  readonly notAnalyzed?: number
}

interface Request {
  readonly task: Task | null
  readonly patients: PatientRule
  readonly analyze: boolean
}

async function importAll(opened: OpenedStore, files: readonly InputFile[], request: Request): Promise<ImportReport & Analyzed> {
  const { services, call } = opened
  return withProgress(services, async () => {
    const intakeIds = files.map((file) => services.intake.add(file))
    const { jobId } = await call('import.start', { intakeIds, task: request.task, patients: request.patients })
    const { state, error } = await services.jobs.settled(jobId)
    if (state !== 'done') throw jobError(state, error)
    const report = await call('import.report', { jobId })
    return { ...report, ...(request.analyze ? await analyzeAll(opened) : {}) }
  })
}

async function analyzeAll({ services, work }: OpenedStore): Promise<Analyzed> {
  const { state, error, done, failed } = await services.jobs.settled(work.analyze(services.access.caller()))
  if (state !== 'done') throw jobError(state, error)
  return { analyzed: done - failed, notAnalyzed: failed }
}

const requestOf = (options: Options): Request => ({ task: options.task === 'auto' ? null : options.task, patients: patientRule(options), analyze: options.analyze })

/** Until it is stopped: a report after each import. Throws AppError `contract.wrongUse`, `watch.folder`. */
async function watch(paths: readonly string[], options: Options): Promise<ExitCode> {
  const [folder, ...others] = paths
  const { patients, task, analyze } = requestOf(options)
  if (folder === undefined || others.length > 0) throw new AppError('contract.wrongUse', { field: 'watch', reason: 'oneFolder' })
  if (patients.kind === 'table' || patients.kind === 'beside' || patients.kind === 'byHand') throw new AppError('contract.wrongUse', { field: 'watch', reason: 'patients' })
  let failed = false
  await withStore(options, (opened) =>
    watchFolder(opened, { on: true, folder: resolve(folder), task, patients }, async (report) => {
      failed ||= report.rejected.length > 0
      printReport({ ...report, ...(analyze ? await analyzeAll(opened) : {}) }, ({ name }) => name)
    }),
  )
  return failed ? exitCodes.someFailed : exitCodes.done
}

function patientRule(options: Options): PatientRule {
  if (options.patientPattern !== undefined) return { kind: 'pattern', pattern: options.patientPattern }
  if (options.patientTable !== undefined) return { kind: 'table', csv: readTable(options.patientTable) }
  if (options.patient !== undefined) return { kind: 'byHand', pseudonym: options.patient }
  return { kind: options.patients ?? 'none' }
}

function readTable(path: string): string {
  try {
    return decodeTable(readFileSync(path))
  } catch (cause) {
    throw new AppError('contract.wrongUse', { field: 'patient-table', reason: 'missing' }, { cause })
  }
}
