import { randomBytes } from 'node:crypto'
import type { BundleFacts, ExportFormat, ExportReport } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { ExportId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { PixelBox } from '../engine/protocol.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { sha256Of } from '../store/blobs.ts'
import { lastBundle, saveBundleCases } from '../store/bundles.ts'
import { labelSetsOf } from '../store/labelSets.ts'
import { projectKey, sampleName } from '../store/patients.ts'
import { saveExportReport } from '../store/reports.ts'
import { signedCases, type ExportedImage, type SignedCase } from '../store/signedCases.ts'
import type { Workplace } from '../store/workplace.ts'
import { csvText } from '../../src-shared/csv.ts'
import { bundleLabels, bundleLabelSet, bundleManifest, casesOf, countsOf, newSince, planBundle, type BundlePicture } from './bundle.ts'
import type { LabelSetsOf } from './cells.ts'
import { casesAsCoco } from './coco.ts'
import { casesAsCsv } from './csv.ts'
import { ExportFolder } from './folder.ts'
import { maskAsPng } from './maskPng.ts'
import { maskOf } from './runLengths.ts'
import { readerOutline } from './tongueRegions.ts'
import { keptInStore, type ExportTarget } from './target.ts'

export interface ExportRequest {
  readonly exportId: ExportId
  readonly format: ExportFormat
  readonly task: Task | null
  /** A folder that appears whole or not at all; null: the export stays in the store, encrypted. */
  readonly folder: string | null
  /** A bundle that would hold nothing but what the one before it held is not written: `export.nothing`. */
  readonly onlyNew?: boolean
}

export interface ExportProgress {
  readonly signal: AbortSignal
  update(progress: { readonly done: number; readonly total: number }): void
}

/** Throws AppError `contract.badInput` where a bundle names no task. */
export function requireTask(format: ExportFormat, task: Task | null): void {
  if (format === 'bundle' && task === null) throw new AppError('contract.badInput', { field: 'task' })
}

/**
 * Writes the newest signed version of every signed case. Throws AppError `export.nothing`, `export.leak`,
 * `export.failed`, `job.cancelled`, `store.full`, and what the engine throws; then nothing is left behind.
 */
export async function runExport(place: Workplace, request: ExportRequest, progress: ExportProgress): Promise<ExportReport> {
  requireTask(request.format, request.task)
  const cases = signedCases(place.store.database(), request.task)
  if (cases.length === 0) throw new AppError('export.nothing')
  const target = request.folder === null ? keptInStore(place.store.blobs()) : await ExportFolder.create(request.folder)
  try {
    const { bundled = [], ...exported } = await writers[request.format]({ place, request, progress, cases, target })
    await target.finish()
    const { exportId, format, folder } = request
    const report = { exportId, format, createdAt: place.now(), inStore: folder === null, ...exported, files: target.files }
    place.record('export.write', (db) => {
      saveExportReport(db, report)
      saveBundleCases(db, exportId, bundled)
      const { cases: count, images, patients } = exported
      return { value: null, object: exportId, detail: { format, cases: count, images, patients } }
    })
    return report
  } catch (error) {
    await target.discard()
    throw error
  }
}

interface Job {
  readonly place: Workplace
  readonly request: ExportRequest
  readonly progress: ExportProgress
  readonly cases: readonly SignedCase[]
  readonly target: ExportTarget
}

type Written = ReturnType<typeof countsOf> & {
  readonly bundle?: BundleFacts
  /** The cases that a bundle holds. */
  readonly bundled?: readonly SignedCase[]
}
const writers: Readonly<Record<ExportFormat, (job: Job) => Promise<Written>>> = { csv: writeCsv, coco: writeCoco, bundle: writeBundle }

async function writeCsv({ place, cases, target, progress }: Job): Promise<Written> {
  await target.write('cases.csv', casesAsCsv(cases, labelSetsIn(place)))
  progress.update({ done: cases.length, total: cases.length })
  return countsOf(pairs(cases))
}

async function writeCoco(job: Job): Promise<Written> {
  const placed = pairs(job.cases).map(({ signed, image }) => ({ signed, image, fileName: `images/${randomBytes(8).toString('hex')}.png` }))
  await writePictures(job, placed.map(({ image, fileName }) => ({ image, crop: null, path: fileName })))
  await job.target.write('annotations.json', casesAsCoco(placed, job.place.now(), labelSetsIn(job.place)))
  return countsOf(placed)
}

async function writeBundle(job: Job): Promise<Written> {
  const { task } = job.request
  if (task === null) throw new AppError('contract.badInput', { field: 'task' })
  const key = job.place.record('export.begin', (db) => ({ value: projectKey(db), object: job.request.exportId }))
  // A network must not learn from drawn pictures that somebody practised on.
  const real = job.cases.filter(({ pseudonym }) => !sampleName.test(pseudonym))
  const planned = planBundle(real, key)
  // Test patients never leave for training: they are there to tell whether training helped.
  const pictures = planned.filter(({ split }) => split !== 'test')
  const heldBack = planned.filter(({ split }) => split === 'test')
  const bundled = casesOf(pictures)
  const since = newSince(lastBundle(job.place.store.database(), task), bundled)
  const isKnown = job.request.onlyNew === true && since.newCases + since.changedCases === 0
  if (pictures.length === 0 || isKnown) throw new AppError('export.nothing')
  await writePictures(job, pictures.map(({ image, name, crop }) => ({ image, crop, path: `images/${name}` })))
  await writeMasks(job, pictures)
  const labelSet = bundleLabelSet(task, labelSetsIn(job.place))
  await job.target.write('labels.csv', bundleLabels(pictures, labelSet))
  const leftOut = mainPictures(job.cases) - planned.length
  const facts = { task, labelSet, createdAt: job.place.now(), files: job.target.files, leftOut }
  const manifest = bundleManifest(pictures, facts)
  await job.target.write('manifest.json', manifest)
  const bundle = { task, sha256: sha256Of(Buffer.from(manifest)), heldBackCases: casesOf(heldBack).length, ...since }
  return { ...countsOf(pictures), bundle, bundled }
}

/** The tongues as readers outlined them, cut as their pictures are: truth for a segmentation. Nothing where no outline was corrected. */
async function writeMasks({ target }: Job, pictures: readonly BundlePicture[]): Promise<void> {
  const drawn = pictures.flatMap(({ signed, image, name, crop, split }) => {
    const outline = readerOutline(signed, image)
    return outline === null ? [] : [{ outline, name, split, crop: crop ?? { leftPx: 0, topPx: 0, widthPx: image.widthPx, heightPx: image.heightPx } }]
  })
  if (drawn.length === 0) return
  for (const { outline, name, crop } of drawn) await target.write(`masks/${name}`, maskAsPng(maskOf(outline), crop))
  await target.write('masks.csv', csvText([['image', 'mask', 'split', 'origin'], ...drawn.map(({ name, split }) => [name, `masks/${name}`, split, 'reader'])]))
}

const labelSetsIn = ({ store }: Workplace): LabelSetsOf => (task) => labelSetsOf(store.database(), task)

const mainPictures = (cases: readonly SignedCase[]): number => pairs(cases).filter(({ image }) => image.role === 'main').length

const pairs = (cases: readonly SignedCase[]): readonly { readonly signed: SignedCase; readonly image: ExportedImage }[] =>
  cases.flatMap((signed) => signed.images.map((image) => ({ signed, image })))

interface WrittenPicture {
  readonly image: ExportedImage
  readonly crop: PixelBox | null
  readonly path: string
}

/** Every picture is decoded and encoded anew, so that nothing but its pixels leaves. */
async function writePictures(job: Job, pictures: readonly WrittenPicture[]): Promise<void> {
  for (const [index, { image, crop, path }] of pictures.entries()) {
    if (job.progress.signal.aborted) throw new AppError('job.cancelled')
    const bytes = await job.place.store.blobs().read(image.sha256)
    const view = await retryOnceWhenStopped(() => job.place.engine.view(bytes, 'lossless', { crop }))
    await job.target.write(path, view.bytes)
    job.progress.update({ done: index + 1, total: pictures.length })
  }
}
