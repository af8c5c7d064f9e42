import { isKeyImage } from '../../src-shared/domain/mark.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { sequence } from '../dicom/elements.ts'
import { codes } from './codes.ts'
import { codeItem, imageItem, root, textItem } from './content.ts'
import { contentMoment, objectFile } from './dicomObject.ts'
import { observers } from './observers.ts'
import { evidence, sourcedFilms } from './sourced.ts'
import type { ResultSubject } from './subject.ts'

const keyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59'

/**
 * Key Object Selection (PS3.3 A.35.4, TID 2010) of the films that the reader marked; how each was shown stands in its
 * presentation state. null where none was marked, or none can be referred to.
 */
export function keyObjects(subject: ResultSubject): Uint8Array | null {
  const films = sourcedFilms(subject).filter(({ marks }) => marks.some(isKeyImage))
  const [first] = films
  if (first === undefined) return null
  const { source } = first
  const kind = { sopClass: keyObjectSelection, modality: 'KO', seriesNumber: 9004, description: 'Key images of the reader', purpose: 'ko' } as const
  const items = [
    codeItem('HAS CONCEPT MOD', codes.language, codes.english),
    ...observers(subject),
    textItem('CONTAINS', codes.keyDescription, `Marked by the reader. ${researchUseOnly.en}`),
    ...films.map((film) => imageItem('CONTAINS', film.source)),
  ]
  return objectFile(subject, source, kind, [
    ...contentMoment(subject, source),
    sequence(0x0008_1111),
    sequence(0x0040_a375, ...evidence(films)),
    ...root(codes.ofInterest, '2010', items),
  ])
}
