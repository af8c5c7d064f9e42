import type { Texts } from '../text.ts'

export const tubes: Texts['tubes'] = {
  title: 'Suggested tubes',
  suggest: 'Suggest tubes',
  hide: 'Hide suggestions',
  asking: 'Looking…',
  none: 'no suggestion is open',
  found: (count) => (count === 1 ? '1 suggestion' : `${count} suggestions`),
  warning: 'Dashed lines are suggestions: nothing is measured or judged before you accept one. The model has seen drawn tubes only.',
  score: (score) => `score ${score}`,
  tip: (score) => `tip ${score}`,
  noTip: 'no tip seen',
  accept: 'Accept as my mark',
  reject: 'Not wanted',
  rejected: 'Not wanted',
  bringBack: 'Bring back',
  bringBackAll: (count) => `Bring back all ${count}`,
  keySuggest: 'Suggest tubes / hide suggestions (after the reveal)',
  keyNext: 'Next suggested tube',
  keyAccept: 'Accept the suggested tube',
  keyReject: 'Reject the suggested tube',
  keyBringBack: 'Bring back rejected suggestions',
}
