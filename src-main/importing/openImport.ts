import type { ImageId, JobId } from '../../src-shared/domain/ids.ts'
import type { ImportReport } from '../../src-shared/contract/jobs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { KnownImage } from '../store/images.ts'
import type { WorkOutcome, Workplace } from '../store/workplace.ts'
import { FileBatch, type FileEnded } from './fileBatch.ts'
import { lookAt, type ImportedFile, type LookedAt } from './importFile.ts'
import { filesEnded, importOne, keepReport, type ImportProgress, type PreparedImport } from './importFiles.ts'
import type { IncomingFile } from './incoming.ts'
import type { IntakeFile } from './intake.ts'
import type { Outcome } from './lookAhead.ts'
import { Tally } from './tally.ts'

/** The DICOM header says whose a film is; what names nobody is grouped by likeness. */
const prepared: PreparedImport = { files: [], refused: [], ignored: 0, notListed: [], chosen: [], task: null, patients: { kind: 'none' }, areSamples: false, patientOf: () => null }

/**
 * An import whose files come one after another, each of them filed before anybody asks for the next. Nothing else may be imported
 * while a file is added; between two files anything may.
 */
export class OpenImport {
  readonly #place: Workplace
  readonly #jobId: JobId
  readonly #tally = new Tally(prepared)
  readonly #fileEnded: FileEnded
  #batch: FileBatch | null = null
  /** How the file ended that is being added. */
  readonly #outcomes: WorkOutcome<ImportedFile>[] = []
  #files = 0

  constructor(place: Workplace, progress: Omit<ImportProgress, 'signal'>) {
    this.#place = place
    this.#jobId = progress.jobId
    const tell = filesEnded(place, this.#tally, progress)
    this.#fileEnded = async (file, outcome) => {
      this.#outcomes.push(outcome)
      await tell(file, outcome)
    }
  }

  /** The picture that the file is now on the disk as, with its rows. Throws AppError for what is refused, and what ends an import. */
  async add(file: IntakeFile): Promise<ImageId> {
    const batch = await this.#batchNow()
    this.#outcomes.length = 0
    await importOne(this.#place, batch, { importId: this.#jobId, prepared, file: this.#incoming(file), outcome: await this.#look(file), patient: () => null })
    await batch.file()
    const [outcome] = this.#outcomes
    if (outcome === undefined) throw new AppError('internal')
    if (!outcome.ok) throw outcome.error
    return outcome.value.imageId
  }

  /** A file that is here already, in these bytes or in others. */
  async addKnown(file: IntakeFile, { imageId, kind }: Pick<KnownImage, 'imageId'> & { readonly kind: 'exact' | 'recoded' }): Promise<void> {
    await this.#fileEnded(this.#incoming(file), { ok: true, value: { outcome: 'alreadyKnown', imageId, grouped: false, newCase: null, duplicate: { kind, imageId } } })
  }

  /** A file that was refused before the import could look at it. */
  async refuse(file: IntakeFile, error: unknown): Promise<void> {
    await this.#fileEnded(this.#incoming(file), { ok: false, error })
  }

  /** Keeps the report of what came. */
  end(): ImportReport {
    const report = this.#tally.report()
    keepReport(this.#place, this.#jobId, report)
    return report
  }

  /** What an import knows of all pictures takes long to learn: it is learnt anew only where others have come in since. */
  async #batchNow(): Promise<FileBatch> {
    if (this.#batch?.isCurrent() !== true) this.#batch = await FileBatch.in(this.#place, this.#fileEnded)
    return this.#batch
  }

  async #look(file: IntakeFile): Promise<Outcome<LookedAt>> {
    try {
      return { ok: true, answer: await lookAt(this.#place, file) }
    } catch (error) {
      return { ok: false, error }
    }
  }

  #incoming(file: IntakeFile): IncomingFile {
    this.#files += 1
    return { ...file, index: this.#files - 1, chosenName: file.name }
  }
}
