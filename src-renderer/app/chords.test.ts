import { describe, expect, it } from 'vitest'
import { chordOf, findConflicts, type KeyPress } from './chords.ts'

const none: KeyPress = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const press = (part: Partial<KeyPress>): string => chordOf({ ...none, ...part })

describe('the name of a key press', () => {
  it('takes letters without their case and counts Shift for them', () => {
    expect(press({ key: 'g' })).toBe('G')
    expect(press({ key: 'G', shiftKey: true })).toBe('Shift+G')
    expect(press({ key: 'Z', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z')
  })

  it('takes Command for Ctrl', () => expect(press({ key: 'k', metaKey: true })).toBe('Ctrl+K'))

  it('takes a sign as it is, wherever the keyboard has it', () => {
    expect(press({ key: '?', shiftKey: true })).toBe('?')
    expect(press({ key: '[', code: 'Digit5' })).toBe('[')
  })

  it('names the space bar and arrows, with Shift', () => {
    expect(press({ key: ' ' })).toBe('Space')
    expect(press({ key: 'Enter', shiftKey: true })).toBe('Shift+Enter')
  })

  it('goes by the place of a digit under Alt, where some systems write another sign', () => {
    expect(press({ key: '¡', code: 'Digit1', altKey: true })).toBe('Alt+1')
  })
})

it('finds the chords that two bindings claim', () => {
  const bindings = ['A', 'Ctrl+K', 'A', '?'].map((chord, index) => ({ scope: String(index), chord }))
  expect(findConflicts(bindings)).toEqual(['A'])
  expect(findConflicts([])).toEqual([])
})
