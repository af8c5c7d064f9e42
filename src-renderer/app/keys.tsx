import { createContext, use, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { chordOf, findConflicts } from './chords.ts'

/** One key of a scope. */
export interface KeyBinding {
  /** Chords as `chordOf` names them; the first one is shown on hover and in the sheet. */
  readonly chords: readonly string[]
  /** What it does, in the language on show. */
  readonly label: string
  readonly run: () => void
  /** For keys that act while held: called when the key is let go or the window loses the focus. */
  readonly release?: () => void
  /** Also while typing in a text field. */
  readonly inTextFields?: boolean
}

export interface KeyScope {
  readonly id: string
  readonly title: string
  /** As they are now: handlers close over fresh state. */
  readonly bindings: () => readonly KeyBinding[]
}

interface Keyboard {
  readonly add: (scope: KeyScope) => () => void
  readonly subscribe: (changed: () => void) => () => void
  readonly scopes: () => readonly KeyScope[]
  readonly press: (event: KeyboardEvent) => void
  readonly letGo: (key: string | null) => void
}

const KeyboardContext = createContext<Keyboard | null>(null)

/** Hears every key of the window and gives it to the newest scope that claims it. `asleep` while the lock is shown. */
export function KeysProvider({ asleep, children }: { readonly asleep: boolean; readonly children: ReactNode }) {
  const [keyboard] = useState(createKeyboard)
  useEffect(() => {
    if (asleep) return undefined
    const up = (event: KeyboardEvent): void => keyboard.letGo(event.code)
    const blur = (): void => keyboard.letGo(null)
    window.addEventListener('keydown', keyboard.press)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', blur)
    return () => {
      window.removeEventListener('keydown', keyboard.press)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', blur)
      keyboard.letGo(null)
    }
  }, [asleep, keyboard])
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

/** Offers keys while the calling component is shown. Handlers may close over fresh state: the latest ones run. */
export function useKeys(id: string, title: string, bindings: readonly KeyBinding[]): void {
  const keyboard = useKeyboard()
  const latest = useRef(bindings)
  // With the picture they belong to, not after it: a key pressed in between would meet the handlers of the one before, or none.
  useLayoutEffect(() => {
    latest.current = bindings
  })
  useLayoutEffect(() => keyboard.add({ id, title, bindings: () => latest.current }), [keyboard, id, title])
}

/** The active scopes, newest first, and the chords that two of them claim. For the key sheet. */
export function useKeySheet(): { readonly scopes: readonly KeyScope[]; readonly conflicts: readonly string[] } {
  const keyboard = useKeyboard()
  const scopes = useSyncExternalStore(keyboard.subscribe, keyboard.scopes)
  const claimed = scopes.flatMap((scope) =>
    scope.bindings().flatMap(({ chords }) => chords.map((chord) => ({ scope: scope.id, chord }))),
  )
  return { scopes, conflicts: findConflicts(claimed) }
}

function useKeyboard(): Keyboard {
  const keyboard = use(KeyboardContext)
  if (keyboard === null) throw new Error('useKeys outside KeysProvider')
  return keyboard
}

function createKeyboard(): Keyboard {
  let active: readonly KeyScope[] = []
  const held = new Map<string, () => void>()
  const listeners = new Set<() => void>()
  const set = (next: readonly KeyScope[]): void => {
    active = next
    for (const changed of listeners) changed()
  }
  return {
    add: (scope) => {
      set([scope, ...active])
      return () => set(active.filter((other) => other !== scope))
    },
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    scopes: () => active,
    press: (event) => {
      const binding = claim(active, event)
      if (binding === undefined) return
      event.preventDefault()
      if (binding.release === undefined) return binding.run()
      if (held.has(event.code)) return
      held.set(event.code, binding.release)
      return binding.run()
    },
    letGo: (code) => {
      for (const [heldCode, release] of held) {
        if (code !== null && heldCode !== code) continue
        held.delete(heldCode)
        release()
      }
    },
  }
}

function claim(scopes: readonly KeyScope[], event: KeyboardEvent): KeyBinding | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined
  const chord = chordOf(event)
  const target = event.target instanceof Element ? event.target : null
  if (isLayered(target)) return undefined
  if (isPressable(target) && (chord === 'Enter' || chord === 'Space')) return undefined
  const typing = isTextField(target)
  const claims = (binding: KeyBinding): boolean =>
    binding.chords.includes(chord) && (!typing || binding.inTextFields === true)
  return scopes.flatMap((scope) => scope.bindings()).find(claims)
}

/** An open menu, list or dialog has the keyboard to itself. */
const isLayered = (target: Element | null): boolean =>
  isWithin(target, '[role="menu"], [role="listbox"], [role="dialog"]')

/** Enter and Space belong to the button, link or menu that has the focus. */
const isPressable = (target: Element | null): boolean =>
  isWithin(target, 'button, a[href], summary, [role="menuitem"], [role="option"], [role="combobox"]')

const isWithin = (target: Element | null, selector: string): boolean =>
  target !== null && target.closest(selector) !== null

/** Fields that take typed text; sliders, boxes and buttons do not. */
const isTextField = (target: Element | null): boolean =>
  target?.matches(
    'textarea, select, [contenteditable="true"], [role="combobox"], [role="option"], ' +
      'input:not([type="checkbox"], [type="radio"], [type="range"], [type="button"], [type="file"])',
  ) ?? false
