import type { View } from '../engine/protocol.ts'

/** Derived pictures by key, least recently used out first. Two askers of one picture wait for the same work. */
export class ViewCache {
  readonly #limitBytes: number
  readonly #views = new Map<string, View>()
  readonly #waiting = new Map<string, Promise<View>>()
  #bytes = 0
  #generation = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  async get(key: string, make: () => Promise<View>): Promise<View> {
    const found = this.#views.get(key)
    if (found !== undefined) {
      this.#views.delete(key)
      this.#views.set(key, found)
      return found
    }
    const waiting = this.#waiting.get(key)
    if (waiting !== undefined) return waiting
    const made = this.#make(key, make)
    this.#waiting.set(key, made)
    return made
  }

  /** Forgets everything, also what is still being made. */
  clear(): void {
    this.#views.clear()
    this.#waiting.clear()
    this.#bytes = 0
    this.#generation += 1
  }

  async #make(key: string, make: () => Promise<View>): Promise<View> {
    const generation = this.#generation
    try {
      const view = await make()
      if (generation === this.#generation) this.#keep(key, view)
      return view
    } finally {
      if (generation === this.#generation) this.#waiting.delete(key)
    }
  }

  #keep(key: string, view: View): void {
    if (view.bytes.byteLength > this.#limitBytes) return
    this.#views.set(key, view)
    this.#bytes += view.bytes.byteLength
    for (const [oldest, old] of this.#views) {
      if (this.#bytes <= this.#limitBytes) return
      this.#views.delete(oldest)
      this.#bytes -= old.bytes.byteLength
    }
  }
}
