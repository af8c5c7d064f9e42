import { useMemo, useState } from 'react'
import { isMask, type LabelledMark, type MaskMark, type Point } from '../../../../src-shared/domain/mark.ts'
import { emptyMask, encodeMask, isFilled, maskArea, strokedMask, type Mask } from '../../../../src-shared/domain/mask.ts'
import { aimed, anywhere, plainAim, type Aim } from './aim.ts'
import { maskOf } from './maskPath.ts'
import { newMarkId } from './shapePointer.ts'
import { createStore, type Store } from './store.ts'
import type { LabelledToolOptions } from './tools.ts'

export interface Painting {
  /** The region that is changed; null for a new one. */
  readonly base: MaskMark | null
  readonly label: LabelledMark['label']
  readonly mask: Mask
  readonly erase: boolean
  readonly from: Point
  readonly last: Point
}

export interface BrushState {
  readonly painting: Painting | null
  /** Where the brush is over the picture, in its pixels. */
  readonly cursor: Point | null
  readonly radiusPx: number
}

/** Paints regions pixel by pixel. The chosen region is gone on with; without one a stroke begins a new one. One stroke, one change. */
export interface Brush {
  readonly store: Store<BrushState>
  readonly saved: readonly MaskMark[]
  readonly chosen: MaskMark | null
  readonly begin: (aim: Aim, erase: boolean) => void
  readonly move: (aim: Aim) => void
  readonly end: (aim: Aim) => void
  /** The pointer has left, or the tool is another: what was begun is dropped. */
  readonly leave: () => void
  readonly resize: (direction: 1 | -1) => void
  /** One dab where the keyboard's crosshair is. */
  readonly dab: (place: Point, erase: boolean) => void
  /** Chooses the region under a place of the screen; answers it. */
  readonly selectAt: (at: Point) => MaskMark | null
}

const [least, most] = [0.5, 400]

export function useBrush({ marks, selected, image, ...options }: LabelledToolOptions): Brush {
  const [store] = useState(() => createStore<BrushState>({ painting: null, cursor: null, radiusPx: 12 }))
  const imageId = image?.imageId
  const saved = useMemo(() => marks.filter(isMask).filter((mark) => mark.imageId === imageId), [marks, imageId])
  const chosen = saved.find(({ markId }) => markId === selected) ?? null
  const bench: PaintBench = { ...options, image, saved, chosen, store }
  return {
    store,
    saved,
    chosen,
    begin: (aim, erase) => begin(bench, aim, erase),
    move: (aim) => move(bench, aim),
    end: (aim) => end(bench, aim),
    leave: () => store.set({ painting: null, cursor: null }),
    resize: (direction) => {
      const { radiusPx } = store.state()
      const next = direction === 1 ? Math.max(radiusPx + 0.5, radiusPx * 1.2) : Math.min(radiusPx - 0.5, radiusPx / 1.2)
      store.set({ radiusPx: Math.min(most, Math.max(least, Math.round(next * 2) / 2)) })
    },
    dab: (place, erase) => {
      const aim = { ...plainAim([0, 0]), place }
      begin(bench, aim, erase)
      end(bench, aim)
    },
    selectAt: (at) => {
      const found = aimed(groundOf(bench), plainAim(at), anywhere)
      const region = found === null ? null : regionAt(bench, found.to)
      if (region !== null) options.select(region.markId)
      return region
    },
  }
}

interface PaintBench extends Omit<LabelledToolOptions, 'marks' | 'selected'> {
  readonly saved: readonly MaskMark[]
  readonly chosen: MaskMark | null
  readonly store: Store<BrushState>
}

const groundOf = ({ picture, image }: PaintBench) => ({ picture, image, saved: [], snapping: false })

const regionAt = ({ saved }: PaintBench, place: Point): MaskMark | null => saved.findLast((mark) => isFilled(maskOf(mark), place)) ?? null

function begin(bench: PaintBench, aim: Aim, erase: boolean): void {
  const { image, readOnly, store, chosen, label } = bench
  const found = aimed(groundOf(bench), aim, anywhere)
  if (readOnly || image === null || found === null) return
  const base = chosen ?? (erase ? regionAt(bench, found.to) : null)
  if (erase && base === null) return
  const before = base === null ? emptyMask(image) : maskOf(base)
  const mask = strokedMask(before, { from: found.to, to: found.to, radiusPx: store.state().radiusPx, erase })
  store.set({ cursor: found.to, painting: { base, label: base?.label ?? label, mask, erase, from: found.to, last: found.to } })
}

function move(bench: PaintBench, aim: Aim): void {
  const { store } = bench
  const { painting, radiusPx } = store.state()
  const found = aimed(groundOf(bench), aim, { ...anywhere, origin: painting?.from ?? null })
  if (found === null) return
  if (painting === null) return store.set({ cursor: found.to })
  const mask = strokedMask(painting.mask, { from: painting.last, to: found.to, radiusPx, erase: painting.erase })
  store.set({ cursor: found.to, painting: { ...painting, mask, last: found.to } })
}

function end(bench: PaintBench, aim: Aim): void {
  const { image, store, commit, remove, select } = bench
  if (store.state().painting === null) return
  move(bench, aim)
  const { painting } = store.state()
  if (painting === null || image === null) return
  const { base, mask, label } = painting
  if (maskArea(mask) === 0) {
    if (base !== null) remove(base.markId)
  } else {
    const markId = base?.markId ?? newMarkId()
    const { widthPx, heightPx } = image
    commit({ markId, imageId: image.imageId, kind: 'mask', label, widthPx, heightPx, runs: encodeMask(mask) })
    select(markId)
  }
  store.set({ painting: null })
}
