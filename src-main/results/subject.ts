import { createHash } from 'node:crypto'
import type { ResultIdentity } from '../../src-shared/contract/reports.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { ImageView } from '../../src-shared/domain/image.ts'
import type { LineFinding } from '../../src-shared/domain/lineRules.ts'
import { calibratedSpacing, type Mark, type Spacing, type TubeMark } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { DicomSource } from '../dicom/source.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { reportCase, type ReportCase } from '../report/reportCase.ts'
import { readingSecondsOf } from '../store/readingTimes.ts'
import { batchOfRead, type SignedInBatch } from '../store/signBatches.ts'
import type { Workplace } from '../store/workplace.ts'
import { namingOf, renamed, type Naming } from './identity.ts'
import { tubesOf } from './tubesOf.ts'

export interface ResultFilm {
  readonly image: ImageView
  /** Under the names that results use; null for a picture that is no DICOM file, or names no instance. */
  readonly source: DicomSource | null
  readonly marks: readonly Mark[]
  readonly spacing: Spacing | null
}

/** A tube with what the rules said of it when the read was signed. */
export interface ResultTube {
  /** "ETT 1": by kind, in the order of drawing on whatever film, as the bench counts them. */
  readonly name: string
  readonly mark: TubeMark
  readonly film: ResultFilm
  readonly finding: LineFinding | null
}

export interface ResultSubject {
  readonly reported: ReportCase
  readonly films: readonly ResultFilm[]
  readonly tubes: readonly ResultTube[]
  readonly naming: Naming
  /** On the screen while it was read; null where nothing was measured. */
  readonly readingSeconds: number | null
  /** What it was signed with; null for a signature of its own. */
  readonly batch: SignedInBatch | null
  /** Of the program. */
  readonly softwareVersion: string
}

export interface ResultRequest {
  readonly caseId: CaseId
  readonly identity: ResultIdentity
  readonly softwareVersion: string
  /** Of the store: UIDs are mapped with it. */
  readonly projectKey: Uint8Array
}

/**
 * All that results say of a signed film. Throws what `reportCase` throws, `results.noFilm` for a case that is not read
 * from films or has none, `image.missing` and `store.damaged` for an original, and what the engine throws.
 */
export async function resultSubject({ store, engine }: Pick<Workplace, 'store' | 'engine'>, { caseId, identity, softwareVersion, projectKey }: ResultRequest): Promise<ResultSubject> {
  const reported = reportCase(store.database(), caseId)
  const { row, read, images, signature } = reported
  if (row.task === 'tongue' || images.length === 0) throw new AppError('results.noFilm')
  const sources: (DicomSource | null)[] = []
  for (const { sha256 } of images) {
    const original = await store.blobs().read(sha256)
    sources.push(await retryOnceWhenStopped(() => engine.source(original)))
  }
  const readingSeconds = readingSecondsOf(store.database(), read.readId)
  const content = createHash('sha256').update(JSON.stringify([signature.recordSha256, row.pseudonym, identity, softwareVersion, reported.disputed, sources, readingSeconds])).digest('hex')
  const naming = namingOf(identity, projectKey, content)
  const films = images.map((image, index): ResultFilm => {
    const source = sources[index] ?? null
    const marks = read.marks.filter(({ imageId }) => imageId === image.imageId)
    return { image, source: source === null ? null : renamed(source, naming, row.pseudonym), marks, spacing: calibratedSpacing(read.marks, image) }
  })
  return { reported, films, tubes: tubesOf(films, read), naming, readingSeconds, batch: batchOfRead(store.database(), read.readId), softwareVersion }
}
