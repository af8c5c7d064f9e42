import type { Read, ReadEdit, SaveReceipt } from '../../../../src-shared/contract/bench.ts'
import type { Input } from '../../../../src-shared/contract/contract.ts'
import type { ReadId } from '../../../../src-shared/domain/ids.ts'
import { AppError, type ErrorCode } from '../../../../src-shared/errors.ts'
import { targetOf } from './draft.ts'

/**
 * What is true of the edits: saved (the store has read them back), saving, retrying (the store could not be reached and
 * is asked again by itself), signedOut (kept until somebody has signed in), refused (kept on screen, will not be sent
 * again by itself).
 */
export type SaveState =
  | { readonly kind: 'saved'; readonly savedAt: string | null }
  | { readonly kind: 'saving' | 'signedOut'; readonly edits: number }
  | { readonly kind: 'retrying' | 'refused'; readonly edits: number; readonly code: ErrorCode }

export interface SaveQueueOptions {
  readonly read: Read
  readonly send: (input: Input<'read.save'>) => Promise<SaveReceipt>
  /** After a conflict: the read as the store has it now. */
  readonly reload: () => Promise<Read>
  readonly onState: (state: SaveState) => void
  readonly onSaved: (receipt: SaveReceipt, edits: readonly ReadEdit[]) => void
  readonly onReloaded: (read: Read) => void
}

export interface SaveQueue {
  /** Keeps edits and sends them after `delayMs` of quiet; a later edit of the same thing replaces an earlier one. */
  readonly add: (edits: readonly ReadEdit[], delayMs?: number) => void
  /** Sends what is kept now. true: everything is saved; false: something is still kept. */
  readonly flush: () => Promise<boolean>
  /** Somebody has signed in again, or the host is back: try at once. */
  readonly resume: () => void
  readonly unsaved: () => readonly ReadEdit[]
  readonly revision: () => number
  readonly state: () => SaveState
}

const retryDelaysMs = [500, 1000, 2000, 4000, 8000] as const
/** The contract takes at most this many edits in one call. */
const largestBatch = 5000

const hopeless: ReadonlySet<ErrorCode> = new Set([
  'contract.badInput',
  'contract.unknownCall',
  'auth.denied',
  'read.signed',
  'read.others',
  'read.notRevealed',
  'case.missing',
  'mark.points',
  'mark.outside',
  'mark.mask',
  'mark.otherPicture',
  'mark.unknownLabel',
])
const lockCodes: ReadonlySet<ErrorCode> = new Set(['auth.signedOut', 'store.locked'])

/**
 * Sends the edits of one read to the store, one request at a time and in order, and never forgets one before the store
 * has read it back. Lives in memory only: edits are patient data.
 */
export function createSaveQueue(options: SaveQueueOptions): SaveQueue {
  const queue = new Queue(options)
  return {
    add: (edits, delayMs = 0) => queue.add(edits, delayMs),
    flush: () => queue.flush(),
    resume: () => queue.resume(),
    unsaved: () => queue.unsaved(),
    revision: () => queue.revision,
    state: () => queue.state,
  }
}

class Queue {
  readonly #options: SaveQueueOptions
  readonly #readId: ReadId
  #kept = new Map<string, ReadEdit>()
  #inFlight = new Map<string, ReadEdit>()
  #running: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  revision: number
  state: SaveState

  constructor(options: SaveQueueOptions) {
    this.#options = options
    this.#readId = options.read.readId
    this.revision = options.read.revision
    this.state = { kind: 'saved', savedAt: options.read.savedAt }
  }

  add(edits: readonly ReadEdit[], delayMs: number): void {
    for (const edit of edits) {
      // Deleting first moves the edit to the end: an answer must reach the store before the decision about it.
      this.#kept.delete(targetOf(edit))
      this.#kept.set(targetOf(edit), edit)
    }
    // The next try is already planned, or waits for somebody: more edits do not hurry it.
    if (this.state.kind !== 'saved' && this.state.kind !== 'saving') {
      return this.#say({ ...this.state, edits: this.#count() })
    }
    this.#say({ kind: 'saving', edits: this.#count() })
    this.#plan(delayMs)
  }

  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    if (this.state.kind !== 'refused') await this.#start()
    return this.#count() === 0
  }

  resume(): void {
    if (this.#count() === 0) return
    this.#failures = 0
    this.#say({ kind: 'saving', edits: this.#count() })
    this.#plan(0)
  }

  unsaved(): readonly ReadEdit[] {
    return [...new Map([...this.#inFlight, ...this.#kept]).values()]
  }

  #count(): number {
    return new Set([...this.#inFlight.keys(), ...this.#kept.keys()]).size
  }

  #say(state: SaveState): void {
    this.state = state
    this.#options.onState(state)
  }

  #plan(delayMs: number): void {
    clearTimeout(this.#timer)
    if (delayMs === 0) void this.#start()
    else this.#timer = setTimeout(() => void this.#start(), delayMs)
  }

  /** Joins the round that is running; one round sends until nothing is kept or a try fails. */
  async #start(): Promise<void> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null
    })
    await this.#running
    // Edits that came between the last look of the round and its end.
    if (this.#kept.size > 0 && this.state.kind === 'saving') await this.#start()
  }

  async #drain(): Promise<void> {
    let conflicts = 0
    while (this.#kept.size > 0) {
      const code = await this.#sendBatch()
      if (code === null) continue
      conflicts += code === 'read.conflict' ? 1 : 0
      // A store that goes on answering "conflict" after a reload is asked again later, not in a circle.
      const goOn = code === 'read.conflict' && conflicts < 4 ? await this.#reload() : this.#fail(code)
      if (!goOn) return
    }
  }

  /** null when the store has read the batch back, else why not. */
  async #sendBatch(): Promise<ErrorCode | null> {
    this.#inFlight = new Map([...this.#kept].slice(0, largestBatch))
    for (const target of this.#inFlight.keys()) this.#kept.delete(target)
    const edits = [...this.#inFlight.values()]
    try {
      this.#accept(await this.#options.send({ readId: this.#readId, baseRevision: this.revision, edits }), edits)
      return null
    } catch (error) {
      this.#takeBack()
      return codeOf(error)
    }
  }

  #accept(receipt: SaveReceipt, edits: readonly ReadEdit[]): void {
    this.revision = receipt.revision
    this.#inFlight = new Map()
    this.#failures = 0
    this.#options.onSaved(receipt, edits)
    const left = this.#count()
    this.#say(left === 0 ? { kind: 'saved', savedAt: receipt.savedAt } : { kind: 'saving', edits: left })
  }

  /** Unsent edits stand before newer ones; a newer edit of the same thing stands alone. */
  #takeBack(): void {
    const newer = this.#kept
    this.#kept = new Map([...this.#inFlight].filter(([target]) => !newer.has(target)))
    for (const [target, edit] of newer) this.#kept.set(target, edit)
    this.#inFlight = new Map()
  }

  /** Always false: the round ends here. Says what becomes of what is kept. */
  #fail(code: ErrorCode): boolean {
    const edits = this.#count()
    if (lockCodes.has(code)) this.#say({ kind: 'signedOut', edits })
    else if (hopeless.has(code)) this.#say({ kind: 'refused', edits, code })
    else {
      this.#failures += 1
      this.#say({ kind: 'retrying', edits, code })
      this.#plan(retryDelaysMs[Math.min(this.#failures, retryDelaysMs.length) - 1] ?? retryDelaysMs[0])
    }
    return false
  }

  /** Somebody else (or an answer that was lost on its way back) moved the read on: take theirs, lay ours over it. */
  async #reload(): Promise<boolean> {
    try {
      const read = await this.#options.reload()
      if (read.readId !== this.#readId || read.phase === 'signed') return this.#fail('read.signed')
      this.revision = read.revision
      this.#options.onReloaded(read)
      return true
    } catch (error) {
      return this.#fail(codeOf(error))
    }
  }
}

const codeOf = (error: unknown): ErrorCode => (error instanceof AppError ? error.code : 'internal')
