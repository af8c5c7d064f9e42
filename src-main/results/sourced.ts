import type { DicomSource } from '../dicom/source.ts'
import { sequence, text } from '../dicom/elements.ts'
import type { Written } from '../dicom/write.ts'
import { referenceTo } from './dicomObject.ts'
import type { ResultFilm } from './subject.ts'

/** A film that can be referred to. */
export type SourcedFilm = ResultFilm & { readonly source: DicomSource }

export const sourcedFilms = ({ films }: { readonly films: readonly ResultFilm[] }): readonly SourcedFilm[] => films.filter(isSourced)

export const isSourced = (film: ResultFilm): film is SourcedFilm => film.source !== null

export interface SourcedStudy {
  readonly uid: string
  readonly series: readonly { readonly uid: string; readonly films: readonly SourcedFilm[] }[]
}

/** Films by study and series, in their own order. */
export function studiesOf(films: readonly SourcedFilm[]): readonly SourcedStudy[] {
  const distinct = (all: readonly SourcedFilm[], name: 'studyUid' | 'seriesUid'): readonly string[] => [...new Set(all.map(({ source }) => source[name]))]
  return distinct(films, 'studyUid').map((uid) => {
    const ofStudy = films.filter(({ source }) => source.studyUid === uid)
    return { uid, series: distinct(ofStudy, 'seriesUid').map((seriesUid) => ({ uid: seriesUid, films: ofStudy.filter(({ source }) => source.seriesUid === seriesUid) })) }
  })
}

/** Every film, by study and series (PS3.3 C.17.2.1). */
export function evidence(films: readonly SourcedFilm[]): readonly (readonly Written[])[] {
  return studiesOf(films).map(({ uid, series }) => [
    text(0x0020_000d, 'UI', uid),
    sequence(0x0008_1115, ...series.map((one) => [text(0x0020_000e, 'UI', one.uid), sequence(0x0008_1199, ...one.films.map(({ source }) => referenceTo(source)))])),
  ])
}
