import { describe, expect, it, vi } from 'vitest'
import { createSession, openSession, type BenchSession } from '../../src-renderer/features/bench/record/session.ts'
import type { ReadEdit } from '../../src-shared/contract/bench.ts'
import type { Send } from '../../src-shared/contract/contract.ts'
import { AppError } from '../../src-shared/errors.ts'
import { seedCase, seedRefusal, seedRun, type SeededCase } from '../support/seedCase.ts'
import { ownerName, ownerPassword, startOwned, type TestWorkstation } from '../support/workstation.ts'

const answer = (label: string, state: 'present' | 'absent' | 'unsure' | null): ReadEdit => ({ kind: 'answer', labelSet: 'chestxray14', label, state })

/** The window's side of a case on the real program, without a window. */
async function startBench(analyse: (services: TestWorkstation['services'], seeded: SeededCase) => void = seedRun) {
  const workstation = await startOwned()
  const seeded = await seedCase(workstation.services)
  analyse(workstation.services, seeded)
  const onSaved = vi.fn()
  const session = await openSession(seeded.caseId, { send: workstation.send as Send, onSaved })
  const stored = async () => (await workstation.send('case.open', { caseId: seeded.caseId })).read
  return { workstation, session, onSaved, stored, seeded }
}

async function signIn({ send }: TestWorkstation): Promise<void> {
  await send('session.open', { name: ownerName, password: ownerPassword })
}

const shown = (session: BenchSession, label: string) => session.state().read.answers.find((found) => found.label === label)?.state ?? null

describe('a case on the bench', () => {
  it('shows an edit at once and says saved when the store has read it back', async () => {
    const { session, onSaved, stored } = await startBench()
    session.edit([answer('mass', 'present')])
    expect(shown(session, 'mass')).toBe('present')
    expect(session.state().save.kind).toBe('saving')
    expect(await session.flush()).toBe(true)
    expect(session.state().save.kind).toBe('saved')
    expect(onSaved).toHaveBeenCalledOnce()
    expect((await stored()).answers).toMatchObject([{ label: 'mass', state: 'present' }])
  })

  it('undoes and redoes in the store what it undoes and redoes on screen', async () => {
    const { session, stored } = await startBench()
    session.edit([answer('mass', 'present')])
    session.edit([answer('mass', 'absent')])
    session.type({ kind: 'note', text: 'left' })
    session.endTyping()
    session.undo()
    session.undo()
    await session.flush()
    expect(await stored()).toMatchObject({ note: '', answers: [{ label: 'mass', state: 'present' }] })
    session.redo()
    session.redo()
    await session.flush()
    expect(await stored()).toMatchObject({ note: 'left', answers: [{ label: 'mass', state: 'absent' }] })
  })

  it('locks what was answered blind: nothing before the reveal can be undone after it', async () => {
    const { session, stored } = await startBench()
    session.edit([answer('mass', 'present')])
    expect(session.state().view.prediction).toBeNull()
    expect(await session.reveal()).toBe(true)
    expect(session.state().view.prediction?.labels).toHaveLength(14)
    session.undo()
    session.edit([answer('mass', 'absent')])
    await session.flush()
    expect((await stored()).answers).toMatchObject([{ label: 'mass', state: 'absent', blindState: 'present' }])
  })

  it('saves the last word before it signs, and changes nothing after', async () => {
    const { workstation, session, stored } = await startBench()
    await session.reveal()
    session.type({ kind: 'impression', text: 'no change' })
    expect(await session.sign()).toBe(false)
    expect(session.state().error?.code).toBe('auth.signingClosed')
    await workstation.send('signing.open', { password: ownerPassword })
    expect(await session.sign()).toBe(true)
    expect(await stored()).toMatchObject({ phase: 'signed', impression: 'no change' })
    session.edit([answer('mass', 'present')])
    session.type({ kind: 'note', text: 'late' })
    expect(await session.flush()).toBe(true)
    expect(await stored()).toMatchObject({ note: '', answers: [] })
    expect(await session.amend('second look')).toBe(true)
    expect(session.state()).toMatchObject({ read: { version: 2, phase: 'revealed' }, view: { earlierReads: [{ version: 1 }] } })
  })
})

describe('trouble', () => {
  it('keeps edits through the lock and saves them after sign-in', async () => {
    const { workstation, session, stored } = await startBench()
    await workstation.send('session.close', {})
    session.edit([answer('mass', 'present')])
    expect(await session.flush()).toBe(false)
    expect(session.state().save).toEqual({ kind: 'signedOut', edits: 1 })
    session.edit([answer('edema', 'unsure')])
    await signIn(workstation)
    session.resume()
    expect(await session.flush()).toBe(true)
    expect((await stored()).answers).toHaveLength(2)
  })

  it('lays its edits over those of another window', async () => {
    const { workstation, session, stored } = await startBench()
    const { readId, revision } = session.state().read
    await workstation.send('read.save', { readId, baseRevision: revision, edits: [answer('edema', 'absent'), answer('mass', 'absent')] })
    session.edit([answer('mass', 'present')])
    expect(await session.flush()).toBe(true)
    expect(shown(session, 'edema')).toBe('absent')
    expect((await stored()).answers).toMatchObject([
      { label: 'edema', state: 'absent' },
      { label: 'mass', state: 'present' },
    ])
  })

  it('keeps on screen what a signature elsewhere came before, until the reader gives it up', async () => {
    const { workstation, session } = await startBench()
    const { readId } = session.state().read
    const { read } = await workstation.send('read.reveal', { readId })
    await workstation.send('signing.open', { password: ownerPassword })
    await workstation.send('read.sign', { readId, baseRevision: read.revision })
    session.edit([answer('mass', 'present')])
    expect(await session.flush()).toBe(false)
    expect(session.state().save).toEqual({ kind: 'refused', edits: 1, code: 'read.signed' })
    expect(shown(session, 'mass')).toBe('present')
    await session.discard()
    expect(session.state()).toMatchObject({ read: { phase: 'signed', answers: [] }, save: { kind: 'saved' } })
  })

  it('has a refused picture analysed again and keeps what was answered', async () => {
    const { session } = await startBench(seedRefusal)
    expect(session.state().view.refusal?.code).toBe('quality.blurred')
    session.edit([answer('mass', 'present')])
    await session.analyze()
    // The seeded bytes are no picture: the real engine says so in place of the seeded reason.
    await vi.waitFor(
      async () => {
        await session.refresh()
        expect(session.state().view.refusal?.code).toMatch(/^(image|model)\./u)
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(shown(session, 'mass')).toBe('present')
    expect(await session.flush()).toBe(true)
  })

  it('reveals nothing while an edit is not saved', async () => {
    const { workstation, seeded } = await startBench()
    const view = await workstation.send('case.open', { caseId: seeded.caseId })
    const send = (async (name, input) => {
      if (name === 'read.save') throw new AppError('host.unreachable')
      return workstation.send(name, input)
    }) as Send
    const session = createSession({ send, view, onSaved: () => undefined })
    session.edit([answer('mass', 'present')])
    expect(await session.reveal()).toBe(false)
    expect(session.state()).toMatchObject({ read: { phase: 'blind' }, view: { prediction: null }, error: { code: 'host.unreachable' } })
  })
})
