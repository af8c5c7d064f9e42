import type { Priority } from '../../../src-shared/domain/case.ts'
import { useKeys } from '../../app/keys.tsx'
import { useText } from '../../text/useText.tsx'

interface RowKeys {
  readonly total: number
  readonly selected: number
  readonly rowsPerScreen: number
  readonly onSelect: (index: number) => void
  readonly onOpen: () => void
  readonly onSecond: () => void
  readonly onAssign: () => void
  readonly onPriority: (priority: Priority | null) => void
  readonly onNextUnresolved: () => void
}

const focusSearchBox = (): void => document.querySelector<HTMLElement>('[data-search-box]')?.focus()

/** The worklist by keyboard alone. */
export function useRowKeys({ total, selected, rowsPerScreen, onSelect, onOpen, onSecond, onAssign, onPriority, onNextUnresolved }: RowKeys): void {
  const text = useText()
  const go = (index: number) => (): void => onSelect(Math.max(0, Math.min(total - 1, index)))
  useKeys('worklist', text.frame.pages.worklist, [
    { chords: ['ArrowDown', 'J'], label: text.worklist.keyDown, run: go(selected + 1) },
    { chords: ['ArrowUp', 'K'], label: text.worklist.keyUp, run: go(selected - 1) },
    { chords: ['PageDown'], label: text.worklist.keyPageDown, run: go(selected + rowsPerScreen) },
    { chords: ['PageUp'], label: text.worklist.keyPageUp, run: go(selected - rowsPerScreen) },
    { chords: ['Home'], label: text.worklist.keyFirst, run: go(0) },
    { chords: ['End'], label: text.worklist.keyLast, run: go(total - 1) },
    { chords: ['Enter'], label: text.worklist.keyOpen, run: onOpen },
    { chords: ['Shift+Enter'], label: text.worklist.second.begin, run: onSecond },
    { chords: ['P'], label: text.worklist.keyAssign, run: onAssign },
    { chords: ['N'], label: text.worklist.keyNextUnresolved, run: onNextUnresolved },
    { chords: ['1'], label: text.worklist.setPriority(text.worklist.priorities[1]), run: () => onPriority(1) },
    { chords: ['2'], label: text.worklist.setPriority(text.worklist.priorities[2]), run: () => onPriority(2) },
    { chords: ['3'], label: text.worklist.setPriority(text.worklist.priorities[3]), run: () => onPriority(3) },
    { chords: ['0'], label: text.worklist.noPriority, run: () => onPriority(null) },
    { chords: ['/'], label: text.worklist.keySearch, run: focusSearchBox },
  ])
}
