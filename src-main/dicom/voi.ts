import type { DataSet } from 'dicom-parser'
import type { DisplayWindow, WindowShape } from '../../src-shared/domain/image.ts'
import { type Lut, readLut } from './lut.ts'
import { partOf } from './text.ts'

const WINDOWS_READ = 8
const shapes: Readonly<Record<string, WindowShape>> = { LINEAR: 'linear', LINEAR_EXACT: 'linearExact', SIGMOID: 'sigmoid' }

/** How a file wants its values shown (PS3.3 C.11.2). */
export interface Voi {
  /** In values after the modality transformation; empty where the file names none. */
  readonly windows: readonly DisplayWindow[]
  /** The first VOI look-up table. It is used where there is no window: a window can be changed by the reader. */
  readonly lut: Lut | null
}

/** `signed`: values after the modality transformation may be negative. Throws AppError `dicom.unreadable`. */
export function readVoi(dataSet: DataSet, signed: boolean): Voi {
  const windows = readWindows(dataSet)
  const item = dataSet.elements.x00283010?.items?.[0]?.dataSet
  if (windows.length > 0 || item === undefined) return { windows, lut: null }
  return { windows, lut: readLut(item, { descriptor: 'x00283002', data: 'x00283006' }, signed) }
}

function readWindows(dataSet: DataSet): DisplayWindow[] {
  const count = Math.min(WINDOWS_READ, dataSet.numStringValues('x00281050') ?? 0)
  const shape = shapes[dataSet.string('x00281056')?.trim() ?? ''] ?? 'linear'
  // The plain function reaches down to a width of 1, the others to anything above 0 (C.11.2.1.2, C.11.2.1.3).
  const narrowest = shape === 'linear' ? 1 : Number.MIN_VALUE
  return Array.from({ length: count }, (_, index) => ({ centre: Number.parseFloat(partOf(dataSet, 'x00281050', index)), width: Number.parseFloat(partOf(dataSet, 'x00281051', index)) })).flatMap(
    ({ centre, width }) => (Number.isFinite(centre) && Number.isFinite(width) && width >= narrowest ? [{ centre, width, ...(shape !== 'linear' && { shape }) }] : []),
  )
}
