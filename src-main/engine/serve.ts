import { createHash } from 'node:crypto'
import { AppError } from '../../src-shared/errors.ts'
import { imageInfo, openPicture } from '../imaging/picture.ts'
import { likeness, renderView } from '../imaging/views.ts'
import { analyze } from './analyze.ts'
import { guardMemory, type MemoryGuard } from './memoryWatch.ts'
import type { Probe } from './protocol.ts'
import { createShelf, type Shelf, smallestModel } from './shelf.ts'
import type { Answers, ChildMessage, ChildOrder, Question, RequestMessage } from './wire.ts'

export interface Line {
  readonly say: (message: ChildMessage) => void
  readonly listen: (onRequest: (message: RequestMessage) => void) => void
}

/** Serves requests one after the other until the parent is gone. */
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
  let last: Promise<void> = Promise.resolve()
  listen((message) => {
    last = last.then(() => respond(message, { shelf, guard, say }))
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
  readonly guard: MemoryGuard
  readonly say: (message: ChildMessage) => void
}

async function respond({ requestId, question }: RequestMessage, { shelf, guard, say }: Means): Promise<void> {
  const sha256 = 'bytes' in question ? createHash('sha256').update(question.bytes).digest('hex') : ''
  guard.begin()
  try {
    say({ kind: 'answer', requestId, sha256, answer: await answerTo(question, shelf, sha256) })
  } catch (error) {
    const { code, detail } = error instanceof AppError ? error : new AppError('internal')
    say({ kind: 'refusal', requestId, sha256, code, detail })
  } finally {
    guard.end()
  }
}

async function answerTo(question: Question, shelf: Shelf, sha256: string): Promise<Answers[keyof Answers]> {
  switch (question.call) {
    case 'probe':
      return probe(question.bytes)
    case 'view':
      return renderView((await openPicture(question.bytes)).raster, question.view, question.crop)
    case 'analyze':
      return analyze(question, shelf, sha256)
    case 'models':
      return shelf.rows(question.check)
    default:
      return question satisfies never
  }
}

async function probe(bytes: Uint8Array): Promise<Probe> {
  const picture = await openPicture(bytes)
  return { info: imageInfo(picture), likeness: likeness(picture.raster), dicom: picture.dicom }
}
