import { setImmediate } from 'node:timers/promises'
import { mostBadRows, type LabelsFound, type LabelsKept } from '../../../src-shared/contract/given.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import type { LabelRef } from '../../../src-shared/domain/label.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { ReadDb } from '../../store/database.ts'
import { ensureSource, keepGiven, type NewGiven } from '../../store/given.ts'
import { labelSetsOf } from '../../store/labelSets.ts'
import type { Workplace } from '../../store/workplace.ts'
import type { IntakeFile } from '../intake.ts'
import type { ForeignItem } from './foreignRow.ts'
import { labelGuesser } from './guessLabels.ts'
import { foreignLabels, readAll, type PlacedRow, type ReadLabels } from './readAll.ts'

export interface GiveRequest {
  readonly files: readonly IntakeFile[]
  readonly task: Task
  readonly source: string
  readonly mapping: readonly { readonly name: string; readonly label: LabelRef | null }[]
}

const imagesPerTransaction = 500
/** More shapes of one source on one picture are no labels of a person. */
const mostItemsOfImage = 5000

/** What it tells and asks while it keeps them. */
interface GiveProgress {
  readonly signal: AbortSignal
  /** Pictures. */
  update(progress: { readonly done: number; readonly total: number }): void
}

/** What the files hold, with a guess for each foreign name; nothing is kept. */
export async function lookAtLabels(db: ReadDb, files: readonly IntakeFile[], task: Task): Promise<LabelsFound> {
  const read = await readAll(db, files, task)
  return { ...summaryOf(read), foreign: foreignLabels(read.rows, labelGuesser(labelSetsOf(db, task))) }
}

/**
 * Keeps what the files say as given by `source`. Throws AppError `contract.badInput` for a label that the task does not
 * have, `labels.tooLarge` for a picture with more shapes than any person draws; nothing of that is kept then. Throws
 * `job.cancelled`: the pictures that came before keep theirs, and the same files can be given again.
 */
export async function giveLabels(place: Workplace, { files, task, source, mapping }: GiveRequest, { signal, update }: GiveProgress): Promise<LabelsKept> {
  const db = place.store.database()
  requireLabels(db, task, mapping)
  const read = await readAll(db, files, task)
  const labelOf = new Map(mapping.map(({ name, label }) => [name, label]))
  const byImage = groupByImage(read.rows, (item) => named(item, labelOf.get(item.name) ?? null))
  const kept = { answers: 0, shapes: 0, known: 0, decidedBefore: 0 }
  for (let start = 0; start < byImage.length; start += imagesPerTransaction) {
    if (signal.aborted) throw new AppError('job.cancelled')
    const slice = byImage.slice(start, start + imagesPerTransaction)
    place.record('labels.give', (writer) => {
      const sourceId = ensureSource(writer, task, source, place.now())
      for (const [imageId, items] of slice) {
        const { added, known, decidedBefore } = keepGiven(writer, { sourceId, imageId }, items)
        kept.answers += added.answers
        kept.shapes += added.shapes
        kept.known += known
        kept.decidedBefore += decidedBefore
      }
      return { value: null, object: sourceId, detail: { task, images: slice.length, ...kept } }
    })
    update({ done: start + slice.length, total: byImage.length })
    await setImmediate()
  }
  const unmapped = foreignLabels(read.rows, (name) => labelOf.get(name) ?? null).filter(({ guess }) => guess === null)
  return { ...summaryOf(read), source, ...kept, clipped: read.clipped, unmapped: unmapped.map(({ name }) => name) }
}

const summaryOf = ({ files, rows, bad }: ReadLabels): Omit<LabelsFound, 'foreign'> => ({
  files,
  matchedImages: new Set(rows.map(({ image }) => image.imageId)).size,
  badRows: bad.length,
  bad: bad.slice(0, mostBadRows),
})

function requireLabels(db: ReadDb, task: Task, mapping: GiveRequest['mapping']): void {
  const sets = labelSetsOf(db, task)
  const isKnown = ({ labelSet, label }: LabelRef): boolean => sets.some((set) => set.id === labelSet && set.labels.some(({ key, mergedInto }) => key === label && mergedInto === undefined))
  if (mapping.some(({ label }) => label !== null && !isKnown(label))) throw new AppError('contract.badInput', { field: 'mapping' })
}

function named(item: ForeignItem, label: LabelRef | null): NewGiven {
  const { name: foreignName } = item
  return item.kind === 'answer'
    ? { kind: 'answer', foreignName, label, state: item.state }
    : { kind: 'shape', foreignName, label, shape: item.shape, points: item.points }
}

function groupByImage(rows: readonly PlacedRow[], toGiven: (item: ForeignItem) => NewGiven): readonly (readonly [ImageId, readonly NewGiven[]])[] {
  const byImage = new Map<ImageId, NewGiven[]>()
  for (const { image, items } of rows) {
    const list = byImage.get(image.imageId) ?? []
    list.push(...items.map(toGiven))
    byImage.set(image.imageId, list)
  }
  if ([...byImage.values()].some((list) => list.length > mostItemsOfImage)) throw new AppError('labels.tooLarge', { shapes: mostItemsOfImage })
  return [...byImage]
}
