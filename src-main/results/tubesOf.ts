import type { Read } from '../../src-shared/contract/bench.ts'
import type { LineFinding } from '../../src-shared/domain/lineRules.ts'
import { isTube, type TubeMark } from '../../src-shared/domain/mark.ts'
import type { ResultFilm, ResultTube } from './subject.ts'

const shortNames = { ett: 'ETT', ngt: 'NGT', cvc: 'CVC', 'swan-ganz': 'Swan-Ganz' } as const

/** The tubes of `films`, film by film, under the names that the bench gives them. */
export function tubesOf(films: readonly ResultFilm[], { marks, lines }: Pick<Read, 'marks' | 'lines'>): readonly ResultTube[] {
  const drawn = marks.filter(isTube)
  const nameOf = ({ markId, tube }: TubeMark): string => `${shortNames[tube]} ${drawn.filter((one) => one.tube === tube).findIndex((one) => one.markId === markId) + 1}`
  const findingOf = (mark: TubeMark): LineFinding | null => lines?.findings.find(({ markId }) => markId === mark.markId) ?? null
  return films.flatMap((film) => film.marks.filter(isTube).map((mark): ResultTube => ({ name: nameOf(mark), mark, film, finding: findingOf(mark) })))
}
