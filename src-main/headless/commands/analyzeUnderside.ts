import { createHash } from 'node:crypto'
import type { PhotoView } from '../../../src-shared/contract/photos.ts'
import { tongueRules } from '../../../src-shared/domain/tongueRules.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { Engine } from '../../engine/protocol.ts'
import { type GivenOutline, outlineOn, readOutline } from '../outlineFile.ts'
import { type PictureInput, readPicture, refusedPicture } from '../pictureInput.ts'
import { type ExitCode, exitCodes, printResult, tell } from '../terminal.ts'

export interface UndersideOptions {
  readonly task: string
  readonly side: PhotoView
  readonly outline?: string
  readonly maps?: boolean
  readonly masks?: string
  readonly overlays?: string
  readonly chart?: string
  readonly suggestions?: boolean
}

/** Of the result, wherever it goes: no real photo of an underside was at hand. */
const drawnOnly = { demonstration: true, tested: 'drawn pictures only' } as const

/**
 * `ctw analyze --task tongue --side underside --outline FILE`: the sublingual veins of one photo, inside an outline that is given; no
 * model runs. Throws AppError `outline.otherTask`, `outline.needed`, what `readOutline` throws, and `contract.wrongUse` for more than one photo
 * and for options that say nothing of an underside.
 */
export async function analyzeUnderside(inputs: readonly PictureInput[], options: UndersideOptions, start: () => Engine): Promise<ExitCode> {
  const [input] = inputs
  if (options.task !== 'tongue' || options.side !== 'underside') throw new AppError('outline.otherTask', { task: options.task, side: options.side })
  if (options.outline === undefined) throw new AppError('outline.needed')
  if (input === undefined || inputs.length > 1) throw new AppError('contract.wrongUse', { reason: 'one outline is of one photo', photos: inputs.length })
  for (const option of ['maps', 'masks', 'overlays', 'chart', 'suggestions'] as const) {
    if (options[option] !== undefined) throw new AppError('contract.wrongUse', { option: `--${option}`, reason: 'not of an underside' })
  }
  const outline = await readOutline(options.outline)
  const engine = start()
  try {
    return await measured(input, outline, engine)
  } finally {
    await engine.close()
  }
}

async function measured(input: PictureInput, outline: GivenOutline, engine: Engine): Promise<ExitCode> {
  const bytes = await readPicture(input)
  const sha256 = bytes instanceof AppError ? null : createHash('sha256').update(bytes).digest('hex')
  try {
    if (bytes instanceof AppError || sha256 === null) throw bytes
    const value = await veinsIn(bytes, { outline, engine, sha256 })
    printResult({ input: input.path, sha256, ok: true, error: null, ...value })
    tell('The veins of undersides were tested on drawn pictures only. Research use only. Not for diagnosis or treatment.')
    return exitCodes.done
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    printResult({ input: input.path, ...refusedPicture(error, sha256) })
    return exitCodes.someFailed
  }
}

interface Means {
  readonly outline: GivenOutline
  readonly engine: Engine
  readonly sha256: string
}

/** Throws AppError `outline.*` where the outline is none of this photo, `image.…` and `quality.notTongue` where the photo is none. */
async function veinsIn(bytes: Uint8Array, { outline, engine, sha256 }: Means): Promise<object> {
  const { info } = await engine.probe(bytes, sha256)
  const { kind, widthPx, heightPx } = info
  const placed = outlineOn(outline, { widthPx, heightPx })
  const { areaFraction, tongue } = await engine.measureTongue({ bytes, outline: placed, cells: null, calibration: null, underside: { photoSha256: sha256 } })
  if (tongue.signs?.sublingualVeins?.reason === 'too-small') throw new AppError('outline.tooSmall', { leastWidthPx: tongueRules.fineDetail.widthPx })
  return { kind, task: 'tongue', side: 'underside', widthPx, heightPx, ...drawnOnly, outline: { source: 'given', areaFraction }, tongue }
}
