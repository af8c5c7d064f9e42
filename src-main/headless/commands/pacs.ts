import { readFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { pacsProtocols, type PacsProtocol, type PacsQuery, type PacsStudy, type PacsTest } from '../../../src-shared/contract/pacs.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { inputFiles } from '../inputFiles.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { readPassword, withStore, type OpenedStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printFailedInput, printResult, type ExitCode } from '../terminal.ts'

interface Search extends StoreOptions {
  readonly patientId: string
  readonly patientName: string
  readonly from: string
  readonly to: string
  readonly accession: string
  readonly modality: string
}

interface Place extends StoreOptions {
  readonly protocol?: PacsProtocol
  readonly url?: string
  readonly pacsUser?: string
  readonly pacsPasswordFile?: string
  readonly authority?: string
  readonly off?: true
}

/** Files handed to one call. */
const filesAtOnce = 100

/** `ctw pacs`: the picture archive that the store's settings name. */
export function registerPacs(program: Command, run: Run): void {
  const pacs = program.command('pacs').description('search a PACS over DICOMweb or DIMSE, bring its studies into a store, send DICOM files to it')
  withStoreOptions(pacs.command('set'))
    .description('name the PACS and switch it on')
    .addOption(new Option('--protocol <name>', 'how it is spoken to; dimse: the other side that ctw dimse set names').choices(pacsProtocols))
    .option('--url <address>', 'root of its DICOMweb services')
    .option('--pacs-user <name>', 'for HTTP Basic')
    .option('--pacs-password-file <file>', 'its password, alone in a file; without it the one that is kept stays')
    .option('--authority <pem>', "file of certificates trusted beside the system's")
    .option('--off', 'switch it off; the address is kept')
    .action(run((place: Place) => withStore(place, (opened) => setPlace(opened, place))))
  withStoreOptions(pacs.command('test'))
    .description('ask it for something and say what is wrong')
    .action(run((store: StoreOptions) => withStore(store, test)))
  withSearch(withStoreOptions(pacs.command('find')))
    .description('one line per study')
    .action(run((search: Search) => withStore(search, (opened) => find(opened, search))))
  withSearch(withStoreOptions(pacs.command('get')))
    .description('bring in what find lists with the same options; what is here already is not fetched again')
    .action(run((search: Search) => withStore(search, (opened) => get(opened, search))))
  withStoreOptions(pacs.command('send'))
    .description('store DICOM files on it; one line per file')
    .argument('<path...>', 'DICOM files, or folders of them')
    .action(run((paths: readonly string[], store: StoreOptions) => withStore(store, (opened) => send(opened, paths))))
}

const withSearch = (command: Command): Command =>
  command
    .option('--patient-id <id>', 'exactly', '')
    .option('--patient-name <name>', 'part of it', '')
    .option('--from <date>', 'first day of the study, YYYY-MM-DD', '')
    .option('--to <date>', 'last day of the study, YYYY-MM-DD', '')
    .option('--accession <number>', 'exactly', '')
    .option('--modality <code>', 'such as DX or CR', '')

async function setPlace({ call }: OpenedStore, { protocol, url, pacsUser, pacsPasswordFile, authority, off }: Place): Promise<ExitCode> {
  const before = await call('pacs.status', {})
  const { hasPassword, ...status } = await call('pacs.plan', {
    on: off !== true,
    protocol: protocol ?? before.protocol,
    url: url ?? before.url,
    user: pacsUser ?? before.user,
    password: pacsPasswordFile === undefined ? null : readPassword(pacsPasswordFile),
    authority: authority === undefined ? before.authority : readText(authority),
  })
  printResult({ ok: true, on: status.on, protocol: status.protocol, url: status.url, user: status.user, hasPassword, hasAuthority: status.authority !== '' })
  return exitCodes.done
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('contract.wrongUse', { field: 'authority', reason: 'missing' }, { cause })
  }
}

const test = async ({ call }: OpenedStore): Promise<ExitCode> => printTest('pacs', await call('pacs.test', {}))

/** Page after page. */
async function* studiesOf({ call }: OpenedStore, search: Search): AsyncGenerator<PacsStudy> {
  const { patientId, patientName, from, to, accession, modality } = search
  const query: Omit<PacsQuery, 'offset'> = { patientId, patientName, from, to, accession, modality: modality.toUpperCase() }
  for (let offset = 0; ; ) {
    const { studies, more } = await call('pacs.find', { ...query, offset })
    yield* studies
    if (!more) return
    offset += studies.length
  }
}

async function find(opened: OpenedStore, search: Search): Promise<ExitCode> {
  for await (const study of studiesOf(opened, search)) printResult(study)
  return exitCodes.done
}

async function get(opened: OpenedStore, search: Search): Promise<ExitCode> {
  const { services, call } = opened
  const studies: Pick<PacsStudy, 'studyUid' | 'patientId'>[] = []
  for await (const { studyUid, patientId } of studiesOf(opened, search)) studies.push({ studyUid, patientId })
  if (studies.length === 0) throw new AppError('pacs.notThere')
  const report = await withProgress(services, async () => {
    const { jobId } = await call('pacs.get', { studies, task: null })
    const { state, error } = await services.jobs.settled(jobId)
    if (state !== 'done') throw jobError(state, error)
    return call('import.report', { jobId })
  })
  const { rejected, duplicates, imported, alreadyKnown, cases } = report
  for (const { name, code, detail } of rejected) printFailedInput({ input: name, code, detail })
  printResult({ ok: rejected.length === 0, studies: studies.length, imported, alreadyKnown, cases, rejected: rejected.length, duplicates: duplicates.length })
  return rejected.length === 0 ? exitCodes.done : exitCodes.someFailed
}

const send = (opened: OpenedStore, paths: readonly string[]): Promise<ExitCode> => sendFiles(opened, paths, 'pacs.send')

/** One line per file, in the order they were named. */
export async function sendFiles({ services, call }: OpenedStore, paths: readonly string[], by: 'pacs.send' | 'dimse.send'): Promise<ExitCode> {
  const files = inputFiles(paths)
  let code: ExitCode = exitCodes.done
  for (let from = 0; from < files.length; from += filesAtOnce) {
    const some = files.slice(from, from + filesAtOnce)
    const { sent } = await call(by, { intakeIds: some.map((file) => services.intake.add(file)) })
    for (const { index, error } of sent) {
      const input = some[index]?.path ?? ''
      if (error === null) printResult({ input, ok: true })
      else printFailedInput({ input, ...error })
      if (error !== null) code = exitCodes.someFailed
    }
  }
  return code
}

/** What a test of a connection found. */
export function printTest(input: string, { error, milliseconds }: PacsTest): ExitCode {
  if (error === null) printResult({ input, ok: true, milliseconds })
  else printFailedInput({ input, ...error })
  return error === null ? exitCodes.done : exitCodes.someFailed
}
