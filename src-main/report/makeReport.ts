import type { ResultIdentity } from '../../src-shared/contract/reports.ts'
import type { CaseId, ReadId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import { mouthOf } from '../export/mouth.ts'
import { sha256Of } from '../store/blobs.ts'
import { isKeyImage } from '../../src-shared/domain/mark.ts'
import type { Workplace } from '../store/workplace.ts'
import { loadFont } from './font.ts'
import type { ReportPicture } from './picture.ts'
import { reportCase, type ReportCase } from './reportCase.ts'
import { withoutNames } from './withoutNames.ts'
import { reportWords } from './words.ts'
import { writeReport } from './writeReport.ts'

export interface ReportRequest {
  readonly caseId: CaseId
  readonly language: Language
  /** `deidentified`: without the day of the visit and without the names of people who were told. */
  readonly identity?: ResultIdentity
}

/** A finished report, in memory. */
export interface Report {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly pages: number
  readonly readId: ReadId
  readonly version: number
  readonly recordSha256: string
}

type Place = Pick<Workplace, 'store' | 'engine' | 'now'>

/**
 * The newest signed read of a case as a PDF. Throws what `reportCase` throws, `report.font`, `image.missing` and
 * `store.damaged` for the original, and what the engine throws.
 */
export async function makeReport(place: Place, { caseId, language, identity = 'original' }: ReportRequest): Promise<Report> {
  const whole = reportCase(place.store.database(), caseId)
  const reported = identity === 'original' ? whole : withoutNames(whole, reportWords[language].leftOut)
  const font = await loadFont()
  const picture = await pictureOf(place, reported)
  const written = await writeReport({ reported, language, words: reportWords[language], picture, font, madeAt: place.now() })
  const { readId, version } = reported.read
  return {
    ...written,
    fileName: `report-${caseId}.pdf`,
    sha256: sha256Of(written.bytes),
    readId,
    version,
    recordSha256: reported.signature.recordSha256,
  }
}

/** null where the visit has no picture, or where a photo could show a face. */
async function pictureOf({ store, engine }: Place, { images, run, read }: ReportCase): Promise<ReportPicture | null> {
  const keyImages = read.marks.filter(isKeyImage)
  const [first] = images
  if (first === undefined) return null
  // A tongue's drawing belongs to the photo that was measured.
  const image = first.kind === 'film' ? (images.find(({ imageId }) => keyImages.some((mark) => mark.imageId === imageId)) ?? first) : first
  const shownAs = keyImages.find(({ imageId }) => imageId === image.imageId)?.shownAs ?? null
  const whole = { leftPx: 0, topPx: 0, widthPx: image.widthPx, heightPx: image.heightPx }
  const box = image.kind === 'photo' ? mouthOf({ run, marks: read.marks }, image) : whole
  if (box === null) return null
  const original = await store.blobs().read(image.sha256)
  const { bytes } = await retryOnceWhenStopped(() => engine.view(original, 'print', { crop: box, shownAs }))
  return { image, box, jpeg: bytes, keyImage: image.kind === 'film' ? shownAs : null }
}
