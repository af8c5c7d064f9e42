import key from '../ccmq/key.json' with { type: 'json' }
import type { Language } from './label.ts'

/** The nine types of ZYYXH/T157-2009: the balanced one, then the eight biased ones. Keys as in the label set. */
export const constitutions = ['pinghe', 'qixu', 'yangxu', 'yinxu', 'tanshi', 'shire', 'xueyu', 'qiyu', 'tebing'] as const
export type Constitution = (typeof constitutions)[number]

/** Which of the two forms of the one item that depends on it is asked. */
export const sexes = ['female', 'male'] as const
export type Sex = (typeof sexes)[number]

/** One of the sixty items: which types it counts for as answered, and for which turned round (6 − x). */
export interface CcmqItem {
  readonly key: string
  readonly plain: readonly Constitution[]
  readonly reversed: readonly Constitution[]
  /** Asked in one of two forms; either fills the same slot. */
  readonly bySex: boolean
}

/** Item key -> 1 (never) … 5 (always). What was not answered is absent, and never made up. */
export type CcmqAnswers = Readonly<Record<string, number>>

/** What the questions say, in whole languages. */
export interface CcmqWording {
  readonly wordingId: string
  readonly name: string
  /** The time an answer is about. */
  readonly period: Readonly<Record<Language, string>>
  /** The five answers, 1 to 5. */
  readonly scale: Readonly<Record<Language, readonly string[]>>
  /** Text key -> text; see `textKeysOf`. */
  readonly items: Readonly<Record<string, Readonly<Record<Language, string>>>>
}

/** Grows when an item counts differently: an old questionnaire names the key that it was scored by. */
export const ccmqKeyVersion: number = key.version

interface KeyRow {
  readonly key: string
  readonly plain?: readonly string[]
  readonly reversed?: readonly string[]
  readonly bySex?: boolean
}

const typesIn = (names: readonly string[] = []): readonly Constitution[] => constitutions.filter((type) => names.includes(type))

/** The sixty items, in the order in which they are asked. */
export const ccmqItems: readonly CcmqItem[] = (key.items as readonly KeyRow[]).map((row) => ({
  key: row.key,
  plain: typesIn(row.plain),
  reversed: typesIn(row.reversed),
  bySex: row.bySex === true,
}))

/** Keys of the texts of an item: its own, or one for each sex. */
export const textKeysOf = ({ key: item, bySex }: CcmqItem): readonly string[] => (bySex ? sexes.map((sex) => `${item}-${sex}`) : [item])

/** Key of the text that is shown; null while it depends on a sex that nobody has said. */
export function textKeyOf(item: CcmqItem, sex: Sex | null): string | null {
  if (!item.bySex) return item.key
  return sex === null ? null : `${item.key}-${sex}`
}

/** pinghe: yes, basically, no; the eight others: yes, tendency, no. */
export type CcmqVerdict = 'yes' | 'basically' | 'tendency' | 'no'

export interface CcmqResult {
  readonly type: Constitution
  /** Items that count for it, and how many of them are answered. */
  readonly items: number
  readonly answered: number
  /** 0 … 100; null where an item is missing. */
  readonly score: number | null
  /** null where the scores do not decide it. */
  readonly verdict: CcmqVerdict | null
}

/** One number for each type; null where an item is missing. */
export type CcmqScores = Readonly<Record<Constitution, number | null>>

/** Score and verdict of every type, in their order. */
export function ccmqResults(answers: CcmqAnswers): readonly CcmqResult[] {
  const slots = constitutions.map((type) => ({ type, values: valuesFor(type, answers) }))
  const scores = Object.fromEntries(slots.map(({ type, values }) => [type, transformed(values)])) as CcmqScores
  return slots.map(({ type, values }) => ({
    type,
    items: values.length,
    answered: values.filter((value) => value !== null).length,
    score: scores[type],
    verdict: ccmqVerdict(type, scores),
  }))
}

/** What each item that counts for the type adds; null for an item without an answer. */
function valuesFor(type: Constitution, answers: CcmqAnswers): readonly (number | null)[] {
  return ccmqItems
    .filter(({ plain, reversed }) => plain.includes(type) || reversed.includes(type))
    .map(({ key: item, reversed }) => {
      const answer = answers[item]
      if (answer === undefined) return null
      return reversed.includes(type) ? 6 - answer : answer
    })
}

/** (raw − n) / 4n × 100 */
function transformed(values: readonly (number | null)[]): number | null {
  const raw = values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)
  return raw === null ? null : (100 * (raw - values.length)) / (4 * values.length)
}

/** By the rule of 2009. A score that is missing is taken for nothing: only what holds whatever it were is said. */
export function ccmqVerdict(type: Constitution, scores: CcmqScores): CcmqVerdict | null {
  const score = scores[type]
  if (score === null) return null
  if (type !== 'pinghe') return score >= 40 ? 'yes' : score >= 30 ? 'tendency' : 'no'
  const others = constitutions.filter((other) => other !== 'pinghe').map((other) => scores[other])
  if (score < 60 || others.some((other) => other !== null && other >= 40)) return 'no'
  if (others.includes(null)) return null
  return others.every((other) => other !== null && other < 30) ? 'yes' : 'basically'
}
