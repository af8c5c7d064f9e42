import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { AppError } from '../../../src-shared/errors.ts'
import { createEngine } from '../../engine/supervisor.ts'
import { modelsFolder } from '../openStore.ts'
import type { Run } from '../storeOptions.ts'
import { type ExitCode, exitCodes, printFailedInput, printResult } from '../terminal.ts'

interface Options {
  readonly raw?: string
  readonly png?: string
  readonly frame: number
}

/** Larger files are not read into memory. */
const MAXIMUM_FILE_BYTES = 512 * 1024 * 1024

/** `ctw decode`: one picture's values and how it is shown; needs no store. */
export function registerDecode(program: Command, run: Run): void {
  program
    .command('decode')
    .description('the values of a picture as a NumPy file, how it is shown as PNG, and what the file says of it as one JSON line')
    .argument('<file>', 'a DICOM file or another picture')
    .option('--raw <file>', 'write the values as .npy: DICOM after the modality transformation, rows × columns (× 3 for colour)')
    .option('--png <file>', 'write the picture as it is shown, 8 bits')
    .option('--frame <n>', 'which frame of several, counted from 1', parseFrame, 1)
    .action(run((file: string, options: Options) => decode(file, options)))
}

function parseFrame(text: string): number {
  const frame = Number(text)
  if (!/^\d+$/u.test(text) || frame < 1 || frame > Number.MAX_SAFE_INTEGER) throw new InvalidArgumentError('Frames are counted from 1.')
  return frame
}

async function decode(file: string, { raw, png, frame }: Options): Promise<ExitCode> {
  const childEntry = fileURLToPath(new URL('../../engine/child.ts', import.meta.url))
  const engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: 1 })
  try {
    const bytes = await read(file)
    const reply = await engine.decode({ bytes, frame: frame - 1, raw: raw !== undefined, png: png !== undefined })
    if (raw !== undefined && reply.npy !== null) await written(raw, reply.npy)
    if (png !== undefined && reply.png !== null) await written(png, reply.png)
    printResult({ input: file, ok: true, sha256: createHash('sha256').update(bytes).digest('hex'), ...reply.facts })
    return exitCodes.done
  } catch (error) {
    if (!(error instanceof AppError) || !/^(?:image|dicom|engine)\./u.test(error.code)) throw error
    printFailedInput({ input: file, code: error.code, detail: error.detail })
    return exitCodes.someFailed
  } finally {
    await engine.close()
  }
}

async function read(file: string): Promise<Uint8Array> {
  const facts = await stat(file).catch(() => null)
  if (facts?.isFile() !== true) throw new AppError('image.missing')
  if (facts.size > MAXIMUM_FILE_BYTES) throw new AppError('image.tooLarge', { bytes: facts.size })
  return readFile(file).catch((cause: unknown) => {
    throw new AppError('image.unreadable', {}, { cause })
  })
}

async function written(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes).catch((cause: unknown) => {
    throw new AppError('export.failed', {}, { cause })
  })
}
