import { useRef, useState } from 'react'
import { createLens, lensFactors, type Lens } from './viewer/lens.ts'
import type { Picture } from './viewer/picture.ts'

/** A key held longer shows the magnifier for as long as it is held. */
const holdMs = 350

export interface LensKeys {
  readonly lens: Lens
  readonly press: () => void
  readonly release: () => void
  readonly nextFactor: () => void
  /** In CSS pixels; nothing while it is not shown. */
  readonly move: (x: number, y: number) => void
}

/** The magnifier by keyboard: a tap shows and hides it, holding shows it while held, arrows move it. */
export function useLens(picture: Picture): LensKeys {
  const [lens] = useState(() => createLens(picture))
  const pressed = useRef({ at: 0, opened: false })
  return {
    lens,
    press: () => {
      pressed.current = { at: performance.now(), opened: !lens.state().shown }
      lens.change({ shown: pressed.current.opened })
    },
    release: () => {
      if (pressed.current.opened && performance.now() - pressed.current.at > holdMs) lens.change({ shown: false })
    },
    nextFactor: () => lens.change({ factor: lensFactors[(lensFactors.indexOf(lens.state().factor) + 1) % lensFactors.length] ?? 2 }),
    move: (x, y) => {
      const { shown, at } = lens.state()
      if (shown && at !== null) lens.change({ at: [at[0] + x, at[1] + y] })
    },
  }
}
