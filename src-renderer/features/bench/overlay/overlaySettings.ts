import { useState } from 'react'
import type { PlacedSign } from './signPlaces.ts'

export interface OverlaySettings {
  readonly mapShown: boolean
  readonly outlineShown: boolean
  /** 0 … 1 */
  readonly opacity: number
  /** 0 … 1 of the map's own maximum. */
  readonly threshold: number
  /** The sign whose places are shown. */
  readonly sign: PlacedSign | null
  /** Space is held. */
  readonly bare: boolean
}

export type ChangeOverlay = (part: Partial<OverlaySettings>) => void

const opening: OverlaySettings = { mapShown: true, outlineShown: true, opacity: 0.45, threshold: 0.3, sign: null, bare: false }

export function useOverlaySettings(): readonly [OverlaySettings, ChangeOverlay] {
  const [settings, setSettings] = useState(opening)
  return [settings, (part) => setSettings((before) => ({ ...before, ...part }))]
}

/** Ten steps from clear to opaque, for the bracket keys. */
export const stepped = (opacity: number, direction: 1 | -1): number =>
  Math.min(1, Math.max(0, Math.round((opacity + direction * 0.1) * 10) / 10))
