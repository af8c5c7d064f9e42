import { createContext, use, type ReactNode } from 'react'
import type { Language } from '../../src-shared/domain/label.ts'
import { texts, type Texts } from './text.ts'

const LanguageContext = createContext<Language>('zh-CN')

export function LanguageProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>
}

/** The language on show, for label names and formats. */
export const useLanguage = (): Language => use(LanguageContext)

/** Every string of the interface in the language on show: `useText().worklist.title`. */
export const useText = (): Texts => texts[useLanguage()]
