import { useId, useState } from 'react'
import type { PictureCalibration } from '../../../../src-shared/contract/calibration.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'

/** How the photo on show stands to its colour chart, and whether it is shown corrected by it. */
export interface CorrectionView {
  /** false: a film, or a photo without colours. */
  readonly offered: boolean
  /** null: uncalibrated. */
  readonly calibration: PictureCalibration | null
  /** Corrected, which is how a calibrated photo opens; a chart that is off by too much corrects nothing. */
  readonly corrected: boolean
  readonly mayCorrect: boolean
  readonly filterId: string
  readonly show: (corrected: boolean) => void
  /** Whether the found patches lie over the picture; only where the chart is in it. */
  readonly patchesShown: boolean
  readonly showPatches: (shown: boolean) => void
}

export function useCorrection(calibrations: readonly PictureCalibration[], image: ImageView | null): CorrectionView {
  const filterId = useId()
  const [asTaken, setAsTaken] = useState(false)
  const [patchesShown, showPatches] = useState(false)
  const calibration = calibrations.find(({ imageId }) => imageId === image?.imageId) ?? null
  const mayCorrect = calibration?.calibration.good === true
  return {
    offered: image?.kind === 'photo' && image.pixels.mode === 'colour',
    calibration,
    corrected: mayCorrect && !asTaken,
    mayCorrect,
    filterId,
    show: (corrected) => setAsTaken(!corrected),
    patchesShown: patchesShown && calibration !== null && calibration.chartImageId === image?.imageId,
    showPatches,
  }
}

/** CSS of what is looked at through the correction. */
export const correctionFilterOf = ({ corrected, filterId }: CorrectionView): string | undefined => (corrected ? `url(#${CSS.escape(filterId)})` : undefined)
