import type { AnswerState } from '../../../../src-shared/domain/label.ts'

/** Each state has its own shape, so that colour is never the only sign; `null` is unanswered. */
export const answerShapes: Readonly<Record<AnswerState | 'unanswered', string>> = {
  present: '✓',
  absent: '✗',
  unsure: '?',
  notAssessable: '⊘',
  unanswered: '·',
}

export const answerColours: Readonly<Record<AnswerState | 'unanswered', string>> = {
  present: 'warning.main',
  absent: 'success.main',
  unsure: 'text.primary',
  notAssessable: 'text.secondary',
  unanswered: 'text.secondary',
}
