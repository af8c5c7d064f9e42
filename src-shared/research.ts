import type { Text } from './domain/label.ts'

/** Stands on every screen, export and report. */
export const researchUseOnly: Text = {
  'zh-CN': '仅供研究使用，不用于诊断或治疗。',
  en: 'Research use only. Not for diagnosis or treatment.',
}
