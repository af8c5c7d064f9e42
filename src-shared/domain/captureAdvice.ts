import type { ErrorCode } from '../errors.ts'
import type { Quality } from './analysis.ts'
import { captureRules, type CaptureRules } from './captureRules.ts'
import type { Point } from './mark.ts'

/** What to do for a better photo, the most important first. */
export const captureHints = ['showTongue', 'oneTongue', 'higherResolution', 'holdStill', 'closer', 'back', 'centre', 'whole', 'brighter', 'darker', 'lessGlare'] as const
export type CaptureHint = (typeof captureHints)[number]

/** A look at one picture of the camera. */
export interface CaptureLook {
  /** Why the analysis would refuse the photo; null where it would take it. */
  readonly refusal: ErrorCode | null
  readonly quality: Quality
  /** The tongue; null where the photo was refused before it was measured. */
  readonly tongue: FoundTongue | null
}

export interface FoundTongue {
  /** Of the picture that was looked at. */
  readonly widthPx: number
  readonly heightPx: number
  /** Outline in that picture's pixels. */
  readonly polygon: readonly Point[]
  /** Share of the tongue under highlights; null where it could not be measured. */
  readonly glareShare: number | null
}

export interface CaptureAdvice {
  /** refused: it would not be analysed; improve: it would, but can be better; good: take it. */
  readonly verdict: 'refused' | 'improve' | 'good'
  readonly hints: readonly CaptureHint[]
}

/** What the person with the camera should do, from the facts of one look. */
export function captureAdvice(look: CaptureLook, rules: CaptureRules = captureRules): CaptureAdvice {
  const named = new Set<CaptureHint>([...refusalHints(look), ...(look.tongue === null ? [] : tongueHints(look.quality, look.tongue, rules))])
  const hints = captureHints.filter((hint) => named.has(hint))
  return { verdict: look.refusal !== null ? 'refused' : hints.length > 0 ? 'improve' : 'good', hints }
}

function refusalHints({ refusal, quality }: CaptureLook): readonly CaptureHint[] {
  switch (refusal) {
    case null:
      return []
    case 'quality.twoTongues':
      return ['oneTongue']
    case 'quality.blurred':
      return ['holdStill']
    case 'quality.tooSmall':
      return ['higherResolution']
    case 'quality.exposure':
      return [(quality['brightness'] ?? 0) < 128 ? 'brighter' : 'darker']
    default:
      return ['showTongue']
  }
}

function tongueHints(quality: Quality, { polygon, widthPx, heightPx, glareShare }: FoundTongue, rules: CaptureRules): readonly CaptureHint[] {
  const fact = (name: string, otherwise: number): number => quality[name] ?? otherwise
  const [least, most] = rules.areaFraction
  const [dim, bright] = rules.brightness
  const area = fact('areaFraction', least)
  const brightness = fact('brightness', dim)
  const hints: (readonly [CaptureHint, boolean])[] = [
    ['closer', area < least],
    ['back', area > most],
    ['centre', offCentre(polygon, widthPx, heightPx) > rules.offCentre],
    ['whole', fact('borderShare', 0) > rules.borderShare],
    ['holdStill', fact('focus', rules.focus) < rules.focus],
    ['brighter', brightness < dim],
    ['darker', brightness > bright || fact('clippedShare', 0) > rules.clippedShare],
    ['lessGlare', (glareShare ?? 0) > rules.glareShare],
  ]
  return hints.filter(([, holds]) => holds).map(([hint]) => hint)
}

/** How far the middle of the outline's box lies from the photo's, as the larger share of the two sides. */
function offCentre(polygon: readonly Point[], widthPx: number, heightPx: number): number {
  const away = (values: readonly number[], sidePx: number): number => Math.abs((Math.min(...values) + Math.max(...values)) / 2 / sidePx - 0.5)
  return Math.max(away(polygon.map(([x]) => x), widthPx), away(polygon.map(([, y]) => y), heightPx))
}
