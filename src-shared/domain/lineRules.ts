import shippedRules from '../rules/line-rules.json' with { type: 'json' }
import { distanceFrom, placeInZone, sideOf, type DistanceWay, type Side, type Way, type ZonePlace } from './lineGeometry.ts'
import type { ImageId, MarkId } from './ids.ts'
import { calibratedSpacing, isLandmark, isTube, tipOf, type LandmarkMark, type LandmarkName, type Mark, type Point, type Spacing, type SpacingSource, type TubeCourse, type TubeKind, type TubeMark } from './mark.ts'

export const lineFlags = ['normal', 'borderline', 'abnormal', 'incompletely-imaged', 'cannot-be-said'] as const
export type LineFlag = (typeof lineFlags)[number]

/** How soon somebody must look, the most urgent first. */
export const urgencies = ['critical', 'vessel', 'abnormal', 'borderline', 're-image'] as const
export type Urgency = (typeof urgencies)[number]

/** Tests of side and zone need no calibration; a distance does. Limits themselves are within: 3.0 is not less than 3. */
export type LineTest =
  | { readonly test: 'course'; readonly in: readonly TubeCourse[] }
  | { readonly test: 'courseUnsaid' | 'offFilm' | 'otherwise' }
  | { readonly test: 'side' | 'sidePort'; readonly landmark: LandmarkName; readonly is: Side }
  | { readonly test: 'zone'; readonly landmark: LandmarkName; readonly is: readonly ZonePlace[] }
  /** To the nearest of these landmarks that are marked. */
  | { readonly test: 'distance'; readonly landmarks: readonly LandmarkName[]; readonly along: DistanceWay; readonly lessThanCm?: number | undefined; readonly moreThanCm?: number | undefined }

export interface LineRule {
  readonly id: string
  readonly tube: TubeKind
  readonly when: LineTest
  readonly flag: LineFlag
  readonly urgency: Urgency | null
  /** Somebody must be told before the read can be signed. */
  readonly communicate: boolean
}

/** Data with a version, so that a site can have its own. */
export interface LineRules {
  readonly version: number
  readonly source: string
  readonly rules: readonly LineRule[]
}

export const ownLineRules = shippedRules as LineRules

/** The tip's distance as a rule took it. */
export interface TipDistance {
  readonly landmark: LandmarkName
  readonly along: DistanceWay
  readonly side: Side | null
  readonly px: number
  /** As it is shown and judged: to the millimetre. null without a calibration. */
  readonly cm: number | null
  readonly source: SpacingSource | null
}

/** What kept a rule from being judged. */
export type Missing = { readonly what: 'landmark' | 'landmarkTwice'; readonly landmark: LandmarkName } | { readonly what: 'spacing' | 'tip' }

/** One rule as it was looked at. */
export interface TraceStep {
  readonly rule: LineRule
  readonly outcome: 'applies' | 'passes' | 'undecided'
  readonly distance: TipDistance | null
  readonly place: ZonePlace | null
  readonly missing: Missing | null
}

export interface LineFinding {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly tube: TubeKind
  readonly flag: LineFlag
  readonly urgency: Urgency | null
  readonly communicate: boolean
  /** Of the rules that were used. */
  readonly version: number
  /** The rules in the order in which they were looked at; the last one decided. */
  readonly trace: readonly TraceStep[]
  /** The first distance that was taken; null where none could be. */
  readonly distance: TipDistance | null
}

interface PictureFacts {
  readonly imageId: ImageId
  readonly spacing: Spacing | null
}

/** A flag and its trace for every tube of a read, in the order of the marks. Pure: the same marks and rules give the same answer. */
export function lineFindings(marks: readonly Mark[], images: readonly PictureFacts[], rules: LineRules): readonly LineFinding[] {
  return marks.filter(isTube).map((tube) => {
    const image = images.find(({ imageId }) => imageId === tube.imageId)
    const landmarks = marks.filter(isLandmark).filter(({ imageId }) => imageId === tube.imageId)
    const spacing = image === undefined ? null : calibratedSpacing(marks, image)
    return lineFinding(tube, { landmarks, spacing }, rules)
  })
}

interface Film {
  readonly landmarks: readonly LandmarkMark[]
  readonly spacing: Spacing | null
}

/** The first rule of the tube's kind that applies decides; one that cannot be judged leaves "cannot be said", never "normal". */
function lineFinding(tube: TubeMark, film: Film, { version, rules }: LineRules): LineFinding {
  const facts = { markId: tube.markId, imageId: tube.imageId, tube: tube.tube, version }
  const unsaid = { flag: 'cannot-be-said', urgency: null, communicate: false } as const
  const trace: TraceStep[] = []
  const answer = (said: Pick<LineFinding, 'flag' | 'urgency' | 'communicate'>): LineFinding => {
    const { flag, urgency, communicate } = said
    return { ...facts, flag, urgency, communicate, trace, distance: trace.find(({ distance }) => distance !== null)?.distance ?? null }
  }
  for (const rule of rules) {
    if (rule.tube !== tube.tube) continue
    const step = { rule, distance: null, place: null, missing: null, ...judge(rule.when, tube, film) }
    trace.push(step)
    if (step.outcome === 'applies') return answer(rule)
    if (step.outcome === 'undecided') return answer(unsaid)
  }
  return answer(unsaid)
}

type Judgement = Pick<TraceStep, 'outcome'> & Partial<Pick<TraceStep, 'distance' | 'place' | 'missing'>>
const said = (applies: boolean): Judgement => ({ outcome: applies ? 'applies' : 'passes' })
const undecided = (missing: Missing): Judgement => ({ outcome: 'undecided', missing })

function judge(when: LineTest, tube: TubeMark, film: Film): Judgement {
  switch (when.test) {
    case 'otherwise':
      return said(true)
    case 'offFilm':
      return said(tube.offFilm)
    case 'course':
      return said(tube.course !== null && when.in.includes(tube.course))
    case 'courseUnsaid':
      return said(tube.course === null)
    case 'sidePort':
      // A tube whose side port is not marked is not held against it.
      return tube.sidePort === null ? said(false) : judgeSide(tube.sidePort, when, film)
    default: {
      const tip = tube.offFilm ? undefined : tipOf(tube)
      return tip === undefined ? undecided({ what: 'tip' }) : judgeTip(when, { tube, tip }, film)
    }
  }
}

type TipTest = Extract<LineTest, { readonly test: 'side' | 'sidePort' | 'zone' | 'distance' }>

function judgeTip(when: TipTest, { tube, tip }: { readonly tube: TubeMark; readonly tip: Point }, film: Film): Judgement {
  if (when.test === 'distance') return judgeDistance(when, { tube, tip }, film)
  if (when.test !== 'zone') return judgeSide(tip, when, film)
  const found = landmarkOf(when.landmark, film)
  if ('what' in found) return undecided(found)
  const place = placeInZone(tip, found)
  return { ...said(when.is.includes(place)), place }
}

function judgeSide(place: Point, { landmark, is }: { readonly landmark: LandmarkName; readonly is: Side }, film: Film): Judgement {
  const found = landmarkOf(landmark, film)
  return 'what' in found ? undecided(found) : said(sideOf(place, found) === is)
}

function landmarkOf(name: LandmarkName, { landmarks }: Film): LandmarkMark | Missing {
  const [found, another] = landmarks.filter(({ landmark }) => landmark === name)
  if (found === undefined) return { what: 'landmark', landmark: name }
  return another === undefined ? found : { what: 'landmarkTwice', landmark: name }
}

type DistanceTest = Extract<LineTest, { readonly test: 'distance' }>

function judgeDistance(when: DistanceTest, { tube, tip }: { readonly tube: TubeMark; readonly tip: Point }, film: Film): Judgement {
  const found = when.landmarks.map((name) => landmarkOf(name, film))
  const twice = found.find((one) => 'what' in one && one.what === 'landmarkTwice')
  if (twice !== undefined && 'what' in twice) return undecided(twice)
  const marked = found.filter((one): one is LandmarkMark => !('what' in one))
  const line = tube.tipEnd === 'last' ? tube.points : tube.points.toReversed()
  const { spacing } = film
  const ways = marked.flatMap((landmark) => {
    const [place] = landmark.points
    return place === undefined ? [] : [{ landmark, way: distanceFrom(place, when.along, { line, tip, spacing }) }]
  })
  const [nearest] = ways.toSorted((one, other) => one.way.px - other.way.px)
  if (nearest === undefined) return undecided({ what: 'landmark', landmark: when.landmarks[0] ?? 'carina' })
  const cm = inCentimetres(nearest.way)
  const distance: TipDistance = {
    landmark: nearest.landmark.landmark,
    along: when.along,
    side: sideOf(tip, nearest.landmark),
    px: nearest.way.px,
    cm,
    source: spacing?.source ?? null,
  }
  if (cm === null) return { ...undecided({ what: 'spacing' }), distance }
  const { lessThanCm = -Infinity, moreThanCm = Infinity } = when
  return { ...said(cm < lessThanCm || cm > moreThanCm), distance }
}

/** To the millimetre, half a millimetre up: what is shown is what is judged. The hair keeps a product of fractions from falling below its half. */
const inCentimetres = ({ mm }: Way): number | null => (mm === null ? null : Math.round(mm + 1e-9) / 10)
