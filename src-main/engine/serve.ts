import { AppError } from '../../src-shared/errors.ts'
import { readDirectory } from '../dicom/directory.ts'
import { readFilmPixels } from '../dicom/filmPixels.ts'
import { readSource, type DicomSource } from '../dicom/source.ts'
import { imageInfo, type Picture } from '../imaging/picture.ts'
import { recognise } from '../imaging/probe.ts'
import { likeness, renderView } from '../imaging/views.ts'
import { analyze } from './analyze.ts'
import { measureOutlined } from './measureOutlined.ts'
import { decodeFile } from './decodeFile.ts'
import { suggestTubes } from './film.ts'
import { guardMemory } from './memoryWatch.ts'
import { type Prepared, prepare } from './prepared.ts'
import type { Probe } from './protocol.ts'
import type { ChartReading } from '../../src-shared/domain/colourCalibration.ts'
import { samplesOf, type Raster } from '../imaging/raster.ts'
import { calibrate } from '../tongue/chart/calibrate.ts'
import { createShelf, type Shelf, smallestModel } from './shelf.ts'
import type { Answers, ChildMessage, ChildOrder, RequestMessage } from './wire.ts'

export interface Line {
  readonly say: (message: ChildMessage) => void
  readonly listen: (onRequest: (message: RequestMessage) => void) => void
}

/** Answers requests one after the other, in the order the parent asks for the answers, until the parent is gone. */
export async function serve(order: Extract<ChildOrder, { mode: 'serve' }>, { say, listen }: Line): Promise<void> {
  const guard = guardMemory(process.argv[1] ?? '')
  const shelf = createShelf({
    ...order,
    // Weights stay: they are no growth caused by an input, so the guard begins anew after a load.
    onLoading: (loading) => {
      say({ kind: 'loading', loading })
      if (loading) guard.end()
      else guard.begin()
    },
    onLoaded: ({ facts, provider, refused }) => say({ kind: 'model', id: facts.id, provider, refused }),
  })
  const prepared = new Map<number, Prepared>()
  const answerAfter = async (before: Promise<void>, requestId: number): Promise<void> => {
    await before
    const request = prepared.get(requestId)
    if (request === undefined) return
    guard.begin()
    await respond(requestId, request, { shelf, say })
    prepared.delete(requestId)
    if (prepared.size === 0) guard.end()
  }
  let last: Promise<void> = Promise.resolve()
  listen((message) => {
    if (message.kind === 'answer') {
      last = answerAfter(last, message.requestId)
      return
    }
    if (prepared.size === 0) guard.begin()
    prepared.set(message.requestId, prepare(message.question))
  })
  say({ kind: 'ready' })
  await warm(order, shelf)
}

/** Loads what was in use before, or the smallest model, so that the provider in use is known before anybody asks. */
async function warm({ modelsFolder, warm: wanted }: Extract<ChildOrder, { mode: 'serve' }>, shelf: Shelf): Promise<void> {
  const first = await smallestModel(modelsFolder)
  for (const id of wanted.length > 0 ? wanted : [first]) {
    // A model that cannot be loaded says so to whoever asks for it.
    if (id !== null) await shelf.model(id).catch(() => undefined)
  }
}

interface Means {
  readonly shelf: Shelf
  readonly say: (message: ChildMessage) => void
}

async function respond(requestId: number, request: Prepared, { shelf, say }: Means): Promise<void> {
  const { sha256 } = request
  try {
    say({ kind: 'answer', requestId, sha256, answer: await answerTo(request, shelf) })
  } catch (error) {
    const { code, detail } = error instanceof AppError ? error : new AppError('internal')
    say({ kind: 'refusal', requestId, sha256, code, detail })
  }
}

async function answerTo({ question, sha256, picture }: Prepared, shelf: Shelf): Promise<Answers[keyof Answers]> {
  switch (question.call) {
    case 'probe':
      return probe(await picture())
    case 'directory':
      return readDirectory(question.bytes)
    case 'decode':
      return decodeFile(question)
    case 'source':
      return sourceOf(question.bytes)
    case 'pixels':
      return readFilmPixels(question.bytes)
    case 'view':
      return renderView((await picture()).raster, question.view, question.part)
    case 'analyze':
      return analyze({ ...question, sha256, picture }, shelf)
    case 'chart':
      return chartOf((await picture()).raster)
    case 'measureTongue':
      return measureOutlined(question, (await picture()).raster)
    case 'suggestTubes':
      return suggestTubes(samplesOf((await picture()).raster), sha256, shelf)
    case 'models':
      return shelf.rows(question.check)
    case 'checkModel':
      return shelf.check(question.folder)
    default:
      return question satisfies never
  }
}

/** Only a DICOM file is one. */
const sourceOf = async (bytes: Uint8Array): Promise<DicomSource | null> => (recognise(bytes) === 'dicom' ? readSource(bytes) : null)

/** A picture without colours has no chart. */
function chartOf(raster: Raster): ChartReading {
  return raster.mode === 'colour' ? calibrate(samplesOf(raster)) : { found: false, reason: 'no-chart' }
}

function probe(picture: Picture): Probe {
  return { info: imageInfo(picture), likeness: likeness(picture.raster), dicom: picture.dicom }
}
