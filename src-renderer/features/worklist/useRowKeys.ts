import type { Priority } from '../../../src-shared/domain/case.ts'
import { useKeys, type KeyBinding } from '../../app/keys.tsx'
import type { Texts } from '../../text/text.ts'
import { useText } from '../../text/useText.tsx'
import type { Reach } from './useChoice.ts'

interface RowKeys {
  readonly total: number
  readonly selected: number
  readonly rowsPerScreen: number
  readonly onMove: (index: number, reach: Reach) => void
  readonly onAll: () => void
  readonly onClear: () => void
  readonly onOpen: () => void
  readonly onSecond: () => void
  readonly onPatient: () => void
  readonly onTags: () => void
  /** null for who may not. */
  readonly onAssign: (() => void) | null
  readonly onUndo: () => void
  readonly onPriority: (priority: Priority | null) => void
  readonly onNextUnresolved: () => void
}

const focusSearchBox = (): void => document.querySelector<HTMLElement>('[data-search-box]')?.focus()

/** The worklist by keyboard alone. */
export function useRowKeys(keys: RowKeys): void {
  const text = useText()
  useKeys('worklist', text.frame.pages.worklist, [...moveKeys(keys, text), ...choiceKeys(keys, text), ...caseKeys(keys, text)])
}

function moveKeys({ total, selected, rowsPerScreen, onMove }: RowKeys, { worklist: text }: Texts): KeyBinding[] {
  const go = (index: number, reach: Reach = 'only') => (): void => onMove(Math.max(0, Math.min(total - 1, index)), reach)
  const ways = [
    { chord: 'ArrowDown', to: selected + 1 },
    { chord: 'ArrowUp', to: selected - 1 },
    { chord: 'PageDown', to: selected + rowsPerScreen },
    { chord: 'PageUp', to: selected - rowsPerScreen },
    { chord: 'Home', to: 0 },
    { chord: 'End', to: total - 1 },
  ]
  return [
    { chords: ['ArrowDown', 'J'], label: text.keyDown, run: go(selected + 1) },
    { chords: ['ArrowUp', 'K'], label: text.keyUp, run: go(selected - 1) },
    { chords: ['PageDown'], label: text.keyPageDown, run: go(selected + rowsPerScreen) },
    { chords: ['PageUp'], label: text.keyPageUp, run: go(selected - rowsPerScreen) },
    { chords: ['Home'], label: text.keyFirst, run: go(0) },
    { chords: ['End'], label: text.keyLast, run: go(total - 1) },
    ...ways.map(({ chord, to }) => ({ chords: [`Shift+${chord}`], label: text.choice.keyRange, run: go(to, 'range') })),
  ]
}

function choiceKeys(keys: RowKeys, { worklist: text }: Texts): KeyBinding[] {
  const { selected, onMove, onAll, onClear, onTags, onAssign, onUndo, onPriority } = keys
  return [
    { chords: ['Space'], label: text.choice.keyToggle, run: () => onMove(selected, 'toggle') },
    { chords: ['Ctrl+A'], label: text.choice.keyAll, run: onAll },
    { chords: ['Escape'], label: text.choice.keyClear, run: onClear },
    { chords: ['1'], label: text.setPriority(text.priorities[1]), run: () => onPriority(1) },
    { chords: ['2'], label: text.setPriority(text.priorities[2]), run: () => onPriority(2) },
    { chords: ['3'], label: text.setPriority(text.priorities[3]), run: () => onPriority(3) },
    { chords: ['0'], label: text.noPriority, run: () => onPriority(null) },
    { chords: ['T'], label: text.choice.tags, run: onTags },
    ...(onAssign === null ? [] : [{ chords: ['A'], label: text.choice.assign, run: onAssign }]),
    { chords: ['Ctrl+Z'], label: text.choice.undo, run: onUndo },
  ]
}

function caseKeys({ onOpen, onSecond, onPatient, onNextUnresolved }: RowKeys, { worklist: text }: Texts): KeyBinding[] {
  return [
    { chords: ['Enter'], label: text.keyOpen, run: onOpen },
    { chords: ['Shift+Enter'], label: text.second.begin, run: onSecond },
    { chords: ['P'], label: text.keyAssign, run: onPatient },
    { chords: ['N'], label: text.keyNextUnresolved, run: onNextUnresolved },
    { chords: ['/'], label: text.keySearch, run: focusSearchBox },
  ]
}
