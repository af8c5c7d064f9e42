/** What the browser says of a key press. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * The chord of a key press. Ctrl and Command count as one. Shift is part of a letter's or a named key's chord and not
 * of a sign's (`?` is `?` on every keyboard). Alt+digit goes by the key's place, because Alt changes the character.
 */
export function chordOf(press: KeyPress): string {
  const key = keyName(press)
  const isSign = key.length === 1 && !/[A-Z]/u.test(key)
  const parts = []
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  if (press.shiftKey && !isSign) parts.push('Shift')
  return [...parts, key].join('+')
}

function keyName({ key, code, altKey }: KeyPress): string {
  if (altKey && /^Digit\d$/u.test(code)) return code.slice(-1)
  if (key === ' ') return 'Space'
  return key.length === 1 ? key.toUpperCase() : key
}

export interface ScopedChord {
  readonly scope: string
  readonly chord: string
}

/** Chords that more than one active binding claims. */
export function findConflicts(bindings: readonly ScopedChord[]): readonly string[] {
  const seen = new Set<string>()
  const conflicts = new Set<string>()
  for (const { chord } of bindings) {
    if (seen.has(chord)) conflicts.add(chord)
    seen.add(chord)
  }
  return [...conflicts]
}
