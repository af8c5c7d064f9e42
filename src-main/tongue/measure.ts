import type { Quality, TongueMeasures } from '../../src-shared/domain/analysis.ts'
import type { TongueCells } from '../../src-shared/domain/tongueCells.ts'
import { tongueRules, type TongueRules } from '../../src-shared/domain/tongueRules.ts'
import type { SignReason, TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import type { PhotoCalibration } from '../../src-shared/domain/colourCalibration.ts'
import type { Mask } from '../imaging/preprocess.ts'
import type { Samples } from '../imaging/raster.ts'
import { bodyColour, coatingColour, coatingCoverage, coatingGrade, type ColourState } from './colourSigns.ts'
import { correctSamples } from './chart/correction.ts'
import { sublingualVeins } from './veinSign.ts'
import { curdy } from './curdy.ts'
import { peeled } from './peeled.ts'
import { confidenceOf, cracks, greasy, moist, spots, toothMarks, type FineView } from './fineSigns.ts'
import { frameOf } from './frame.ts'
import { labGrid } from './grid.ts'
import { cellsOf, separateTongue, type SeparatedTongue } from './separate.ts'
import { deviation, shapeSigns } from './shape.ts'
import { zoneFacts } from './zones.ts'

/** Cells of the longer side for what is fine: a crack is two of them wide. */
const FINE_CELLS = 320

export interface TongueView {
  /** RGB, of the mask's size. */
  readonly samples: Samples
  readonly mask: Mask
  /** What the gates measured; `focus` says whether anything fine can be seen. */
  readonly quality: Quality
  /** What a reader has said of its cells. */
  readonly given?: TongueCells | null
  /** The chart of this sitting; colours are corrected by it where it is good. */
  readonly calibration?: PhotoCalibration
  /** A photo without colours: its grey stands in all three channels. */
  readonly monochrome?: boolean
}

/** Coating, body and every sign of one tongue (docs/tongue-signs.md). */
export function measureTongue(view: TongueView, rules: TongueRules = tongueRules): TongueMeasures {
  const { mask, quality, given = null, calibration = noChart, monochrome = false } = view
  const calibrated = calibration.found && calibration.good
  const samples = calibrated ? correctSamples(view.samples, calibration.correction) : view.samples
  const colour: ColourState = { calibrated, obstacle: monochrome ? 'monochrome' : calibration.found && !calibration.good ? 'calibration-poor' : null }
  const found = separateTongue(samples, mask, given)
  const signs = signsOf({ samples, mask, quality, colour }, found, rules)
  if (monochrome) return { coatingCoverage: 0, body: { lab: null }, coating: { lab: null }, calibrated, calibration, cells: null, signs: { ...signs, ...withoutColours } }
  return {
    coatingCoverage: found?.coatingCoverage ?? 0,
    body: { lab: found?.bodyLab ?? null },
    coating: { lab: found?.coatingLab ?? null },
    calibrated,
    calibration,
    cells: found === null ? null : cellsOf(found),
    signs,
  }
}

export interface UndersideView extends Pick<TongueView, 'samples' | 'mask' | 'quality'> {
  readonly photoSha256: string
}

/** The veins of a tongue's underside. Its colours are not corrected: widths and courses do not hang on them. */
export function measureUnderside({ samples, mask, quality, photoSha256 }: UndersideView, rules: TongueRules = tongueRules): TongueMeasures {
  const grid = labGrid(samples, mask, FINE_CELLS)
  const frame = grid === null ? null : frameOf(grid)
  const obstacle = frame === null ? 'too-small' : obstacleTo(frame.widthPx, quality, rules)
  const unseen = { confidence: 0, reason: 'underside' } as const
  const colour = { name: null, lab: null, deltaE: null, runnerUp: null, runnerUpDeltaE: null, ...unseen } as const
  const coating = { coatingCoverage: { value: null, unit: 'share', ...unseen }, coatingGrade: { value: null, unit: 'grade', ...unseen } } as const
  return {
    coatingCoverage: 0, body: { lab: null }, coating: { lab: null }, calibrated: false, calibration: noChart, cells: null,
    signs: { rules: rules.version, calibrated: false, axis: null, bodyColour: colour, coatingColour: colour, ...coating, ...nothingFine(unseen.reason), zones: null, sublingualVeins: sublingualVeins(grid, frame, { obstacle, photoSha256 }) },
  }
}

const grey = { confidence: 0, reason: 'monochrome' } as const

/** Coating, body and what lies in them are told by colour. */
const withoutColours = {
  coatingCoverage: { value: null, unit: 'share', ...grey },
  coatingGrade: { value: null, unit: 'grade', ...grey },
  greasy: { value: null, score: null, unit: 'score', ...grey },
  curdy: { value: null, score: null, unit: 'score', ...grey },
  peeled: { value: null, score: null, unit: 'score', edges: [], ...grey },
  moist: { value: null, unit: 'share', ...grey },
  spots: { count: null, prickles: null, stasis: null, score: null, places: [], ...grey },
  zones: null,
} as const

const notUnderside = { left: null, right: null, photoSha256: null, confidence: 0, reason: 'not-underside' } as const

const noChart: PhotoCalibration = { found: false, reason: 'no-chart' }

/** The photo as it is measured: corrected where its colours are known. */
interface MeasuredView extends Pick<TongueView, 'samples' | 'mask' | 'quality'> {
  readonly colour: ColourState
}

function signsOf({ samples, mask, quality, colour }: MeasuredView, found: SeparatedTongue | null, rules: TongueRules): TongueSigns {
  const coverage = coatingCoverage(found)
  const colours = {
    rules: rules.version,
    calibrated: colour.calibrated,
    bodyColour: bodyColour(found, rules, colour),
    coatingColour: coatingColour(found, rules, colour),
    coatingCoverage: coverage,
    coatingGrade: coatingGrade(coverage, rules),
  }
  const grid = labGrid(samples, mask, FINE_CELLS)
  const frame = grid === null ? null : frameOf(grid)
  if (grid === null || frame === null || found === null) return { ...colours, ...nothingFine('too-small'), axis: null, zones: null, sublingualVeins: notUnderside }
  const view: FineView = { grid, frame, found, rules, obstacle: obstacleTo(frame.widthPx, quality, rules) }
  const cracked = cracks(view)
  return {
    ...colours,
    axis: { rootPx: frame.rootPx, tipPx: frame.tipPx, lengthPx: frame.lengthPx, widthPx: frame.widthPx },
    greasy: greasy(view),
    curdy: curdy(view, cracked.found),
    peeled: peeled({ ...view, fineness: confidenceOf(view) }),
    moist: moist(view),
    toothMarks: toothMarks(view, mask),
    cracks: cracked.sign,
    spots: spots(view, cracked.found),
    ...shapeSigns(grid, frame, rules),
    deviationDeg: deviation(frame),
    sublingualVeins: notUnderside,
    zones: zoneFacts(found, frame),
  }
}

function obstacleTo(widthPx: number, { focus }: Quality, { fineDetail }: TongueRules): SignReason | null {
  if (widthPx < fineDetail.widthPx) return 'too-small'
  return focus !== undefined && focus < fineDetail.focus ? 'blurred' : null
}

/** Every sign that needs the fine grid, with the reason why there is none. */
const nothingFine = (reason: SignReason) => {
  const unseen = { confidence: 0, reason } as const
  return {
    greasy: { value: null, score: null, unit: 'score', ...unseen },
    curdy: { value: null, score: null, unit: 'score', ...unseen },
    peeled: { value: null, score: null, unit: 'score', edges: [], ...unseen },
    moist: { value: null, unit: 'share', ...unseen },
    toothMarks: { left: null, right: null, score: null, places: [], ...unseen },
    cracks: { count: null, lengthPx: null, areaFraction: null, score: null, courses: [], ...unseen },
    spots: { count: null, prickles: null, stasis: null, score: null, places: [], ...unseen },
    enlarged: { value: null, score: null, unit: 'score', ...unseen },
    thin: { value: null, score: null, unit: 'score', ...unseen },
    deviationDeg: { value: null, unit: 'deg', ...unseen },
  } as const
}
