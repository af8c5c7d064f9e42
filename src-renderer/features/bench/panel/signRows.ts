import type { Read } from '../../../../src-shared/contract/bench.ts'
import { signCalls } from '../../../../src-shared/domain/signCalls.ts'
import { confidenceOf, reasonOf, signNames, signValue, type SignName } from '../../../../src-shared/domain/signValues.ts'
import { signsAsRead } from '../../../../src-shared/domain/stainedCoating.ts'
import type { SignReason, TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import type { Texts } from '../../../text/text.ts'
import { placedSigns, type PlacedSign } from '../overlay/signPlaces.ts'

export interface SignRow {
  readonly sign: SignName
  /** null where it could not be seen; then `reason` says why. */
  readonly value: string | null
  /** What is too long to stand beside the name. */
  readonly detail: string | null
  readonly reason: SignReason | null
  /** In the model's own outline, where the reader's gives another. */
  readonly modelValue: string | null
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
  curdy: ['curdy'],
  peeled: ['peeled'],
  toothMarks: ['tooth-marked'],
  cracks: ['cracked'],
  spots: ['stasis-spots', 'spots-prickles'],
  enlarged: ['enlarged'],
  thin: ['thin'],
  deviationDeg: ['deviated'],
  sublingualVeins: ['sublingual-veins-normal', 'sublingual-veins-thick', 'sublingual-veins-tortuous'],
}

/** Of veins much is measured: beside their name stands how far that may be trusted. A number and its unit stay in one line. */
const valueOf = (sign: SignName, value: string | null, text: Texts['signs']): Pick<SignRow, 'value' | 'detail'> =>
  sign === 'sublingualVeins' && value !== null ? { value: text.drawnOnly, detail: value.replaceAll(' %', '\u00A0%') } : { value, detail: null }

/** The signs in the order they are read, in words, with what the reader has said otherwise. */
export function signRows(measured: TongueSigns, read: Read, text: Texts['signs'], ofModel: TongueSigns | null): SignRow[] {
  const signs = signsAsRead(measured, read.answers)
  const model = ofModel === null ? null : signsAsRead(ofModel, read.answers)
  const calls = signCalls(signs)
  const answered = new Map(read.answers.flatMap(({ labelSet, label, state }) => (labelSet === 'tongue-signs' && (state === 'present' || state === 'absent') ? [[label, state === 'present'] as const] : [])))
  return signNames.map((sign) => {
    const [confidence, reason] = [confidenceOf(signs, sign), reasonOf(signs, sign)]
    const placed = placedSigns.find((name) => name === sign) ?? null
    const said = (of: TongueSigns): string => signValue(of, sign, text) ?? `${text.notSeen}: ${text.reason[reasonOf(of, sign) ?? 'too-small']}`
    return {
      sign,
      ...valueOf(sign, signValue(signs, sign, text), text),
      modelValue: model === null || said(model) === said(signs) ? null : said(model),
      reason,
      confidence,
      placed: reason === null ? placed : null,
      contradicted: (labelsOf[sign] ?? []).filter((label) => answered.has(label) && calls.has(label) && answered.get(label) !== calls.get(label)),
    }
  })
}
