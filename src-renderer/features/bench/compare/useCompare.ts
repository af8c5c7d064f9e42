import { useState } from 'react'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import type { CaseId, ImageId } from '../../../../src-shared/domain/ids.ts'
import { isNotFrontal } from '../../../../src-shared/domain/filmLie.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useAlignment, useEarlierTongues, type Alignment, type OwnPicture } from './useAlignment.ts'
import { createOpening } from './opening.ts'
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
export interface Compare extends Alignment {
  /** null while it is closed, or while there is nothing to compare with. */
  readonly comparison: Comparison | null
  /** Asked for, but the patient has no other picture; or the list could not be had. */
  readonly nothing: boolean
  readonly error: AppError | null
  readonly picture: Picture
  readonly layout: Layout
  readonly linked: boolean
  /** Where the slider stands, as a share of the pane from the left. */
  readonly split: number
  readonly toggle: () => void
  readonly choose: (imageId: ImageId) => void
  readonly step: (steps: 1 | -1) => void
  readonly setLayout: (layout: Layout) => void
  readonly toggleLinked: () => void
  readonly setSplit: (split: number) => void
}

const closed = { pictures: null, chosen: null, error: null }

interface Looked {
  /** null: closed. */
  readonly pictures: readonly BesidePicture[] | null
  readonly chosen: ImageId | null
  readonly error: AppError | null
}

export function useCompare(caseId: CaseId, own: OwnPicture): Compare {
  const { image, tongue } = own
  const client = useClient()
  const [picture] = useState(createPicture)
  const [looked, setLooked] = useState<Looked>(closed)
  const [layout, setLayout] = useState<Layout>('beside')
  const [linked, setLinked] = useState(true)
  const [split, setSplit] = useState(0.5)
  // The bench of another case is another one: nothing it closes over changes.
  const [toggle] = useState(() =>
    createOpening(
      () => client.send('case.beside', { caseId }),
      (opened) => setLooked(opened === null ? closed : 'error' in opened ? { ...closed, error: opened.error } : { ...closed, pictures: opened.value }),
    ),
  )
  const choose = (imageId: ImageId): void => setLooked((before) => ({ ...before, chosen: imageId }))
  const comparison = looked.pictures === null ? null : comparisonOf(looked.pictures, { caseId, shown: image?.imageId ?? null, chosen: looked.chosen })
  const earlier = useEarlierTongues(caseId, looked.pictures !== null && tongue !== null && tongue !== 'blind')
  const alignment = useAlignment(own, { chosen: comparison?.chosen ?? null, earlier, linked })
  return {
    comparison,
    ...alignment,
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
