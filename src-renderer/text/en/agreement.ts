import type { Texts } from '../text.ts'

export const agreement: Texts['agreement'] = {
  title: 'Agreement of readers',
  hint: 'Cases that two people have read independently. Blind: before either saw the model; signed: as each signed the first time. “Unsure”, “not assessable” and unanswered are not counted.',
  task: 'Task',
  cases: (count) => `Cases with two signed readings: ${count}`,
  emptyTitle: 'No case has two readings yet',
  emptyHint: 'When one person has read a case, another chooses it in the worklist and presses Shift+Enter: a second, independent reading begins.',
  label: 'Label',
  blind: 'Blind κ (95 %)',
  signed: 'Signed κ (95 %)',
  counts: 'Blind: both present / first only / second only / both absent',
  undefined: 'not known yet',
  undefinedHint: 'Fewer than 10 cases in which both answered this label, or both gave one and the same answer throughout.',
  few: 'With fewer than 20 cases the intervals are wide: a rough idea, no more.',
}
