import type { Read } from '../../../../src-shared/contract/bench.ts'
import type { ReaderMeasures } from '../../../../src-shared/domain/analysis.ts'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import { isTongueMark } from '../../../../src-shared/domain/mark.ts'

/** Pictures whose outline or separation the reader has corrected, and nothing is measured there yet. */
export const unmeasured = ({ marks, measures }: Pick<Read, 'marks' | 'measures'>): readonly ImageId[] =>
  [...new Set(marks.filter(isTongueMark).map(({ imageId }) => imageId))].filter((imageId) => measures.every((each) => each.imageId !== imageId))

export const withMeasures = (read: Read, fresh: ReaderMeasures): Read => ({ ...read, measures: [...read.measures.filter(({ imageId }) => imageId !== fresh.imageId), fresh] })
