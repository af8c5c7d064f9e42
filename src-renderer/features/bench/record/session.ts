import type { CaseView, Read, ReadEdit, SaveReceipt } from '../../../../src-shared/contract/bench.ts'
import type { Send } from '../../../../src-shared/contract/contract.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'
import { isTongueMark } from '../../../../src-shared/domain/mark.ts'
import { applyEdits } from './draft.ts'
import { changeOf, emptyHistory, endTyping, record, recordTyping, redo, undo, type Change, type History, type Turn } from './history.ts'
import { unmeasured, withMeasures } from './measuring.ts'
import { createSaveQueue, type SaveQueue, type SaveState } from './saveQueue.ts'

const typingPauseMs = 600

export interface BenchState {
  /** The case as the store last answered it. */
  readonly view: CaseView
  /** The read with every edit made here, saved or not. */
  readonly read: Read
  readonly history: History
  readonly save: SaveState
  readonly busy: boolean
  /** Why the last reveal, signature or amendment did not happen. */
  readonly error: AppError | null
}

/** One case on the bench. It outlives the page that shows it until everything is saved. */
export interface BenchSession {
  readonly caseId: CaseId
  readonly state: () => BenchState
  readonly subscribe: (changed: () => void) => () => void
  /** One gesture: shown at once, one step of undo, saved at once. */
  readonly edit: (edits: readonly ReadEdit[]) => void
  /** A letter typed: saved after a pause. */
  readonly type: (edit: ReadEdit) => void
  /** The text field was left. */
  readonly endTyping: () => void
  readonly undo: () => void
  readonly redo: () => void
  /** Locks the blind answers; true when the AI is shown. */
  readonly reveal: () => Promise<boolean>
  readonly sign: () => Promise<boolean>
  readonly amend: (reason: string) => Promise<boolean>
  /** Begins the version in which this reader decides where two others differ. */
  readonly settle: () => Promise<boolean>
  /** Ends the open second reading of the case without a signature. true: of one's own, this session is over. */
  readonly giveUp: (reason: string) => Promise<boolean>
  readonly flush: () => Promise<boolean>
  readonly resume: () => void
  /** Asks the store for the case again, for instance when its analysis is done. Edits made here stay. */
  readonly refresh: () => Promise<void>
  /** Queues the analysis again: the gates or a failure refused it, or none was made yet. */
  readonly analyze: () => Promise<void>
  /** Measures again what the reader has corrected of the tongue, once it is saved. Rejects with the AppError of `tongue.measure`. */
  readonly measure: () => Promise<void>
  readonly stopMeasuring: () => void
  readonly dismissError: () => void
  /** Gives up edits that the store refused and shows the case as it is there. */
  readonly discard: () => Promise<void>
}

export interface SessionOptions {
  readonly send: Send
  readonly view: CaseView
  readonly onSaved: (receipt: SaveReceipt) => void
}

/** Opens a case: the reply begins a read where there is none. Rejects with the AppError of `case.open`. */
export async function openSession(caseId: CaseId, options: Omit<SessionOptions, 'view'>): Promise<BenchSession> {
  return createSession({ ...options, view: await options.send('case.open', { caseId }) })
}

export function createSession(options: SessionOptions): BenchSession {
  const session = new Session(options)
  return {
    caseId: options.view.row.caseId,
    state: () => session.state,
    subscribe: (changed) => session.subscribe(changed),
    edit: (edits) => session.edit(edits),
    type: (edit) => session.type(edit),
    endTyping: () => session.endTyping(),
    undo: () => session.turn(undo),
    redo: () => session.turn(redo),
    reveal: () => session.ask((readId) => options.send('read.reveal', { readId })),
    sign: () => session.sign(),
    amend: (reason) => session.ask((readId) => options.send('read.amend', { readId, reason })),
    settle: () => session.ask(() => options.send('read.settle', { caseId: options.view.row.caseId })),
    giveUp: (reason) => session.giveUp(reason),
    flush: () => session.flush(),
    resume: () => session.resume(),
    refresh: () => session.refresh(),
    analyze: () => session.analyze(),
    measure: () => session.measure(),
    stopMeasuring: () => session.stopMeasuring(),
    dismissError: () => session.set({ error: null }),
    discard: () => session.discard(),
  }
}

/** The flags of the tubes that the signer has before them come from these rules. */
const rulesSeen = ({ lineRules }: CaseView): { readonly lineRulesSha256?: string } => (lineRules === null ? {} : { lineRulesSha256: lineRules.facts.sha256 })

class Session {
  readonly #options: SessionOptions
  readonly #listeners = new Set<() => void>()
  #queue: SaveQueue
  state: BenchState

  constructor(options: SessionOptions) {
    this.#options = options
    this.#queue = this.#queueFor(options.view.read)
    this.state = stateOf(options.view, this.#queue.state())
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  set(part: Partial<BenchState>): void {
    this.state = { ...this.state, ...part }
    for (const changed of this.#listeners) changed()
  }

  edit(edits: readonly ReadEdit[]): void {
    if (this.#locked()) return
    const { shown, step } = describe(this.state.read, edits)
    if (step.length === 0) return
    this.set({ read: shown, history: record(this.state.history, step) })
    this.#queue.add(edits)
  }

  type(edit: ReadEdit): void {
    const change = this.#locked() ? null : changeOf(this.state.read, edit)
    if (change === null) return
    this.set({ read: applyEdits(this.state.read, [edit]), history: recordTyping(this.state.history, change) })
    this.#queue.add([edit], typingPauseMs)
  }

  endTyping(): void {
    this.set({ history: endTyping(this.state.history) })
    void this.#queue.flush()
  }

  turn(way: (history: History) => Turn | null): void {
    const result = this.#locked() ? null : way(this.state.history)
    if (result === null) return
    this.set({ read: applyEdits(this.state.read, result.edits), history: result.history })
    this.#queue.add(result.edits)
  }

  /** A step that binds what was saved: everything is written first, then the store is asked. */
  ask(call: (readId: Read['readId'], revision: number) => Promise<CaseView>): Promise<boolean> {
    return this.#bind(async () => this.#show(await call(this.state.read.readId, this.#queue.revision())))
  }

  /** The signature takes the values of what the reader has corrected with it; where they cannot be had, it says so. */
  sign(): Promise<boolean> {
    return this.#bind(async () => {
      await this.#measure().catch(() => undefined)
      this.#show(await this.#options.send('read.sign', { readId: this.state.read.readId, baseRevision: this.#queue.revision(), ...rulesSeen(this.state.view) }))
    })
  }

  async measure(): Promise<void> {
    if (!(await this.#queue.flush())) throw this.#whyUnsaved()
    await this.#measure()
  }

  async #measure(): Promise<void> {
    const { readId } = this.state.read
    for (const imageId of unmeasured(this.state.read)) {
      const marks = tongueMarksOf(this.state.read)
      const measures = await this.#options.send('tongue.measure', { readId, imageId })
      if (this.state.read.readId === readId && tongueMarksOf(this.state.read) === marks) this.set({ read: withMeasures(this.state.read, measures) })
    }
  }

  stopMeasuring(): void {
    if (this.state.busy) return
    this.#options.send('tongue.stopMeasuring', { readId: this.state.read.readId }).catch(() => undefined)
  }

  giveUp(reason: string): Promise<boolean> {
    const { row, seat } = this.state.view
    return this.#bind(async () => {
      await this.#options.send('read.giveUp', { caseId: row.caseId, reason })
      if (seat === 'first') this.set({ view: await this.#options.send('case.open', { caseId: row.caseId }) })
    })
  }

  async #bind(step: () => Promise<void>): Promise<boolean> {
    if (this.state.busy) return false
    this.set({ busy: true, error: null })
    try {
      if (!(await this.#queue.flush())) throw this.#whyUnsaved()
      await step()
      return true
    } catch (error) {
      this.set({ error: asAppError(error) })
      return false
    } finally {
      this.set({ busy: false })
    }
  }

  flush(): Promise<boolean> {
    return this.#queue.flush()
  }

  resume(): void {
    this.#queue.resume()
  }

  async refresh(): Promise<void> {
    const { readId } = this.state.read
    const view = await this.#options.send('case.open', { caseId: this.state.view.row.caseId })
    if (this.state.busy || this.state.read.readId !== readId) return
    const moved = view.read.readId !== readId || view.read.phase !== this.state.read.phase
    if (!moved) return this.set({ view })
    // Another window took the read further; what is kept here decides at its next try whether it still can be saved.
    if (this.#queue.unsaved().length === 0) this.#show(view)
  }

  async analyze(): Promise<void> {
    try {
      await this.#options.send('case.analyze', { caseId: this.state.view.row.caseId })
      await this.refresh()
    } catch (error) {
      this.set({ error: asAppError(error) })
    }
  }

  async discard(): Promise<void> {
    try {
      this.#show(await this.#options.send('case.open', { caseId: this.state.view.row.caseId }))
    } catch (error) {
      this.set({ error: asAppError(error) })
    }
  }

  /** A new lock, signature or version: what came before it is no longer undone from here. */
  #show(view: CaseView): void {
    this.#queue = this.#queueFor(view.read)
    this.set({ ...stateOf(view, this.#queue.state()), busy: this.state.busy })
  }

  #locked(): boolean {
    return this.state.read.phase === 'signed' || this.state.busy
  }

  #whyUnsaved(): AppError {
    const { save } = this.state
    if (save.kind === 'signedOut') return new AppError('auth.signedOut')
    return new AppError(save.kind === 'retrying' || save.kind === 'refused' ? save.code : 'internal')
  }

  #queueFor(read: Read): SaveQueue {
    return createSaveQueue({
      read,
      send: (input) => this.#options.send('read.save', input),
      reload: async () => (await this.#options.send('case.open', { caseId: this.state.view.row.caseId })).read,
      onState: (save) => this.set({ save }),
      onSaved: (receipt) => {
        const { revision, savedAt } = receipt
        this.set({ read: { ...this.state.read, revision, savedAt } })
        this.#options.onSaved(receipt)
      },
      onReloaded: (fresh) => this.set({ read: applyEdits(fresh, this.#queue.unsaved()), history: emptyHistory }),
    })
  }
}

const tongueMarksOf = ({ marks }: Read): string => JSON.stringify(marks.filter(isTongueMark))

const stateOf = (view: CaseView, save: SaveState): BenchState => ({
  view,
  read: view.read,
  history: emptyHistory,
  save,
  busy: false,
  error: null,
})

function describe(read: Read, edits: readonly ReadEdit[]): { readonly shown: Read; readonly step: readonly Change[] } {
  const step: Change[] = []
  let shown = read
  for (const edit of edits) {
    const change = changeOf(shown, edit)
    if (change !== null) step.push(change)
    shown = applyEdits(shown, [edit])
  }
  return { shown, step }
}
