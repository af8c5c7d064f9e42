/**
 * When a photo of a tongue could be taken better: data with a version. These only advise; what refuses a photo are the gates of
 * the analysis (src-main/imaging/quality.ts), whose limits lie further out. Set by looking at clinic photos and drawn tongues.
 */
export interface CaptureRules {
  readonly version: string
  /** Of the photo; less: come closer, more: go back. */
  readonly areaFraction: readonly [least: number, most: number]
  /** Distance of the tongue's box from the middle of the photo, as a share of the photo's side. */
  readonly offCentre: number
  /** Of the tongue's outline, what runs along the photo's border. */
  readonly borderShare: number
  readonly focus: number
  readonly brightness: readonly [dim: number, bright: number]
  readonly clippedShare: number
  /** Of the tongue, what is covered by highlights. */
  readonly glareShare: number
}

export const captureRules: CaptureRules = {
  version: 'capture-1',
  areaFraction: [0.12, 0.7],
  offCentre: 0.18,
  borderShare: 0.02,
  focus: 0.8,
  brightness: [60, 205],
  clippedShare: 0.05,
  glareShare: 0.12,
}
