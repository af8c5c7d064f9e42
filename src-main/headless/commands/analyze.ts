import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { photoViews } from '../../../src-shared/contract/photos.ts'
import { type AnalysisTask, analysisTasks } from '../../../src-shared/domain/analysis.ts'
import type { AppliedCalibration } from '../../../src-shared/domain/colourCalibration.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { AnalyzeReply, Engine } from '../../engine/protocol.ts'
import { oneAhead } from '../../engine/oneAhead.ts'
import { createEngine } from '../../engine/supervisor.ts'
import { modelsFolder } from '../openStore.ts'
import { type PictureInput, pictureInputs, readPicture, refusedPicture } from '../pictureInput.ts'
import type { Run } from '../storeOptions.ts'
import { type ExitCode, exitCodes, printResult, tell } from '../terminal.ts'
import { analyzeUnderside, type UndersideOptions } from './analyzeUnderside.ts'

interface Options extends UndersideOptions {
  readonly task: AnalysisTask | 'auto'
  readonly provider: 'auto' | 'cpu'
  readonly threads: number
  readonly models: string
}

const TELL_EVERY = 25

/** `ctw analyze`: one JSON line per input, in input order; needs no store. */
export function registerAnalyze(program: Command, run: Run): void {
  program
    .command('analyze')
    .description('score, segment and measure pictures; one JSON line each, nothing is kept')
    .argument('<path...>', 'files and folders; folders are walked to the bottom in the order of names')
    .addOption(new Option('--task <task>', 'auto: photos are tongues, films chestxray14').choices(['auto', ...analysisTasks]).default('auto'))
    .addOption(new Option('--provider <provider>', 'auto: the fastest that answers correctly').choices(['auto', 'cpu']).default('auto'))
    .option('--threads <n>', 'threads of the models', parseThreads, availableParallelism())
    .option('--maps', 'the map of every label')
    .option('--masks <folder>', "write each tongue's mask as <input's name>.png, 0/255, in the picture's size")
    .option('--overlays <folder>', "write each picture with contour and strongest map as <input's name>.png")
    .option('--chart <photo>', "correct colours by the chart in this photo of the same sitting, in place of each photo's own")
    .option('--suggestions', 'of each film the tubes that the demonstration model suggests; measures nothing')
    .addOption(new Option('--side <side>', 'underside: measure the sublingual veins of one photo, with --task tongue and --outline').choices(photoViews).default('surface'))
    .option('--outline <file>', 'JSON with the outline of the underside in picture pixels, as the COCO export writes it')
    .option('--models <folder>', 'where the models lie', modelsFolder)
    .action(run((paths: readonly string[], options: Options) => analyzeAll(paths, options)))
}

function parseThreads(text: string): number {
  const threads = Number(text)
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) throw new InvalidArgumentError('Give a whole number from 1 to 256.')
  return threads
}

async function analyzeAll(paths: readonly string[], options: Options): Promise<ExitCode> {
  const inputs = paths.flatMap(pictureInputs)
  if (inputs.length === 0) throw new AppError('contract.wrongUse', { field: 'path', reason: 'noFiles' })
  if (options.side === 'underside' || options.outline !== undefined) return analyzeUnderside(inputs, options, engineOf(options))
  const folders = [options.masks, options.overlays].filter((folder) => folder !== undefined)
  if (folders.length > 0) refuseSameStems(inputs)
  for (const folder of folders) await written(mkdir(folder, { recursive: true }))
  const engine = engineOf(options)()
  try {
    const calibration = options.chart === undefined ? undefined : await chartIn(options.chart, engine)
    return await analyzeEach(inputs, { engine, options, ...(calibration === undefined ? {} : { calibration }) })
  } finally {
    await engine.close()
  }
}

const engineOf = ({ models, provider, threads }: Options) => (): Engine =>
  createEngine({ modelsFolder: models, childEntry: fileURLToPath(new URL('../../engine/child.ts', import.meta.url)), provider, threads })

interface Means {
  readonly engine: Engine
  readonly options: Options
  readonly calibration?: AppliedCalibration
}

/** The chart of a photo. A photo that cannot be read, or shows none, refuses the whole command. */
async function chartIn(path: string, engine: Engine): Promise<AppliedCalibration> {
  const [input] = pictureInputs(path)
  const bytes = input === undefined ? new AppError('image.missing') : await readPicture(input)
  if (bytes instanceof AppError) throw bytes
  const reading = await engine.chart(bytes)
  if (!reading.found) throw new AppError('chart.none', { reason: reading.reason })
  return { ...reading, source: 'other', chartSha256: createHash('sha256').update(bytes).digest('hex') }
}

async function analyzeEach(inputs: readonly PictureInput[], means: Means): Promise<ExitCode> {
  let done = 0
  let failed = 0
  const ask = async (input: PictureInput): Promise<{ path: string; outcome: Outcome }> => ({ path: input.path, outcome: await outcomeOf(input, means) })
  for await (const { path, outcome } of oneAhead(inputs, ask)) {
    done += 1
    if (!outcome.ok) failed += 1
    printResult({ input: path, ...outcome.value })
    if (outcome.reply !== null) await writePictures(path, outcome.reply, means.options)
    if (done % TELL_EVERY === 0) tell(`${done} of ${inputs.length} done, ${failed} not analysed`)
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed
}

function refuseSameStems(inputs: readonly PictureInput[]): void {
  const seen = new Set<string>()
  for (const { path } of inputs) {
    const stem = stemOf(path)
    if (seen.has(stem)) throw new AppError('contract.wrongUse', { reason: 'two inputs with one name' })
    seen.add(stem)
  }
}

const stemOf = (path: string): string => basename(path, extname(path))

interface Outcome {
  readonly ok: boolean
  readonly value: object
  readonly reply: AnalyzeReply | null
}

async function outcomeOf(input: PictureInput, { engine, options, ...calibration }: Means): Promise<Outcome> {
  const bytes = await readPicture(input)
  if (bytes instanceof AppError) return failure(bytes, null)
  const { task, maps = false, masks, overlays } = options
  try {
    const reply = await engine.analyze({ bytes, task, maps, mask: masks !== undefined, overlay: overlays !== undefined, ...calibration })
    const { result } = reply
    if (!result.ok) return failure(new AppError(result.error.code, result.error.detail), result.sha256, result.quality)
    const { sha256, ok, ...rest } = result
    const suggestions = options.suggestions === true && rest.kind === 'film' ? { suggestions: await suggestedIn(bytes, engine) } : {}
    return { ok: true, value: { sha256, ok, error: null, ...rest, ...suggestions }, reply }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return failure(error, createHash('sha256').update(bytes).digest('hex'))
  }
}

/** Marked for what they are wherever they go: nobody has accepted them. */
async function suggestedIn(bytes: Uint8Array, engine: Engine): Promise<object> {
  const { model, tubes } = await engine.suggestTubes(bytes)
  return { demonstration: true, accepted: false, model, tubes }
}

function failure(error: AppError, sha256: string | null, quality: object = {}): Outcome {
  return { ok: false, value: refusedPicture(error, sha256, quality), reply: null }
}

async function writePictures(path: string, { maskPng, overlayPng }: AnalyzeReply, { masks, overlays }: Options): Promise<void> {
  const file = `${stemOf(path)}.png`
  if (masks !== undefined && maskPng !== null) await written(writeFile(join(masks, file), maskPng))
  if (overlays !== undefined && overlayPng !== null) await written(writeFile(join(overlays, file), overlayPng))
}

async function written(writing: Promise<unknown>): Promise<void> {
  await writing.catch((cause: unknown) => {
    throw new AppError('export.failed', {}, { cause })
  })
}
