import type { Read } from '../../../../src-shared/contract/bench.ts'
import { signCalls } from '../../../../src-shared/domain/signCalls.ts'
import type { SignReason, TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import type { Texts } from '../../../text/text.ts'
import { placedSigns, type PlacedSign } from '../overlay/signPlaces.ts'

export type SignName = Exclude<keyof TongueSigns, 'rules' | 'calibrated' | 'axis' | 'zones'>

export interface SignRow {
  readonly sign: SignName
  /** null where it could not be seen; then `reason` says why. */
  readonly value: string | null
  readonly reason: SignReason | null
  readonly confidence: number
  /** Whether there is something to show on the picture. */
  readonly placed: PlacedSign | null
  /** Labels that the reader has answered the other way. */
  readonly contradicted: readonly string[]
}

/** Labels of `tongue-signs` that each sign speaks to. */
const labelsOf: Readonly<Partial<Record<SignName, readonly string[]>>> = {
  bodyColour: ['body-pale', 'body-pale-red', 'body-red', 'body-crimson', 'body-blue-purple'],
  coatingColour: ['coating-white', 'coating-yellow', 'coating-grey-black'],
  coatingGrade: ['coating-none', 'coating-thin', 'coating-thick'],
  greasy: ['greasy'],
  toothMarks: ['tooth-marked'],
  cracks: ['cracked'],
  spots: ['stasis-spots', 'spots-prickles'],
  enlarged: ['enlarged'],
  thin: ['thin'],
  deviationDeg: ['deviated'],
}

const order: readonly SignName[] = ['bodyColour', 'coatingColour', 'coatingCoverage', 'coatingGrade', 'greasy', 'toothMarks', 'cracks', 'spots', 'enlarged', 'thin', 'deviationDeg', 'moist']

/** The signs in the order they are read, in words, with what the reader has said otherwise. */
export function signRows(signs: TongueSigns, read: Read, text: Texts['signs']): SignRow[] {
  const calls = signCalls(signs)
  const answered = new Map(read.answers.flatMap(({ labelSet, label, state }) => (labelSet === 'tongue-signs' && (state === 'present' || state === 'absent') ? [[label, state === 'present'] as const] : [])))
  return order.map((sign) => {
    const { confidence, reason } = signs[sign]
    const placed = placedSigns.find((name) => name === sign) ?? null
    return {
      sign,
      value: reason === null ? valueOf(signs, sign, text) : null,
      reason,
      confidence,
      placed: reason === null ? placed : null,
      contradicted: (labelsOf[sign] ?? []).filter((label) => answered.has(label) && calls.has(label) && answered.get(label) !== calls.get(label)),
    }
  })
}

const percent = (share: number | null): string => `${((share ?? 0) * 100).toFixed(1)} %`

function valueOf(signs: TongueSigns, sign: SignName, text: Texts['signs']): string {
  switch (sign) {
    case 'bodyColour':
      return colourWords(text.body, signs.bodyColour)
    case 'coatingColour':
      return colourWords(text.coating, signs.coatingColour)
    case 'coatingCoverage':
    case 'moist':
      return percent(signs[sign].value)
    case 'coatingGrade':
      return text.grade[signs.coatingGrade.value ?? 'none']
    case 'greasy':
    case 'enlarged':
    case 'thin':
      return `${signs[sign].value === true ? text.yes : text.no} (${(signs[sign].score ?? 0).toFixed(2)})`
    case 'toothMarks':
      return text.toothMarks(signs.toothMarks.left ?? 0, signs.toothMarks.right ?? 0)
    case 'cracks':
      return text.cracks(signs.cracks.count ?? 0, percent(signs.cracks.areaFraction))
    case 'spots':
      return text.spots(signs.spots.stasis ?? 0, signs.spots.prickles ?? 0)
    case 'deviationDeg':
      return text.lean(signs.deviationDeg.value ?? 0)
    default:
      return sign satisfies never
  }
}

function colourWords<N extends string>(names: Readonly<Record<N, string>>, colour: { readonly name: N | null; readonly deltaE: number | null; readonly runnerUp: N | null; readonly runnerUpDeltaE: number | null }): string {
  const { name, deltaE, runnerUp, runnerUpDeltaE } = colour
  if (name === null || runnerUp === null) return ''
  return `${names[name]} ΔE ${(deltaE ?? 0).toFixed(1)} · ${names[runnerUp]} ${(runnerUpDeltaE ?? 0).toFixed(1)}`
}
