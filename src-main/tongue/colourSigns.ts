import type { Lab } from '../../src-shared/domain/analysis.ts'
import type { TongueRules } from '../../src-shared/domain/tongueRules.ts'
import type { BodyColour, CoatingColour, CoatingGrade, Measured, NamedColour, SignReason } from '../../src-shared/domain/tongueSigns.ts'
import { atLightness } from './colour.ts'
import { limits, type SeparatedTongue } from './separate.ts'
import { nearestColour } from './nearestColour.ts'
import { rounded, unit } from '../imaging/rounded.ts'

/** The runner-up must be this much farther (ΔE00) for full confidence. */
const CLEAR_MARGIN = 8
/** Coverage this far from a cut-off grades with full confidence. */
const CLEAR_COVERAGE = 0.1

/** What is known of the light: nothing, or the colours were corrected by a chart; or why colours are not named. */
export interface ColourState {
  readonly calibrated: boolean
  readonly obstacle: SignReason | null
}

/** Without a chart the light is unknown: the colour is named as it would look at the rules' lightness. */
export function bodyColour(found: SeparatedTongue | null, rules: TongueRules, { calibrated, obstacle }: ColourState): NamedColour<BodyColour> {
  const lab = found?.bodyLab ?? null
  if (obstacle !== null) return unnamed(obstacle)
  if (calibrated) return named(lab, lab, { anchors: rules.calibrated.bodyColours, reason: 'no-body' })
  return named(lab, lab === null ? null : brought(lab, lab[0], rules.referenceLightness), { anchors: rules.bodyColours, reason: 'no-body' })
}

/** A coating is as light as it is against the body beside it; where no body shows, its own lightness counts by half. */
export function coatingColour(found: SeparatedTongue | null, rules: TongueRules, { calibrated, obstacle }: ColourState): NamedColour<CoatingColour> {
  const lab = found?.coatingLab ?? null
  if (obstacle !== null) return unnamed(obstacle)
  if (calibrated) return named(lab, lab, { anchors: rules.calibrated.coatingColours, reason: 'no-coating' })
  if (lab === null) return named(lab, null, { anchors: rules.coatingColours, reason: 'no-coating' })
  const reference = rules.referenceLightness
  const [bodyLightness] = found?.bodyLab ?? [(lab[0] + reference) / 2]
  return named(lab, brought(lab, bodyLightness, reference), { anchors: rules.coatingColours, reason: 'no-coating' })
}

/** The colour as it would be if what had the lightness `from` had the lightness `to`. */
function brought(lab: Lab, from: number, to: number): Lab {
  const lightness = (lab[0] + 16) * ((to + 16) / (from + 16)) - 16
  return [lightness, atLightness(lab[1], lab[0], lightness), atLightness(lab[2], lab[0], lightness)]
}

interface Naming<N extends string> {
  readonly anchors: Readonly<Record<N, Lab>>
  readonly reason: SignReason
}

const unnamed = (reason: SignReason): NamedColour<never> => ({ name: null, lab: null, deltaE: null, runnerUp: null, runnerUpDeltaE: null, confidence: 0, reason })

function named<N extends string>(lab: Lab | null, seen: Lab | null, { anchors, reason }: Naming<N>): NamedColour<N> {
  if (lab === null || seen === null) return unnamed(reason)
  const { name, deltaE, runnerUp, runnerUpDeltaE } = nearestColour(seen, anchors)
  return {
    name,
    lab,
    deltaE: rounded(deltaE, 2),
    runnerUp,
    runnerUpDeltaE: rounded(runnerUpDeltaE, 2),
    confidence: unit((runnerUpDeltaE - deltaE) / CLEAR_MARGIN),
    reason: null,
  }
}

/** Coating over tongue, with the confidence of the split it comes from. */
export function coatingCoverage(found: SeparatedTongue | null): Measured<number> {
  if (found === null) return { value: null, unit: 'share', confidence: 0, reason: 'too-small' }
  return { value: rounded(found.coatingCoverage, 4), unit: 'share', confidence: confidenceOfSplit(found), reason: null }
}

/** none, thin or thick by the rules' cut-offs of the coverage. */
export function coatingGrade(coverage: Measured<number>, { coatingGrades: [none, thick] }: TongueRules): Measured<CoatingGrade> {
  const { value, reason } = coverage
  if (value === null) return { value: null, unit: 'grade', confidence: 0, reason }
  const nearest = Math.min(Math.abs(value - none), Math.abs(value - thick))
  return { value: value < none ? 'none' : value < thick ? 'thin' : 'thick', unit: 'grade', confidence: unit(coverage.confidence * Math.min(1, 0.5 + nearest / CLEAR_COVERAGE / 2)), reason: null }
}

/** How far the gap between the clusters lies from the one at which the verdict would turn; a reader's own separation is no guess. */
function confidenceOfSplit({ verdict, gap, byReader }: SeparatedTongue): number {
  if (byReader) return 1
  const beyond = verdict === 'two' ? gap - limits.narrowGap : limits.wideGap - gap
  return unit(0.5 + beyond / limits.wideGap)
}
