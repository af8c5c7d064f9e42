import type { ShownAs } from '../../src-shared/domain/mark.ts'
import type { AppliedCalibration, ChartReading, PhotoCalibration } from '../../src-shared/domain/colourCalibration.ts'
import type { Analysis, AnalysisFailure, AnalysisTask, TongueMeasures } from '../../src-shared/domain/analysis.ts'
import type { DisplayWindow, ImageInfo, ImageViewName } from '../../src-shared/domain/image.ts'
import type { Spacing } from '../../src-shared/domain/mark.ts'
import type { TongueCells } from '../../src-shared/domain/tongueCells.ts'
import type { TubeSuggestions } from '../../src-shared/domain/tubeSuggestion.ts'
import type { ListedPicture } from '../dicom/directory.ts'
import type { FilmPixels } from '../dicom/filmPixels.ts'
import type { DicomSource } from '../dicom/source.ts'
import type { EngineStatus, ModelRow } from '../../src-shared/contract/models.ts'

/** What an import needs to know of a file before it keeps it. */
export interface Probe {
  readonly info: ImageInfo
  /**
   * 256-bit difference hash of the upright picture, 64 hexadecimal digits: grey, shrunk to 17 x 16 (columns x rows), one
   * bit per horizontal neighbour pair (right brighter than left), row by row. Re-saved copies differ in a few bits; with
   * 64 bits chest films of different people would not differ enough.
   */
  readonly likeness: string
  /** Facts of a DICOM header; they stay on this machine and never enter a log. */
  readonly dicom: { readonly patientId: string; readonly studyDate: string | null; readonly sopUid: string } | null
}

export interface View {
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/webp' | 'application/octet-stream'
  readonly bytes: Uint8Array
}

/**
 * The image door's views, and two that only leave as files: `lossless`, every pixel in 8 bits, PNG, nothing beside the
 * pixels; `print`, scaled down to what a printed page can show, JPEG.
 */
export type EngineViewName = ImageViewName | 'lossless' | 'print'

/** A part of a picture, in its own pixels after EXIF rotation; it must lie inside. */
export interface PixelBox {
  readonly leftPx: number
  readonly topPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/** What of a picture a view holds: all of it as it opens, unless it is said otherwise here. */
export interface ViewPart {
  /** Holds for the `lossless` and the `print` view. */
  readonly crop?: PixelBox | null
  /** Window and polarity of a grey picture; holds for the `print` view. */
  readonly shownAs?: Pick<ShownAs, 'window' | 'inverted'> | null
}

export interface AnalyzeRequest {
  readonly bytes: Uint8Array
  /** auto: a photo is read as a tongue, a film for the fourteen findings. */
  readonly task: AnalysisTask | 'auto'
  readonly maps: boolean
  /** Answer the tongue mask as a PNG (0/255) at the picture's size. */
  readonly mask: boolean
  /** Answer the picture with contour and strongest map drawn over it, as a PNG. */
  readonly overlay: boolean
  /** Folder of a classifier to use in place of the task's shipped one. */
  readonly classifier?: string
  /** The chart of another photo of the same sitting, in place of the photo's own. */
  readonly calibration?: AppliedCalibration
}

/** A photo with the tongue as somebody outlined it: run lengths as `encodeMask` writes them, of the picture's size. */
export interface MeasureRequest {
  readonly bytes: Uint8Array
  readonly outline: { readonly widthPx: number; readonly heightPx: number; readonly runs: string }
  /** What a reader has said of its cells. */
  readonly cells: TongueCells | null
  /** By which the analysis corrected the photo's colours. */
  readonly calibration: PhotoCalibration | null
  /** The photo shows the underside: its veins are measured and nothing else. Absent or null: the tongue's surface. */
  readonly underside?: { readonly photoSha256: string } | null
}

export interface MeasureReply {
  readonly areaFraction: number
  readonly tongue: TongueMeasures
}

export interface AnalyzeReply {
  readonly result: Analysis | AnalysisFailure
  readonly maskPng: Uint8Array | null
  readonly overlayPng: Uint8Array | null
}

/** What `decode` is asked for. */
export interface DecodeRequest {
  readonly bytes: Uint8Array
  /** Counted from 0. */
  readonly frame: number
  /** Answer the values as a NumPy file. */
  readonly raw: boolean
  /** Answer the displayed picture. */
  readonly png: boolean
}

/** What a picture file is and how it is shown. */
export interface DecodeFacts {
  readonly format: string
  readonly widthPx: number
  readonly heightPx: number
  /** Counted from 1, as DICOM does. */
  readonly frame: number
  readonly frames: number
  readonly transferSyntax: { readonly uid: string; readonly name: string } | null
  readonly photometric: string | null
  readonly bits: { readonly allocated: number; readonly stored: number; readonly signed: boolean } | null
  /** Of the raw values: element type as NumPy names it, and their lowest and highest. */
  readonly values: { readonly type: string; readonly shape: readonly number[]; readonly minimum: number; readonly maximum: number }
  readonly modality: { readonly slope: number; readonly intercept: number } | 'table' | null
  /** The window of the displayed picture in raw values, and where it comes from; null for colour and for a VOI table. */
  readonly window: (DisplayWindow & { readonly source: 'file' | 'quantiles' | 'wholeRange' }) | null
  readonly voiTable: boolean
  /** The lowest value is shown white. */
  readonly inverted: boolean
  readonly spacing: Spacing | null
  readonly warnings: readonly string[]
}

export interface DecodeReply {
  readonly facts: DecodeFacts
  readonly npy: Uint8Array | null
  readonly png: Uint8Array | null
}

/**
 * The supervised child process that touches untrusted bytes and models. Every call rejects with an AppError:
 * `image.*` / `dicom.*` for bad input, `engine.timeout` past its deadline, `engine.stopped` when the child died
 * (it is started again by itself), `model.*` when a model is refused.
 */
export interface Engine {
  /** `sha256` of the bytes, where the caller knows it already. */
  probe(bytes: Uint8Array, sha256?: string): Promise<Probe>
  /** The pictures that a DICOMDIR lists. Rejects with `dicomdir.unreadable` where it is none. */
  directory(bytes: Uint8Array): Promise<readonly ListedPicture[]>
  /** Values and displayed picture of one file, for use outside of this program. */
  decode(request: DecodeRequest): Promise<DecodeReply>
  /** What a DICOM picture is called and how it is shown; null for any other file, and for one without names. */
  source(bytes: Uint8Array): Promise<DicomSource | null>
  /** What a DICOM picture is, however it is packed: every frame is decoded. */
  pixels(bytes: Uint8Array): Promise<FilmPixels>
  view(bytes: Uint8Array, view: EngineViewName, part?: ViewPart): Promise<View>
  analyze(request: AnalyzeRequest): Promise<AnalyzeReply>
  /** What a photo says of its colour chart. */
  chart(bytes: Uint8Array): Promise<ChartReading>
  /** Coating, body and signs inside a given outline; no gate refuses them. An aborted request rejects with `job.cancelled`. Rejects with `mark.mask` for an outline of another size. */
  measureTongue(request: MeasureRequest, signal?: AbortSignal): Promise<MeasureReply>
  /** What may be a tube on a film, for a reader to take or leave. An aborted request rejects with `job.cancelled`. Rejects with `quality.*` for a picture that a gate refuses. */
  suggestTubes(bytes: Uint8Array, signal?: AbortSignal): Promise<TubeSuggestions>
  /** Every model of the models folder; `check` runs hash, signature and golden tensors now. */
  models(check: boolean): Promise<readonly ModelRow[]>
  /** One model folder, wherever it lies, checked now like `models` checks. */
  checkModel(folder: string): Promise<ModelRow>
  status(): EngineStatus
  onChange(listener: (status: EngineStatus) => void): () => void
  close(): Promise<void>
}

export interface EngineOptions {
  readonly modelsFolder: string
  /** The child's entry: `child.ts` beside the supervisor from source, a bundled file in a package. */
  readonly childEntry: string
  /** auto tries CUDA, DirectML, CoreML, WebGPU, CPU in turn. */
  readonly provider: 'auto' | 'cpu'
  readonly threads: number
}
