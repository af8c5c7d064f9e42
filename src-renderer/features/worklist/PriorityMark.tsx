import type { Priority } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'
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
