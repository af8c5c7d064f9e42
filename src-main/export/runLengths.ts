import type { MaskMark, OutlineMark } from '../../src-shared/domain/mark.ts'
import { columnRuns, decodeMask, type Mask } from '../../src-shared/domain/mask.ts'

/** COCO's uncompressed run lengths: column after column, outside first. */
export interface RunLengths {
  readonly size: readonly [heightPx: number, widthPx: number]
  readonly counts: readonly number[]
}

export const runLengths = (mark: MaskMark | OutlineMark): RunLengths => ({ size: [mark.heightPx, mark.widthPx], counts: columnRuns(maskOf(mark)) })

/** The store takes no mask that cannot be read back. */
export function maskOf(mark: MaskMark | OutlineMark): Mask {
  const mask = decodeMask(mark.runs, mark)
  if (mask === null) throw new Error('A mask that was kept cannot be read')
  return mask
}
