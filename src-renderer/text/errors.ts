import type { Language } from '../../src-shared/domain/label.ts'
import type { ErrorCode, ErrorDetail } from '../../src-shared/errors.ts'
import { errors as english } from './en/errors.ts'
import { errors as chinese } from './zh-CN/errors.ts'

/** One sentence per code: what happened, what was kept, what to do. A code without one does not compile. */
export type ErrorSentences = Readonly<Record<ErrorCode, string>>

const sentences: Readonly<Record<Language, ErrorSentences>> = { 'zh-CN': chinese, en: english }

/**
 * The sentence of a failure. `{name}` takes the detail of that name; a part in square brackets is left out when its
 * detail is missing.
 */
export function errorSentence(code: ErrorCode, detail: ErrorDetail, language: Language): string {
  return sentences[language][code].replace(/\[([^[\]]*)\{(\w+)\}([^[\]]*)\]/gu, (_, before, name, after) => {
    const value = detail[String(name)]
    return value === undefined ? '' : `${before}${value}${after}`
  })
}
