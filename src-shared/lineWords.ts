import type { CommunicationWay } from './domain/communication.ts'
import type { Language } from './domain/label.ts'
import type { LineFinding, LineFlag, Missing, TipDistance, TraceStep, Urgency } from './domain/lineRules.ts'
import type { DistanceWay, Side, ZonePlace } from './domain/lineGeometry.ts'
import type { LandmarkName, SpacingSource, TubeCourse, TubeKind, TubeMark } from './domain/mark.ts'
import { isChanged } from './domain/tubeSuggestion.ts'

/** The words of tubes and their rules: one wording for the bench, where a trace is seen, and for the report, where it is signed. */
interface LineWords {
  readonly tube: Readonly<Record<TubeKind, string>>
  readonly course: Readonly<Record<TubeCourse, string>>
  readonly courseUnsaid: string
  readonly landmark: Readonly<Record<LandmarkName, string>>
  readonly flag: Readonly<Record<LineFlag, string>>
  readonly urgency: Readonly<Record<Urgency, string>>
  readonly source: Readonly<Record<SpacingSource, string>>
  readonly uncalibrated: string
  readonly way: Readonly<Record<CommunicationWay, string>>
  readonly tipAt: (size: string, landmark: string, side: Side | null) => string
  readonly along: Readonly<Record<DistanceWay, string>>
  readonly tipPlace: (place: ZonePlace, zone: string) => string
  readonly tipSide: (side: Side, landmark: string) => string
  readonly notSide: (side: Side, landmark: string) => string
  readonly portSide: (side: Side, landmark: string) => string
  readonly runs: (course: string) => string
  /** Where an accepted suggestion came from. */
  readonly origin: (model: string, version: string, changed: boolean) => string
  readonly offFilm: string
  readonly onFilm: string
  readonly noCourse: string
  readonly nothingElse: string
  readonly missing: Readonly<Record<Exclude<Missing['what'], 'landmark' | 'landmarkTwice'>, string>> & Readonly<Record<'landmark' | 'landmarkTwice', (landmark: string) => string>>
  readonly rule: (id: string, version: number) => string
  readonly doNotConfirm: string
  readonly pixels: string
  readonly colon: string
  readonly comma: string
}

const english: LineWords = {
  tube: { ett: 'ETT', ngt: 'NGT', cvc: 'CVC', 'swan-ganz': 'Swan-Ganz' },
  course: {
    trachea: 'in the trachea', bronchus: 'in a bronchus', oesophagus: 'in the oesophagus', airway: 'in an airway', venous: 'venous', 'wrong-vessel': 'in a wrong vessel',
    arterial: 'arterial', 'pulmonary-artery': 'in the pulmonary artery',
  },
  courseUnsaid: 'course not said',
  landmark: {
    carina: 'carina', 'left-hemidiaphragm': 'left hemidiaphragm', 'gastro-oesophageal-junction': 'gastro-oesophageal junction', 'cavoatrial-zone': 'cavoatrial zone',
    'right-hilum': 'right hilum', 'left-hilum': 'left hilum',
  },
  flag: { normal: 'normal', borderline: 'borderline', abnormal: 'abnormal', 'incompletely-imaged': 'incompletely imaged', 'cannot-be-said': 'cannot be said' },
  urgency: { critical: 'critical', vessel: 'vessel', abnormal: 'abnormal', borderline: 'borderline', 're-image': 're-image' },
  source: {
    pixelSpacing: 'pixel spacing of the picture',
    imagerPixelSpacing: 'imager spacing: detector plane, not corrected for magnification',
    reader: 'calibrated by the reader on a known length',
  },
  uncalibrated: 'not calibrated: pixels only, no limit in cm is judged',
  way: { inPerson: 'in person', phone: 'by telephone', message: 'by message' },
  tipAt: (size, landmark, side) => `tip ${size} ${side ?? 'level with'}${side === null ? '' : ' the'} ${landmark}`,
  along: { vertical: 'by height', straight: 'straight line', tube: 'along the tube' },
  tipPlace: (place, zone) => `tip ${place} the ${zone}`,
  tipSide: (side, landmark) => `tip ${side} the ${landmark}`,
  notSide: (side, landmark) => `tip not ${side} the ${landmark}`,
  portSide: (side, landmark) => `side port ${side} the ${landmark}`,
  runs: (course) => `the reader says: ${course}`,
  origin: (model, version, changed) => `suggested by ${model} ${version} (demonstration), ${changed ? 'accepted, changed since' : 'accepted'}`,
  offFilm: 'tip off the film',
  onFilm: 'tip on the film',
  noCourse: 'the reader has not said where it runs',
  nothingElse: 'no other rule applies',
  missing: {
    spacing: 'no calibration',
    tip: 'the tip is not on the film',
    landmark: (landmark) => `${landmark} not marked`,
    landmarkTwice: (landmark) => `${landmark} marked twice`,
  },
  rule: (id, version) => `rule ${id} v${version}`,
  doNotConfirm: 'do not confirm',
  pixels: 'px',
  colon: ': ',
  comma: ', ',
}

const chinese: LineWords = {
  tube: { ett: '气管插管', ngt: '鼻胃管', cvc: '中心静脉导管', 'swan-ganz': 'Swan-Ganz 导管' },
  course: {
    trachea: '在气管内', bronchus: '在支气管内', oesophagus: '在食管内', airway: '在气道内', venous: '在静脉内', 'wrong-vessel': '在错误的血管内',
    arterial: '在动脉内', 'pulmonary-artery': '在肺动脉内',
  },
  courseUnsaid: '未注明走行',
  landmark: {
    carina: '隆突', 'left-hemidiaphragm': '左膈', 'gastro-oesophageal-junction': '食管胃交界', 'cavoatrial-zone': '腔房交界区', 'right-hilum': '右肺门', 'left-hilum': '左肺门',
  },
  flag: { normal: '正常', borderline: '临界', abnormal: '异常', 'incompletely-imaged': '成像不全', 'cannot-be-said': '无法判断' },
  urgency: { critical: '危急', vessel: '血管错误', abnormal: '异常', borderline: '临界', 're-image': '需重新拍片' },
  source: {
    pixelSpacing: '图像的像素间距',
    imagerPixelSpacing: '探测器间距：探测器平面，未校正放大',
    reader: '由判读人按已知长度标定',
  },
  uncalibrated: '未标定：仅有像素，不按厘米界限判断',
  way: { inPerson: '当面', phone: '电话', message: '消息' },
  tipAt: (size, landmark, side) => (side === null ? `尖端与${landmark}同高（${size}）` : `尖端在${landmark}${side === 'above' ? '上方' : '下方'} ${size}`),
  along: { vertical: '按高度', straight: '直线距离', tube: '沿导管' },
  tipPlace: (place, zone) => `尖端在${zone}${{ above: '上方', below: '下方', beside: '旁', inside: '内' }[place]}`,
  tipSide: (side, landmark) => `尖端在${landmark}${side === 'above' ? '上方' : '下方'}`,
  notSide: (side, landmark) => `尖端不在${landmark}${side === 'above' ? '上方' : '下方'}`,
  portSide: (side, landmark) => `侧孔在${landmark}${side === 'above' ? '上方' : '下方'}`,
  runs: (course) => `判读人注明：${course}`,
  origin: (model, version, changed) => `由 ${model} ${version}（演示）建议，${changed ? '采纳后已修改' : '已采纳'}`,
  offFilm: '尖端在胶片外',
  onFilm: '尖端在胶片内',
  noCourse: '判读人未注明走行',
  nothingElse: '无其他规则适用',
  missing: {
    spacing: '未标定',
    tip: '尖端不在胶片上',
    landmark: (landmark) => `未标记${landmark}`,
    landmarkTwice: (landmark) => `${landmark}标记了两次`,
  },
  rule: (id, version) => `规则 ${id} 第 ${version} 版`,
  doNotConfirm: '不可确认位置',
  pixels: '像素',
  colon: '：',
  comma: '，',
}

export const lineWords: Readonly<Record<Language, LineWords>> = { en: english, 'zh-CN': chinese }

/** "7.1 cm", or pixels where the picture is not calibrated. */
export const sizeWords = ({ cm, px }: TipDistance, language: Language): string => (cm === null ? `${Math.round(px)} ${lineWords[language].pixels}` : `${cm.toFixed(1)} cm`)

/** Where the distance comes from, with its caveat. */
export const sourceWords = (source: SpacingSource | null, language: Language): string => (source === null ? lineWords[language].uncalibrated : lineWords[language].source[source])

/** One rule as it was looked at: "tip 7.1 cm above the carina (straight line) > 7.0 cm (rule ETT-5 v1)". */
export function stepWords(step: TraceStep, version: number, language: Language): string {
  const words = lineWords[language]
  const why = step.missing === null ? '' : `${words.comma}${missingWords(step.missing, language)}`
  return `${testWords(step, language)}${why} (${words.rule(step.rule.id, version)})`
}

function missingWords(missing: Missing, language: Language): string {
  const words = lineWords[language].missing
  return missing.what === 'landmark' || missing.what === 'landmarkTwice' ? words[missing.what](lineWords[language].landmark[missing.landmark]) : words[missing.what]
}

function testWords({ rule, outcome, distance, place }: TraceStep, language: Language): string {
  const words = lineWords[language]
  const { when } = rule
  const applies = outcome === 'applies'
  switch (when.test) {
    case 'course':
      return words.runs(when.in.map((course) => words.course[course]).join(' / ')) + (applies ? '' : ' ✗')
    case 'courseUnsaid':
      return words.noCourse + (applies ? '' : ' ✗')
    case 'offFilm':
      return applies ? words.offFilm : words.onFilm
    case 'otherwise':
      return words.nothingElse
    case 'side':
      return (applies ? words.tipSide : words.notSide)(when.is, words.landmark[when.landmark])
    case 'sidePort':
      return words.portSide(when.is, words.landmark[when.landmark]) + (applies ? '' : ' ✗')
    case 'zone':
      return words.tipPlace(place ?? when.is[0] ?? 'inside', words.landmark[when.landmark])
    case 'distance': {
      const limits = limitWords({ when, distance, applies })
      if (distance === null) return `${words.landmark[when.landmarks[0] ?? 'carina']} ${limits}`
      return `${words.tipAt(sizeWords(distance, language), words.landmark[distance.landmark], distance.side)} (${words.along[when.along]}) ${limits}`.trimEnd()
    }
    default:
      return when satisfies never
  }
}

interface Limits {
  readonly when: Extract<TraceStep['rule']['when'], { readonly test: 'distance' }>
  readonly distance: TipDistance | null
  readonly applies: boolean
}

/** The limit that was passed; those that were kept where none was. Without cm there is nothing to compare. */
function limitWords({ when: { lessThanCm, moreThanCm }, distance, applies }: Limits): string {
  const cm = distance?.cm ?? null
  if (cm === null) return ''
  if (applies) return lessThanCm !== undefined && cm < lessThanCm ? `< ${lessThanCm.toFixed(1)} cm` : `> ${(moreThanCm ?? 0).toFixed(1)} cm`
  return [...(lessThanCm === undefined ? [] : [`≥ ${lessThanCm.toFixed(1)} cm`]), ...(moreThanCm === undefined ? [] : [`≤ ${moreThanCm.toFixed(1)} cm`])].join(' ')
}

/** Why a tube has its flag, in one line with its calibration. */
export function traceWords({ flag, trace, version, distance }: LineFinding, language: Language): string {
  const words = lineWords[language]
  const last = trace.at(-1)
  const flagged = flag === 'incompletely-imaged' ? `${words.flag[flag]}${words.comma}${words.doNotConfirm}` : words.flag[flag]
  if (last === undefined) return flagged
  // Of a tube that no rule speaks against, the distance is what it was judged by.
  const judged = last.rule.when.test === 'otherwise' ? trace.slice(0, -1).filter((step) => step.distance !== null || step.place !== null) : []
  const steps = judged.length === 0 ? [last] : judged
  const caveat = distance === null ? [] : [sourceWords(distance.source, language)]
  return `${flagged}${words.colon}${[...steps.map((step) => stepWords(step, version, language)), ...caveat].join('; ')}`
}

/** Where a tube came from, in words; null for one that the reader drew. */
export function originWords(mark: TubeMark, language: Language): string | null {
  const { suggested } = mark
  return suggested === undefined ? null : lineWords[language].origin(suggested.model, suggested.version, isChanged(mark))
}
