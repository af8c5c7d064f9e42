import { useState } from 'react'

export interface OverlaySettings {
  readonly mapShown: boolean
  readonly outlineShown: boolean
  /** 0 … 1 */
  readonly opacity: number
  /** 0 … 1 of the map's own maximum. */
  readonly threshold: number
  /** Space is held. */
  readonly bare: boolean
}

export type ChangeOverlay = (part: Partial<OverlaySettings>) => void

const opening: OverlaySettings = { mapShown: true, outlineShown: true, opacity: 0.45, threshold: 0.3, bare: false }

export function useOverlaySettings(): readonly [OverlaySettings, ChangeOverlay] {
  const [settings, setSettings] = useState(opening)
  return [settings, (part) => setSettings((before) => ({ ...before, ...part }))]
}

/** Ten steps from clear to opaque, for the bracket keys. */
export const stepped = (opacity: number, direction: 1 | -1): number =>
  Math.min(1, Math.max(0, Math.round((opacity + direction * 0.1) * 10) / 10))
