import type { Language } from '../../src-shared/domain/label.ts'
import { english } from './en/index.ts'
import { chinese } from './zh-CN/index.ts'

/** The same keys and parameters with any words: what a second language must offer. */
export type Wording<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Wording<T[Key]>
}

/** Chinese is written first and fixes the keys; a language that misses one does not compile. */
export type Texts = Wording<typeof chinese>

export const texts: Readonly<Record<Language, Texts>> = { 'zh-CN': chinese, en: english }
