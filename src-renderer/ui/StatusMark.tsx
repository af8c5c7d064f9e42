import type { StatusFilter } from '../../src-shared/domain/case.ts'
import { useText } from '../text/useText.tsx'
import { ShapeMark, type Sign } from './ShapeMark.tsx'

/** Ring, half disc, tick, unequal. */
const signs: Readonly<Record<StatusFilter, Sign>> = {
  new: { shape: '○', colour: 'text.secondary' },
  reading: { shape: '◐', colour: 'warning.main' },
  signed: { shape: '✔', colour: 'success.main' },
  disputed: { shape: '≠', colour: 'error.main' },
}

export function StatusMark({ status }: { readonly status: StatusFilter }) {
  return <ShapeMark sign={signs[status]}>{useText().common.status[status]}</ShapeMark>
}
