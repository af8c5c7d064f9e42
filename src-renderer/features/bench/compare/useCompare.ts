import { useMemo, useState } from 'react'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import type { CaseId, ImageId } from '../../../../src-shared/domain/ids.ts'
import { isNotFrontal } from '../../../../src-shared/domain/filmLie.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { EarlierVisit } from '../../../../src-shared/domain/signTrend.ts'
import type { TongueAxis } from '../../../../src-shared/domain/tongueSigns.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { groundOfAxis, type Ground } from './linkedView.ts'
import { createPicture, type Picture } from '../viewer/picture.ts'

/** beside: two panes; split: one over the other, as far as a slider. */
export const layouts = ['beside', 'split'] as const
export type Layout = (typeof layouts)[number]

/** How far one key moves the slider, as a share of the pane. */
export const splitStep = 0.05

export interface Comparison {
  /** What there is to compare with, the one on show left out. */
  readonly choices: readonly BesidePicture[]
  readonly chosen: BesidePicture
  /** The case's own picture on show, for its caption. */
  readonly own: BesidePicture | null
}

/** The second picture beside the case's own: which one, and how the two stand. It ends with the case. */
export interface Compare {
  /** null while it is closed, or while there is nothing to compare with. */
  readonly comparison: Comparison | null
  /** Asked for, but the patient has no other picture; or the list could not be had. */
  readonly nothing: boolean
  readonly error: AppError | null
  readonly picture: Picture
  readonly layout: Layout
  readonly linked: boolean
  /** Whether two tongues lie root on root and tip on tip while they are linked; null where their axes are not known, or not yet to the reader. */
  readonly aligned: boolean | null
  /** By which they do. */
  readonly grounds: { readonly first: Ground; readonly second: Ground } | null
  readonly toggleAligned: () => void
  /** Where the slider stands, as a share of the pane from the left. */
  readonly split: number
  readonly toggle: () => void
  readonly choose: (imageId: ImageId) => void
  readonly step: (steps: 1 | -1) => void
  readonly setLayout: (layout: Layout) => void
  readonly toggleLinked: () => void
  readonly setSplit: (split: number) => void
}

const noAxes: ReadonlyMap<ImageId, TongueAxis> = new Map()
const closed = { pictures: null, axes: noAxes, chosen: null, error: null }

interface Looked {
  /** null: closed. */
  readonly pictures: readonly BesidePicture[] | null
  /** Of the tongues of earlier visits, as signed. */
  readonly axes: ReadonlyMap<ImageId, TongueAxis>
  readonly chosen: ImageId | null
  readonly error: AppError | null
}

/** `axis`: of the tongue on the picture on show; null before the reveal, and on films. */
export function useCompare(caseId: CaseId, image: ImageView | null, axis: TongueAxis | null): Compare {
  const client = useClient()
  const [picture] = useState(createPicture)
  const [looked, setLooked] = useState<Looked>(closed)
  const [layout, setLayout] = useState<Layout>('beside')
  const [linked, setLinked] = useState(true)
  const [split, setSplit] = useState(0.5)
  const [wantsAligned, setWantsAligned] = useState(true)
  const toggle = async (): Promise<void> => {
    if (looked.pictures !== null || looked.error !== null) return setLooked(closed)
    try {
      setLooked({ ...closed, pictures: await client.send('case.beside', { caseId }), axes: axis === null ? noAxes : axesOf(await client.send('case.trend', { caseId })) })
    } catch (error) {
      setLooked({ ...closed, error: asAppError(error) })
    }
  }
  const choose = (imageId: ImageId): void => setLooked((before) => ({ ...before, chosen: imageId }))
  const comparison = looked.pictures === null ? null : comparisonOf(looked.pictures, { caseId, shown: image?.imageId ?? null, chosen: looked.chosen })
  const other = looked.axes.get(comparison?.chosen.image.imageId as ImageId) ?? null
  const aligned = axis === null || other === null ? null : wantsAligned
  const grounds = useGrounds(axis, other, aligned === true)
  return {
    comparison,
    aligned,
    grounds,
    toggleAligned: () => setWantsAligned((before) => !before),
    nothing: looked.pictures !== null && comparison === null,
    error: looked.error,
    picture,
    layout,
    linked,
    split,
    toggle: () => void toggle(),
    choose,
    step: (steps) => {
      if (comparison === null) return
      const { choices, chosen } = comparison
      const next = choices.at((choices.indexOf(chosen) + steps) % choices.length)
      if (next !== undefined) choose(next.image.imageId)
    },
    setLayout,
    toggleLinked: () => setLinked((before) => !before),
    setSplit: (share) => setSplit(Math.min(1, Math.max(0, share))),
  }
}

const axesOf = (visits: readonly EarlierVisit[]): ReadonlyMap<ImageId, TongueAxis> =>
  new Map(visits.flatMap(({ imageId, tongue: { signs } }) => (signs === null || signs.axis === null ? [] : [[imageId, signs.axis] as const])))

/** The same object as long as the axes are the same: a new one would link the pictures anew. */
function useGrounds(own: TongueAxis | null, other: TongueAxis | null, aligned: boolean): Compare['grounds'] {
  return useMemo(() => (own === null || other === null || !aligned ? null : { first: groundOfAxis(own), second: groundOfAxis(other) }), [own, other, aligned])
}

interface Choosing {
  readonly caseId: CaseId
  readonly shown: ImageId | null
  readonly chosen: ImageId | null
}

/** The picture that was chosen, else the newest of an earlier case in the view of the one on show, else another one of the visit. */
export function comparisonOf(pictures: readonly BesidePicture[], { caseId, shown, chosen }: Choosing): Comparison | null {
  const choices = pictures.filter(({ image }) => image.imageId !== shown)
  const own = pictures.find(({ image }) => image.imageId === shown) ?? null
  const earlier = choices.filter((other) => other.caseId !== caseId)
  const sameView = earlier.find(({ image }) => isNotFrontal(image.lie) === isNotFrontal(own?.image.lie))
  const first = choices.find(({ image }) => image.imageId === chosen) ?? sameView ?? earlier[0] ?? choices[0]
  if (first === undefined) return null
  return { choices, chosen: first, own }
}
