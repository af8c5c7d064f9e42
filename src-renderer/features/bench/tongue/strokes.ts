import { encodeMask, maskArea, strokedMask, type Mask } from '../../../../src-shared/domain/mask.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { onePiece } from '../../../../src-shared/domain/maskPieces.ts'
import { cellsFrom, cellValues } from '../../../../src-shared/domain/tongueCells.ts'
import { aimed, anywhere, type Aim } from '../viewer/aim.ts'
import { newMarkId } from '../viewer/shapePointer.ts'
import { strokedCells } from './strokeCells.ts'
import type { TongueBench } from './useTongueEdit.ts'
import type { TongueTool } from './tongueTools.ts'

export const placeOn = ({ picture, ground }: TongueBench, aim: Aim): Point | null => aimed({ picture, image: ground.image, saved: [], snapping: false }, aim, anywhere)?.to ?? null

export function beginStroke(bench: TongueBench, tool: TongueTool, aim: Aim): void {
  const { store, ground } = bench
  const place = placeOn(bench, aim)
  if (place === null) return
  if (tool !== 'tongueCells') store.set({ mask: ground.mask, last: place, cursor: place })
  else if (ground.cells !== null) store.set({ cells: cellValues(ground.cells), last: place, cursor: place })
  moveStroke(bench, tool, aim)
}

export function moveStroke(bench: TongueBench, tool: TongueTool, aim: Aim): void {
  const { store, ground } = bench
  const { mask, cells, last, radiusPx, part } = store.state()
  const place = placeOn(bench, aim)
  if (place === null) return
  if (last === null) return store.set({ cursor: place })
  const stroke = { from: last, to: place, radiusPx }
  if (mask !== null) store.set({ mask: strokedMask(mask, { ...stroke, erase: tool === 'tongueErase' }) })
  if (cells !== null && ground.cells !== null) store.set({ cells: strokedCells(cells, ground.cells, { ...stroke, part }) })
  store.set({ last: place, cursor: place })
}

export function endStroke(bench: TongueBench, tool: TongueTool, aim: Aim): void {
  const { store, ground, commit } = bench
  moveStroke(bench, tool, aim)
  const { mask, cells } = store.state()
  store.set({ mask: null, cells: null, last: null })
  if (mask !== null) keepOutline(bench, mask, null)
  if (cells === null || ground.cells === null) return
  const { imageId } = ground.image
  commit({ markId: ground.separation?.markId ?? newMarkId(), imageId, kind: 'separation', cells: cellsFrom(ground.cells, cells) })
}

/** A tongue is one piece without holes: what a stroke cuts off falls away. One that leaves nothing changes nothing. */
export function keepOutline({ ground, store, commit }: TongueBench, drawn: Mask, handles: readonly Point[] | null): void {
  const mask = onePiece(drawn)
  if (maskArea(mask) === 0) return
  const { imageId, widthPx, heightPx } = ground.image
  // Another outline has other handles.
  if (handles === null) store.set({ handle: null })
  commit({ markId: ground.outline?.markId ?? newMarkId(), imageId, kind: 'outline', widthPx, heightPx, runs: encodeMask(mask), handles })
}
