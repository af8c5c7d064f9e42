import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, Option as Flag } from 'commander'
import { AppError } from '../../../src-shared/errors.ts'
import { deidentify, type Deidentified, type Order } from '../../dicom/deidentify/deidentify.ts'
import type { Option } from '../../dicom/deidentify/table.ts'
import { type InputFile, inputFiles } from '../inputFiles.ts'
import type { Run } from '../storeOptions.ts'
import { type ExitCode, exitCodes, printFailedInput, printResult, tell } from '../terminal.ts'

interface Options {
  readonly out: string
  readonly keyFile?: string
  readonly mapping?: string
  readonly pixelsChecked?: true
  readonly keepUids?: true
  readonly keepDevice?: true
  readonly keepInstitution?: true
  readonly keepCharacteristics?: true
  readonly keepDates?: 'full' | 'modified'
  readonly cleanDescriptors?: true
}

/** Larger files are not read into memory. */
const MAXIMUM_FILE_BYTES = 512 * 1024 * 1024
const KEY_BYTES = 32

const warnings: Readonly<Record<Deidentified['warnings'][number], string>> = {
  pixelsNeedALook: 'The file does not say that nothing is burned into its picture. Look at the picture before it leaves: names written into it are still there.',
}

/** `ctw deidentify`: copies of DICOM files without what identifies; needs no store. */
export function registerDeidentify(program: Command, run: Run): void {
  program
    .command('deidentify')
    .description('copies of DICOM files by PS3.15 annex E under random names, pixel data as they are; one JSON line a file')
    .argument('<paths...>', 'DICOM files, or folders of them')
    .requiredOption('--out <folder>', 'where the copies go; nothing there is overwritten')
    .option('--key-file <file>', 'the key that new UIDs and pseudonyms are made with; made where it is absent. Without it every run has its own')
    .option('--mapping <file>', 'write which copy came from which file, with the old UIDs: this file identifies')
    .option('--pixels-checked', 'a person has looked at the pixels of every file that does not say they are free of burned-in text')
    .option('--keep-uids', 'option: retain UIDs')
    .option('--keep-device', 'option: retain device identity')
    .option('--keep-institution', 'option: retain institution identity')
    .option('--keep-characteristics', 'option: retain patient characteristics (sex, age, size, weight and others)')
    .addOption(new Flag('--keep-dates <how>', 'option: retain dates, full, or moved back by the same unknown number of days for one patient').choices(['full', 'modified']))
    .option('--clean-descriptors', 'option: of descriptions, keep the words of a closed list (body parts, views, modalities)')
    .action(run((paths: readonly string[], options: Options) => deidentifyAll(paths, options)))
}

async function deidentifyAll(paths: readonly string[], options: Options): Promise<ExitCode> {
  const files = inputFiles(paths)
  const key = options.keyFile === undefined ? randomBytes(KEY_BYTES) : await keyFrom(options.keyFile)
  await mkdir(options.out, { recursive: true, mode: 0o700 }).catch(notWritten)
  if (options.mapping !== undefined) await newMapping(options.mapping)
  const order: Order = { key, chosen: chosenOf(options), pixelsChecked: options.pixelsChecked === true }
  let code: ExitCode = exitCodes.done
  for (const file of files) {
    try {
      await deidentifyOne(file, order, options)
    } catch (error) {
      if (!(error instanceof AppError) || !/^(?:image|dicom|deidentify)\./u.test(error.code)) throw error
      printFailedInput({ input: file.path, code: error.code, detail: error.detail })
      code = exitCodes.someFailed
    }
  }
  return code
}

const notWritten = (cause: unknown): never => {
  throw new AppError('export.failed', {}, { cause })
}

function chosenOf({ keepUids, keepDevice, keepInstitution, keepCharacteristics, keepDates, cleanDescriptors }: Options): ReadonlySet<Option> {
  const flags: readonly (readonly [Option, boolean])[] = [
    ['uids', keepUids === true],
    ['device', keepDevice === true],
    ['institution', keepInstitution === true],
    ['characteristics', keepCharacteristics === true],
    ['fullDates', keepDates === 'full'],
    ['modifiedDates', keepDates === 'modified'],
    ['descriptors', cleanDescriptors === true],
  ]
  return new Set(flags.flatMap(([option, isChosen]) => (isChosen ? [option] : [])))
}

async function deidentifyOne(file: InputFile, order: Order, { out, mapping }: Options): Promise<void> {
  if (file.bytes > MAXIMUM_FILE_BYTES) throw new AppError('image.tooLarge', { bytes: file.bytes })
  const bytes = await readFile(file.path).catch((cause: unknown) => {
    throw new AppError('image.unreadable', {}, { cause })
  })
  const { bytes: copy, sopInstanceUid, ...facts } = deidentify(bytes, order)
  const output = `${randomUUID().replaceAll('-', '')}.dcm`
  await writeFile(join(out, output), copy, { flag: 'wx', mode: 0o600, flush: true }).catch(notWritten)
  if (mapping !== undefined) await appendFile(mapping, `${JSON.stringify({ input: file.path, output, sopInstanceUid })}\n`, { flush: true }).catch(notWritten)
  for (const warning of facts.warnings) tell(`${output}: ${warnings[warning]}`)
  printResult({ input: file.path, ok: true, output, sha256: createHash('sha256').update(copy).digest('hex'), ...facts })
}

/** Read where it is there, else made for its owner alone. Throws AppError `contract.wrongUse` for a file that holds no key. */
async function keyFrom(path: string): Promise<Uint8Array> {
  const made = randomBytes(KEY_BYTES)
  const isMade = await writeFile(path, `${made.toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true }).then(() => true, (error: unknown) => (isThere(error) ? false : notWritten(error)))
  if (isMade) return made
  const text = (await readFile(path, 'utf8').catch(notWritten)).trim()
  if (!/^[0-9a-f]{64}$/u.test(text)) throw new AppError('contract.wrongUse', { field: '--key-file', reason: 'no key' })
  return Buffer.from(text, 'hex')
}

async function newMapping(path: string): Promise<void> {
  await writeFile(path, '', { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (isThere(error)) throw new AppError('contract.wrongUse', { field: '--mapping', reason: 'exists' })
    notWritten(error)
  })
}

const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'
