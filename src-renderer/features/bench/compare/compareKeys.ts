import type { KeyBinding } from '../../../app/keys.tsx'
import type { Texts } from '../../../text/text.ts'
import { splitStep, type Compare } from './useCompare.ts'

/** Keys of the second picture; those that need it do nothing while it is closed. */
export function compareKeys({ layout, split, setLayout, setSplit, step, toggle, toggleLinked, toggleAligned }: Compare, { compare }: Texts): KeyBinding[] {
  return [
    { chords: ['S'], label: compare.keyToggle, run: toggle },
    { chords: ['Shift+PageDown'], label: compare.keyNext, run: () => step(1) },
    { chords: ['Shift+PageUp'], label: compare.keyPrevious, run: () => step(-1) },
    { chords: ['Shift+S'], label: compare.keyLayout, run: () => setLayout(layout === 'beside' ? 'split' : 'beside') },
    { chords: ['Shift+L'], label: compare.keyLinked, run: toggleLinked },
    { chords: ['|'], label: compare.keyAligned, run: toggleAligned },
    { chords: ['<'], label: compare.keyLeft, run: () => setSplit(split - splitStep) },
    { chords: ['>'], label: compare.keyRight, run: () => setSplit(split + splitStep) },
  ]
}
