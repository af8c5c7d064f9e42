import type { Language } from '../../src-shared/domain/label.ts'

/** Each language in its own words, so that it can be found by who reads nothing else. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' }
