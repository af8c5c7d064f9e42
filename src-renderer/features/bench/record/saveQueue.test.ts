import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Read, ReadEdit, SaveReceipt } from '../../../../src-shared/contract/bench.ts'
import type { Input } from '../../../../src-shared/contract/contract.ts'
import { AppError, type ErrorCode } from '../../../../src-shared/errors.ts'
import { applyEdits } from './draft.ts'
import { createSaveQueue, type SaveState } from './saveQueue.ts'
import { blankRead } from './testRead.ts'

const answer = (label: string, state: 'present' | 'absent' | null): ReadEdit => ({ kind: 'answer', labelSet: 'set', label, state })
const note = (text: string): ReadEdit => ({ kind: 'note', text })

/** A store with the rules of the real one: one revision per save, an older base is a conflict, a lock refuses. */
class SmallStore {
  read: Read = blankRead
  readonly calls: Input<'read.save'>[] = []
  /** Codes the next saves fail with, oldest first. */
  readonly failures: ErrorCode[] = []
  /** The write happens, its answer is lost. */
  loseNextAnswer = false
  gate: Promise<void> | null = null

  async save(input: Input<'read.save'>): Promise<SaveReceipt> {
    this.calls.push(input)
    if (this.gate !== null) await this.gate
    const failure = this.failures.shift()
    if (failure !== undefined) throw new AppError(failure)
    if (input.baseRevision !== this.read.revision) throw new AppError('read.conflict')
    this.write(input.edits)
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false
      throw new AppError('host.unreachable')
    }
    return { revision: this.read.revision, savedAt: `2026-01-01T00:00:0${this.read.revision}Z` }
  }

  write(edits: readonly ReadEdit[]): void {
    this.read = { ...applyEdits(this.read, edits), revision: this.read.revision + 1 }
  }
}

function open(store: SmallStore) {
  const states: SaveState[] = []
  const reloaded: Read[] = []
  const queue = createSaveQueue({
    read: store.read,
    send: (input) => store.save(input),
    reload: () => Promise.resolve(store.read),
    onState: (state) => states.push(state),
    onSaved: () => undefined,
    onReloaded: (read) => reloaded.push(read),
  })
  return { queue, states, reloaded }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('saving', () => {
  it('sends at once, says saving, then the time the store read it back', async () => {
    const store = new SmallStore()
    const { queue, states } = open(store)
    queue.add([answer('a', 'present')])
    expect(states.at(-1)).toEqual({ kind: 'saving', edits: 1 })
    expect(await queue.flush()).toBe(true)
    expect(states.at(-1)).toEqual({ kind: 'saved', savedAt: '2026-01-01T00:00:01Z' })
    expect(store.read.answers).toMatchObject([{ label: 'a', state: 'present' }])
  })

  it('has one request on its way at a time, each on the revision of the one before', async () => {
    const store = new SmallStore()
    let release = (): void => undefined
    store.gate = new Promise((resolve) => {
      release = resolve
    })
    const { queue } = open(store)
    queue.add([answer('a', 'present')])
    queue.add([answer('b', 'absent')])
    queue.add([answer('b', 'present')])
    await vi.advanceTimersByTimeAsync(0)
    expect(store.calls).toHaveLength(1)
    release()
    await queue.flush()
    expect(store.calls.map((call) => [call.baseRevision, call.edits.length])).toEqual([
      [0, 1],
      [1, 1],
    ])
    expect(store.read.answers).toMatchObject([
      { label: 'a', state: 'present' },
      { label: 'b', state: 'present' },
    ])
  })

  it('waits for a pause in typing and sends the last text only', async () => {
    const store = new SmallStore()
    const { queue } = open(store)
    for (const text of ['t', 'tu', 'tub', 'tube']) {
      queue.add([note(text)], 600)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(store.calls).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(600)
    expect(store.calls.map((call) => call.edits)).toEqual([[note('tube')]])
  })

  it('sends what is being typed when the field is left', async () => {
    const store = new SmallStore()
    const { queue } = open(store)
    queue.add([note('tube')], 600)
    expect(await queue.flush()).toBe(true)
    expect(store.read.note).toBe('tube')
  })
})

describe('trouble', () => {
  it('keeps everything while the store cannot be reached and sends it when it can, longer pauses in between', async () => {
    const store = new SmallStore()
    store.failures.push('host.unreachable', 'store.full', 'internal')
    const { queue, states } = open(store)
    queue.add([answer('a', 'present')])
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toEqual({ kind: 'retrying', edits: 1, code: 'host.unreachable' })
    queue.add([answer('b', 'absent')])
    expect(states.at(-1)).toEqual({ kind: 'retrying', edits: 2, code: 'host.unreachable' })
    await vi.advanceTimersByTimeAsync(499)
    expect(store.calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(states.at(-1)).toMatchObject({ kind: 'retrying', code: 'store.full' })
    await vi.advanceTimersByTimeAsync(1000 + 2000)
    expect(states.at(-1)?.kind).toBe('saved')
    expect(store.read.answers).toHaveLength(2)
  })

  it('answers a flush after one failed try instead of waiting for ever', async () => {
    const store = new SmallStore()
    store.failures.push('host.unreachable', 'host.unreachable')
    const { queue } = open(store)
    queue.add([note('kept')])
    expect(await queue.flush()).toBe(false)
    expect(queue.unsaved()).toEqual([note('kept')])
  })

  it('lays its own edits over what another window saved', async () => {
    const store = new SmallStore()
    const { queue, reloaded } = open(store)
    store.write([answer('a', 'absent'), answer('b', 'absent')])
    queue.add([answer('a', 'present')])
    expect(await queue.flush()).toBe(true)
    expect(reloaded).toHaveLength(1)
    expect(store.read.answers).toMatchObject([
      { label: 'b', state: 'absent' },
      { label: 'a', state: 'present' },
    ])
  })

  it('survives an answer that was lost on its way back', async () => {
    const store = new SmallStore()
    store.loseNextAnswer = true
    const { queue, states } = open(store)
    queue.add([note('once')])
    await vi.advanceTimersByTimeAsync(600)
    expect(states.at(-1)?.kind).toBe('saved')
    expect(store.read.note).toBe('once')
    expect(queue.unsaved()).toEqual([])
  })

  it('does not run in a circle when every save is a conflict', async () => {
    const store = new SmallStore()
    store.failures.push(...Array.from({ length: 50 }, () => 'read.conflict' as const))
    const { queue, states } = open(store)
    queue.add([note('kept')])
    await queue.flush()
    expect(store.calls).toHaveLength(4)
    expect(states.at(-1)).toEqual({ kind: 'retrying', edits: 1, code: 'read.conflict' })
  })

  it('waits through the lock and sends after sign-in', async () => {
    const store = new SmallStore()
    store.failures.push('auth.signedOut')
    const { queue, states } = open(store)
    queue.add([note('kept')])
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toEqual({ kind: 'signedOut', edits: 1 })
    queue.add([answer('a', 'present')])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.calls).toHaveLength(1)
    queue.resume()
    expect(await queue.flush()).toBe(true)
    expect(store.read).toMatchObject({ note: 'kept', answers: [{ label: 'a' }] })
  })

  it('stops and keeps the edits when the read was signed elsewhere', async () => {
    const store = new SmallStore()
    const { queue, states } = open(store)
    store.read = { ...store.read, phase: 'signed', revision: 5 }
    queue.add([note('too late')])
    expect(await queue.flush()).toBe(false)
    expect(states.at(-1)).toEqual({ kind: 'refused', edits: 1, code: 'read.signed' })
    expect(queue.unsaved()).toEqual([note('too late')])
  })
})
