import type { BodyColour, CoatingColour, CoatingGrade, NamedColour, SignReason, SublingualVein, TongueSigns, VeinWidth } from './tongueSigns.ts'

/** The signs that have a value and a confidence of their own, in the order they are read. */
export const signNames = ['bodyColour', 'coatingColour', 'coatingCoverage', 'coatingGrade', 'greasy', 'curdy', 'peeled', 'toothMarks', 'cracks', 'spots', 'enlarged', 'thin', 'deviationDeg', 'moist', 'sublingualVeins'] as const
export type SignName = (typeof signNames)[number]

/** Words that say a sign's value in one language. */
export interface SignWords {
  readonly name: Readonly<Record<SignName, string>>
  readonly body: Readonly<Record<BodyColour, string>>
  readonly coating: Readonly<Record<CoatingColour, string>>
  readonly grade: Readonly<Record<CoatingGrade, string>>
  readonly yes: string
  readonly no: string
  readonly toothMarks: (left: number, right: number) => string
  readonly cracks: (count: number, area: string) => string
  readonly spots: (stasis: number, prickles: number) => string
  readonly lean: (degrees: number) => string
  readonly veins: (left: string, right: string) => string
  readonly vein: (widthShare: string, lengthShare: string, tortuosity: string) => string
  readonly noVein: string
  readonly notSeen: string
  readonly reason: Readonly<Record<SignReason, string>>
}

export const percent = (share: number | null): string => `${((share ?? 0) * 100).toFixed(1)} %`

/** A sign in words, with its unit; null where it could not be seen. */
export function signValue(signs: TongueSigns, sign: SignName, words: SignWords): string | null {
  if (reasonOf(signs, sign) !== null) return null
  switch (sign) {
    case 'bodyColour':
      return colourWords(words.body, signs.bodyColour)
    case 'coatingColour':
      return colourWords(words.coating, signs.coatingColour)
    case 'coatingCoverage':
    case 'moist':
      return percent(signs[sign].value)
    case 'coatingGrade':
      return words.grade[signs.coatingGrade.value ?? 'none']
    case 'greasy':
    case 'curdy':
    case 'peeled':
    case 'enlarged':
    case 'thin':
      return `${signs[sign]?.value === true ? words.yes : words.no} (${(signs[sign]?.score ?? 0).toFixed(2)})`
    case 'toothMarks':
      return words.toothMarks(signs.toothMarks.left ?? 0, signs.toothMarks.right ?? 0)
    case 'cracks':
      return words.cracks(signs.cracks.count ?? 0, percent(signs.cracks.areaFraction))
    case 'spots':
      return words.spots(signs.spots.stasis ?? 0, signs.spots.prickles ?? 0)
    case 'deviationDeg':
      return words.lean(signs.deviationDeg.value ?? 0)
    case 'sublingualVeins':
      return words.veins(veinWords(signs.sublingualVeins?.left ?? null, words), veinWords(signs.sublingualVeins?.right ?? null, words))
    default:
      return sign satisfies never
  }
}

const veinWords = (vein: SublingualVein | null, { vein: seen, noVein }: SignWords): string =>
  vein === null ? noVein : seen(percent(vein.widthShare), percent(vein.lengthShare), vein.tortuosity.toFixed(2))

/** The widest of a vein's kept widths, with its share of the underside's width; null where none was kept. */
export function widestOf({ widths = [], widthPx, widthShare }: SublingualVein): (VeinWidth & { readonly widthShare: number }) | null {
  const most = widths.reduce<VeinWidth | null>((before, each) => (before === null || each.widthPx > before.widthPx ? each : before), null)
  return most === null ? null : { ...most, widthShare: (most.widthPx * widthShare) / widthPx }
}

/** Why a sign has no value, or null; what was measured before a sign was says nothing of it. */
export const reasonOf = (signs: TongueSigns, sign: SignName): SignReason | null => (signs[sign] === undefined ? 'unmeasured' : signs[sign].reason)

export const confidenceOf = (signs: TongueSigns, sign: SignName): number => signs[sign]?.confidence ?? 0

function colourWords<N extends string>(names: Readonly<Record<N, string>>, { name, deltaE, runnerUp, runnerUpDeltaE }: NamedColour<N>): string {
  if (name === null || runnerUp === null) return ''
  return `${names[name]} ΔE ${(deltaE ?? 0).toFixed(1)} · ${names[runnerUp]} ${(runnerUpDeltaE ?? 0).toFixed(1)}`
}
