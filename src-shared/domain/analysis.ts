import type { ErrorCode, ErrorDetail } from '../errors.ts'
import type { PhotoCalibration } from './colourCalibration.ts'
import type { ImageId } from './ids.ts'
import type { ImageKind } from './image.ts'
import type { Point } from './mark.ts'
import type { TongueCells } from './tongueCells.ts'
import type { TongueSigns } from './tongueSigns.ts'

/** What the engine finds in one picture; the shape `ctw analyze` prints, less the input's name. */
export const analysisTasks = ['tongue', 'chestxray11', 'chestxray14', 'tcmtd'] as const
export type AnalysisTask = (typeof analysisTasks)[number]

export interface ModelFacts {
  readonly id: string
  readonly version: string
  readonly sha256: string
  readonly provider: Provider
  readonly demonstration: boolean
}

/** Execution providers in the order they are tried. */
export const providers = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const
export type Provider = (typeof providers)[number]

export interface LabelScore {
  /** Label key. */
  readonly name: string
  readonly score: number
  readonly threshold: number
  readonly call: 'present' | 'absent'
}

/** A Grad-CAM++ grid, row by row, divided by its own maximum (all 0 when the maximum is 0). */
export interface MapGrid {
  readonly rows: number
  readonly columns: number
  readonly grid: readonly number[]
}

export interface Segmentation {
  /** Tongue pixels over all pixels. */
  readonly areaFraction: number
  /** Outer contour of the largest component, in picture pixels. */
  readonly polygon: readonly Point[]
  /** How unsure the outline is; absent from what was found before it was told, null where it could not be. */
  readonly boundary?: BoundaryCertainty | null
}

/** Shares of the tongue's width: how far the boundary is expected to lie from the true one, over all and at places along it. */
export interface BoundaryCertainty {
  readonly expectedErrorShare: number
  readonly places: readonly (readonly [xPx: number, yPx: number, expectedErrorShare: number])[]
}

/** CIELAB, D65, uncalibrated unless the picture's colour was corrected. */
export type Lab = readonly [lightness: number, a: number, b: number]

export interface TongueMeasures {
  /** Coating pixels over tongue pixels, 0 … 1. */
  readonly coatingCoverage: number
  readonly body: { readonly lab: Lab | null }
  readonly coating: { readonly lab: Lab | null }
  readonly calibrated: boolean
  /** Coating, body and what is left out, cell by cell; absent from what was measured before they were kept, null where there is too little tongue. */
  readonly cells?: TongueCells | null
  /** The chart by which colours were corrected; null for what was measured before charts were read. */
  readonly calibration: PhotoCalibration | null
  /** null for what was measured before signs were. */
  readonly signs: TongueSigns | null
}

/** The signs of a picture in a reader's own outline and separation. */
export interface ReaderMeasures {
  readonly imageId: ImageId
  /** Pixels of the tongue over all pixels. */
  readonly areaFraction: number
  readonly tongue: TongueMeasures
}

/** Facts measured by the gates; each is a number so that a limit can be compared. */
export type Quality = Readonly<Record<string, number>>

export interface Timings {
  readonly decode: number
  readonly preprocess: number
  readonly infer: number
  readonly segment: number
  readonly total: number
}

export interface Analysis {
  readonly sha256: string
  readonly ok: true
  readonly kind: ImageKind
  readonly task: AnalysisTask
  readonly widthPx: number
  readonly heightPx: number
  readonly quality: Quality
  /** The classifier's facts, or the segmenter's where no classifier ran. */
  readonly model: ModelFacts
  readonly labels: readonly LabelScore[]
  /** Label key -> grid; empty when no maps were asked for. */
  readonly maps: Readonly<Record<string, MapGrid>>
  readonly segmentation: Segmentation | null
  readonly tongue: TongueMeasures | null
  readonly timingsMs: Timings
}

export interface AnalysisFailure {
  readonly sha256: string | null
  readonly ok: false
  readonly error: { readonly code: ErrorCode; readonly detail: ErrorDetail }
  /** What was measured before the picture was refused. */
  readonly quality: Quality
}
