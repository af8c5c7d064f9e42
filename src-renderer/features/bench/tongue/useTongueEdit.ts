import { useState } from 'react'
import type { PredictionView, Read } from '../../../../src-shared/contract/bench.ts'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Mark, Point } from '../../../../src-shared/domain/mark.ts'
import type { Mask } from '../../../../src-shared/domain/mask.ts'
import { cellParts, type CellPart } from '../../../../src-shared/domain/tongueCells.ts'
import { plainAim, type Aim } from '../viewer/aim.ts'
import type { Picture } from '../viewer/picture.ts'
import { createStore, type Store } from '../viewer/store.ts'
import { insertHandle, removeHandle, stepHandle, takeHandle, moveHandle, endHandle } from './handles.ts'
import { beginStroke, endStroke, moveStroke } from './strokes.ts'
import { groundOf, type TongueGround } from './tongueGround.ts'
import type { TongueTool } from './tongueTools.ts'

/** What changes while a gesture goes on; it is kept as a mark when it ends. */
export interface TongueState {
  readonly mask: Mask | null
  readonly handles: readonly Point[] | null
  readonly cells: Uint8Array | null
  readonly last: Point | null
  readonly cursor: Point | null
  readonly radiusPx: number
  /** The chosen handle. */
  readonly handle: number | null
  readonly part: CellPart
}

/** Correcting what was found of a tongue: its outline by brush and by points, its coating by a brush for cells. */
export interface TongueEdit {
  /** null before the reveal, on films, and of what may not be changed: then there is no such tool. */
  readonly ground: TongueGround | null
  /** The same, also of what may only be looked at. */
  readonly shown: TongueGround | null
  readonly store: Store<TongueState>
  readonly begin: (tool: TongueTool, aim: Aim) => void
  readonly move: (tool: TongueTool, aim: Aim) => void
  readonly end: (tool: TongueTool, aim: Aim) => void
  readonly leave: () => void
  readonly resize: (direction: 1 | -1) => void
  /** One dab, or a handle, where the keyboard's crosshair is. */
  readonly dab: (tool: TongueTool, place: Point) => void
  readonly nextPart: () => void
  readonly setPart: (part: CellPart) => void
  readonly stepHandle: (steps: 1 | -1) => void
  /** false: no handle is chosen. */
  readonly nudgeHandle: (direction: Point, steps: number) => boolean
  readonly insertHandle: () => void
  readonly removeHandle: () => boolean
  /** Gives the reader's own outline and separation up, as one step. */
  readonly back: () => void
}

export interface TongueBench {
  readonly ground: TongueGround
  readonly picture: Picture
  readonly store: Store<TongueState>
  readonly commit: (mark: Mark) => void
}

interface TongueEditOptions {
  readonly picture: Picture
  readonly image: ImageView | null
  readonly read: Read
  readonly prediction: PredictionView | null
  readonly isTongue: boolean
  readonly readOnly: boolean
  readonly commit: (mark: Mark) => void
  readonly removeAll: (markIds: readonly MarkId[]) => void
  readonly readNow: () => Read
}

const blank = { mask: null, handles: null, cells: null, last: null } as const
const [least, most] = [1, 400]

export function useTongueEdit({ picture, image, read, prediction, isTongue, readOnly, commit, removeAll, readNow }: TongueEditOptions): TongueEdit {
  const [store] = useState(() => createStore<TongueState>({ ...blank, cursor: null, radiusPx: 16, handle: null, part: 'coating' }))
  const shown = !isTongue || image === null || read.phase === 'blind' ? null : groundOf(image, read, prediction)
  const ground = readOnly ? null : shown
  const benchNow = (): TongueBench | null => (ground === null ? null : { ground: groundOf(ground.image, readNow(), prediction), picture, store, commit })
  const on = (work: (on: TongueBench) => void): void => {
    const bench = benchNow()
    if (bench !== null) work(bench)
  }
  const begin = (tool: TongueTool, aim: Aim): void => on((at) => (tool === 'tonguePoints' ? takeHandle(at, aim) : beginStroke(at, tool, aim)))
  const end = (tool: TongueTool, aim: Aim): void => on((at) => (tool === 'tonguePoints' ? endHandle(at) : endStroke(at, tool, aim)))
  return {
    ground,
    shown,
    store,
    begin,
    move: (tool, aim) => on((at) => (tool === 'tonguePoints' ? moveHandle(at, aim) : moveStroke(at, tool, aim))),
    end,
    leave: () => store.set({ ...blank, cursor: null }),
    resize: (direction) => {
      const { radiusPx } = store.state()
      store.set({ radiusPx: Math.min(most, Math.max(least, Math.round(radiusPx * (direction === 1 ? 1.25 : 0.8) * 2) / 2)) })
    },
    dab: (tool, place) => {
      const aim = { ...plainAim([0, 0]), place }
      begin(tool, aim)
      end(tool, aim)
    },
    nextPart: () => store.set({ part: cellParts[(cellParts.indexOf(store.state().part) + 1) % cellParts.length] ?? 'coating' }),
    setPart: (part) => store.set({ part }),
    stepHandle: (steps) => on((at) => stepHandle(at, steps)),
    nudgeHandle: (direction, steps) => stepped(benchNow(), direction, steps),
    insertHandle: () => on(insertHandle),
    removeHandle: () => removeHandle(benchNow()),
    back: () => removeAll([ground?.outline, ground?.separation].flatMap((mark) => mark?.markId ?? [])),
  }
}

function stepped(bench: TongueBench | null, direction: Point, steps: number): boolean {
  if (bench === null || bench.store.state().handle === null) return false
  moveHandle(bench, { by: [direction[0] * steps, direction[1] * steps] })
  endHandle(bench)
  return true
}
