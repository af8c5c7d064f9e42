import type { CaseUrgency, Priority } from '../../../src-shared/domain/case.ts'
import type { Urgency } from '../../../src-shared/domain/lineRules.ts'
import { lineWords } from '../../../src-shared/lineWords.ts'
import { useLabelSets } from '../../app/labelSets.tsx'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatScore } from '../../ui/format.ts'
import { labelName } from '../../ui/labelName.ts'
import { ShapeMark, type Sign } from '../../ui/ShapeMark.tsx'

/** Up, level, down. */
const signs: Readonly<Record<Priority, Sign>> = {
  1: { shape: '▲', colour: 'error.main' },
  2: { shape: '◆', colour: 'warning.main' },
  3: { shape: '▽', colour: 'text.secondary' },
}

export function PriorityMark({ priority }: { readonly priority: Priority }) {
  return <ShapeMark sign={signs[priority]}>{useText().worklist.priorities[priority]}</ShapeMark>
}

const urgentSigns: Readonly<Record<Urgency, Sign>> = {
  critical: { shape: '‼', colour: 'error.main' },
  vessel: { shape: '▲', colour: 'error.main' },
  abnormal: { shape: '▲', colour: 'error.main' },
  borderline: { shape: '◆', colour: 'warning.main' },
  're-image': { shape: '◌', colour: 'warning.main' },
}

/** What was found in the case, by whom, and why it stands where it does; the model's call has its score beside it. */
export function UrgencyMark({ urgent }: { readonly urgent: CaseUrgency }) {
  const language = useLanguage()
  const { worklist: text, bench } = useText()
  const sets = useLabelSets()('chestxray11')
  const words = lineWords[language]
  const what = urgent.label === null ? (urgent.tube === null ? '' : words.tube[urgent.tube]) : labelName(urgent.label, sets, language)
  const why = urgent.by === 'reader' ? text.urgentReader(what) : text.urgentModel(what, formatScore(urgent.score ?? 0))
  return (
    <span title={`${words.urgency[urgent.urgency]}: ${why}`}>
      <ShapeMark sign={urgentSigns[urgent.urgency]}>{urgent.by === 'model' ? `${bench.ai.title} ${words.urgency[urgent.urgency]}` : words.urgency[urgent.urgency]}</ShapeMark>
    </span>
  )
}
