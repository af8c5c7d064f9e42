import type { Provider } from '../../src-shared/domain/analysis.ts'
import type { ChartReading } from '../../src-shared/domain/colourCalibration.ts'
import type { TubeSuggestions } from '../../src-shared/domain/tubeSuggestion.ts'
import type { ErrorCode, ErrorDetail } from '../../src-shared/errors.ts'
import type { ListedPicture } from '../dicom/directory.ts'
import type { FilmPixels } from '../dicom/filmPixels.ts'
import type { DicomSource } from '../dicom/source.ts'
import type { RefusedProvider } from '../inference/session.ts'
import type { AnalyzeReply, AnalyzeRequest, DecodeReply, DecodeRequest, MeasureReply, MeasureRequest, EngineViewName, Probe, View, ViewPart } from './protocol.ts'
import type { ModelRow } from '../../src-shared/contract/models.ts'

/** How the child is told what to be: serve requests, or try one provider and die. */
export type ChildOrder =
  | { readonly mode: 'serve'; readonly modelsFolder: string; readonly chain: readonly Provider[]; readonly threads: number; readonly warm: readonly string[] }
  | { readonly mode: 'probe'; readonly modelsFolder: string; readonly provider: Provider }

/** The question of one request, as it crosses to the child. */
export type Question =
  | { readonly call: 'probe'; readonly bytes: Uint8Array }
  | { readonly call: 'directory'; readonly bytes: Uint8Array }
  | ({ readonly call: 'decode' } & DecodeRequest)
  | { readonly call: 'source'; readonly bytes: Uint8Array }
  | { readonly call: 'pixels'; readonly bytes: Uint8Array }
  | { readonly call: 'view'; readonly bytes: Uint8Array; readonly view: EngineViewName; readonly part: ViewPart }
  | ({ readonly call: 'analyze' } & AnalyzeRequest)
  | { readonly call: 'chart'; readonly bytes: Uint8Array }
  | ({ readonly call: 'measureTongue' } & MeasureRequest)
  | { readonly call: 'suggestTubes'; readonly bytes: Uint8Array }
  | { readonly call: 'models'; readonly check: boolean }
  | { readonly call: 'checkModel'; readonly folder: string }

export interface Answers {
  readonly probe: Probe
  readonly directory: readonly ListedPicture[]
  readonly decode: DecodeReply
  readonly source: DicomSource | null
  readonly pixels: FilmPixels
  readonly view: View
  readonly analyze: AnalyzeReply
  readonly chart: ChartReading
  readonly measureTongue: MeasureReply
  readonly suggestTubes: TubeSuggestions
  readonly models: readonly ModelRow[]
  readonly checkModel: ModelRow
}

/**
 * A request crosses in two steps: `prepare` brings its question, and the child begins to decode; `answer` asks for the
 * answer. Between the two another request may be answered, so that the next picture is decoded while a model runs.
 */
export type RequestMessage =
  | { readonly kind: 'prepare'; readonly requestId: number; readonly question: Question }
  | { readonly kind: 'answer'; readonly requestId: number }

/** What the child says. An answer names the request and the hash of the very bytes it was computed from. */
export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading'; readonly loading: boolean }
  | { readonly kind: 'model'; readonly id: string; readonly provider: Provider; readonly refused: readonly RefusedProvider[] }
  | { readonly kind: 'verdict'; readonly ok: boolean; readonly reason: string }
  | { readonly kind: 'answer'; readonly requestId: number; readonly sha256: string; readonly answer: Answers[keyof Answers] }
  | { readonly kind: 'refusal'; readonly requestId: number; readonly sha256: string; readonly code: ErrorCode; readonly detail: ErrorDetail }

/** Growth of the child's resident memory on one input that ends it. */
export const MEMORY_GROWTH_LIMIT_BYTES = 512 * 1024 * 1024
/** The last word of a child that ends itself over its memory, on its standard error. */
export const MEMORY_FAREWELL = 'engine.memory'
