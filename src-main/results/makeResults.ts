import { strToU8, zipSync } from 'fflate'
import type { MadeResults } from '../../src-shared/contract/reports.ts'
import type { ReadId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import { archiveTime } from '../export/archive.ts'
import { makeReport } from '../report/makeReport.ts'
import { sha256Of } from '../store/blobs.ts'
import type { Workplace } from '../store/workplace.ts'
import { fhirBundle } from './fhir.ts'
import { keyObjects } from './keyObjects.ts'
import { presentationState } from './presentationState.ts'
import { resultJson } from './resultJson.ts'
import { segmentation } from './segmentation.ts'
import { isSourced, sourcedFilms } from './sourced.ts'
import { structuredReport } from './structuredReport.ts'
import { resultSubject, type ResultRequest, type ResultSubject } from './subject.ts'

export interface ResultsRequest extends ResultRequest {
  /** Of the PDF alone: the other files carry codes, and English beside them. */
  readonly language: Language
}

/** Finished results as one archive, in memory. */
export interface Results extends Omit<MadeResults, 'reportId' | 'bytes'> {
  readonly bytes: Uint8Array
  readonly readId: ReadId
}

/**
 * All that leaves of a signed film: SR, SEG, GSPS and KO where its pictures are DICOM files, JSON, FHIR and PDF. Throws what
 * `resultSubject` and `makeReport` throw.
 */
export async function makeResults(place: Pick<Workplace, 'store' | 'engine' | 'now'>, { language, ...request }: ResultsRequest): Promise<Results> {
  const subject = await resultSubject(place, request)
  const { read, signature } = subject.reported
  const { bytes: pdf } = await makeReport(place, { caseId: request.caseId, language, identity: request.identity })
  const contents: Record<string, Uint8Array> = {
    'results.json': strToU8(resultJson(subject)),
    'results.fhir.json': strToU8(fhirBundle(subject)),
    'report.pdf': pdf,
    ...dicomFiles(subject),
  }
  const bytes = zipSync(contents, { mtime: archiveTime })
  const names = Object.keys(contents).toSorted()
  return {
    fileName: `results-${request.caseId}.zip`,
    bytes,
    sha256: sha256Of(bytes),
    files: names.map((path) => ({ path, bytes: contents[path]?.length ?? 0, sha256: sha256Of(contents[path] ?? new Uint8Array()) })),
    filmsWithoutSource: subject.films.filter((film) => !isSourced(film)).length,
    version: read.version,
    readId: read.readId,
    recordSha256: signature.recordSha256,
  }
}

function dicomFiles(subject: ResultSubject): Record<string, Uint8Array> {
  const films = sourcedFilms(subject)
  const made: readonly (readonly [string, Uint8Array | null])[] = [
    ['report.sr.dcm', structuredReport(subject)],
    ['key-images.ko.dcm', keyObjects(subject)],
    ...films.flatMap((film, index) => [
      [`film-${index + 1}.seg.dcm`, segmentation(subject, film)] as const,
      [`film-${index + 1}.gsps.dcm`, presentationState(subject, film)] as const,
    ]),
  ]
  return Object.fromEntries(made.filter((one): one is readonly [string, Uint8Array] => one[1] !== null))
}
