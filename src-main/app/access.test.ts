import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AppEvent } from '../../src-shared/contract/events.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { seedCase } from '../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation } from '../../test/support/workstation.ts'
import { idleLimitMs } from '../auth/session.ts'

const signIn = { name: ownerName, password: ownerPassword }

describe('a new store', () => {
  test('has no owner, then one, and never a second', async () => {
    const { send } = startWorkstation()
    expect(await send('app.status', {})).toMatchObject({ store: 'empty', session: null, savedAt: null })
    await expect(send('session.open', signIn)).rejects.toMatchObject({ code: 'store.missing' })
    await expect(send('owner.create', { name: 'A', password: 'short' })).rejects.toMatchObject({ code: 'auth.weakPassword' })
    const { recoveryKey, session } = await send('owner.create', signIn)
    expect(recoveryKey).toMatch(/^(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}$/u)
    expect(await send('app.status', {})).toMatchObject({ store: 'open', session: { userId: session.userId, name: ownerName } })
    await expect(send('owner.create', signIn)).rejects.toMatchObject({ code: 'auth.ownerExists' })
  })

  test('whose set-up died half way is begun again, and the remains are kept', async () => {
    const { folder, close } = await startOwned()
    await close()
    const keys = join(folder, 'keys.json')
    writeFileSync(keys, readFileSync(keys, 'utf8').replace('"complete": true', '"complete": false'))
    const again = startWorkstation({ storeFolder: folder })
    expect(await again.send('app.status', {})).toMatchObject({ store: 'empty' })
    await again.send('owner.create', signIn)
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1)
    expect((await again.send('store.verify', {})).ok).toBe(true)
  })

  test('is never made over a database whose keys are gone', async () => {
    const { folder, close } = await startOwned()
    await close()
    const before = readFileSync(join(folder, 'ctranscnn.db'))
    rmSync(join(folder, 'keys.json'))
    const again = startWorkstation({ storeFolder: folder })
    await expect(again.send('owner.create', signIn)).rejects.toMatchObject({ code: 'store.damaged' })
    expect(readFileSync(join(folder, 'ctranscnn.db'))).toEqual(before)
  })
})

describe('signing in', () => {
  test('asks for name and password, and tells nobody which was wrong', async () => {
    const { send } = await startOwned()
    await send('session.close', {})
    for (const wrong of [{ ...signIn, password: 'guess' }, { ...signIn, name: 'Somebody' }]) {
      await expect(send('session.open', wrong)).rejects.toMatchObject({ code: 'auth.wrongPassword', detail: {} })
    }
    expect(await send('app.status', {})).toMatchObject({ store: 'closed', session: null })
    await expect(send('audit.list', {})).rejects.toMatchObject({ code: 'auth.signedOut' })
    expect(await send('session.open', { ...signIn, name: ` ${ownerName.toLowerCase()} ` })).toMatchObject({ name: ownerName })
  })

  test('makes guessing slow, keeps that across restarts, and puts refusals into the audit', async () => {
    const { send, folder, close, clock } = await startOwned()
    await send('session.close', {})
    for (let guess = 0; guess < 3; guess += 1) {
      await expect(send('session.open', { ...signIn, password: `guess ${guess}` })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    }
    await expect(send('session.open', signIn)).rejects.toMatchObject({ code: 'auth.lockedOut', detail: { seconds: 1 } })
    await close()
    const again = startWorkstation({ storeFolder: folder, clock })
    await expect(again.send('session.open', signIn)).rejects.toMatchObject({ code: 'auth.lockedOut' })
    clock.pass(1000)
    await again.send('session.open', signIn)
    const refused = (await again.send('audit.list', {})).filter(({ outcome }) => outcome === 'refused')
    expect(refused.map(({ event, user }) => [event, user])).toEqual([['session.open', null], ['session.open', null], ['session.open', null]])
    expect((await again.send('store.verify', {})).ok).toBe(true)
  })

  test('a hundred guesses at once are no more than guesses one by one', async () => {
    const { send } = await startOwned()
    await send('session.close', {})
    const guesses = Array.from({ length: 20 }, (_, index) => send('session.open', { ...signIn, password: `guess ${index}` }))
    const codes = (await Promise.allSettled(guesses)).map((guess) => guess.status === 'rejected' && guess.reason.code)
    expect(codes.filter((code) => code === 'auth.wrongPassword')).toHaveLength(3)
    expect(codes.filter((code) => code === 'auth.lockedOut')).toHaveLength(17)
  })
})

describe('the recovery key', () => {
  test('opens the store, sets a new password, and is replaced', async () => {
    const { send, recoveryKey } = await startOwned()
    await send('session.close', {})
    const recovered = await send('session.recover', { recoveryKey: recoveryKey.toLowerCase(), newPassword: 'another good one' })
    expect(recovered.session.name).toBe(ownerName)
    expect(recovered.recoveryKey).not.toBe(recoveryKey)
    await send('session.close', {})
    await expect(send('session.open', signIn)).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await expect(send('session.recover', { recoveryKey, newPassword: 'another good one' })).rejects.toMatchObject({ code: 'auth.wrongRecoveryKey' })
    await send('session.open', { ...signIn, password: 'another good one' })
    const events = (await send('audit.list', {})).map(({ event, outcome }) => `${event} ${outcome}`)
    expect(events).toContain('session.recover done')
    expect(events).toContain('session.recover refused')
  })

  test.each(['', 'ABCD', '0000-0000-0000-0000-0000-0000-0000-0000-0000', '钥匙'])('%j opens nothing', async (recoveryKey) => {
    const { send } = await startOwned()
    await send('session.close', {})
    await expect(send('session.recover', { recoveryKey, newPassword: 'another good one' })).rejects.toMatchObject({ code: 'auth.wrongRecoveryKey' })
    expect(await send('app.status', {})).toMatchObject({ store: 'closed' })
  })
})

describe('leaving', () => {
  test('five minutes without a call lock the store; what was saved is there afterwards', async () => {
    const { send, clock, services } = await startOwned()
    const seeded = await seedCase(services)
    const { read } = await send('case.open', { caseId: seeded.caseId })
    await send('read.save', { readId: read.readId, baseRevision: 0, edits: [{ kind: 'note', text: 'half a sentence' }] })
    const heard: AppEvent[] = []
    services.events.subscribe((event) => heard.push(event))
    clock.pass(idleLimitMs - 1)
    await send('case.open', { caseId: seeded.caseId })
    clock.pass(idleLimitMs - 1)
    // The window asks for the status by itself: that is no sign of a person.
    await send('app.status', {})
    clock.pass(1)
    await expect(send('case.open', { caseId: seeded.caseId })).rejects.toMatchObject({ code: 'auth.signedOut' })
    expect(services.store.isOpen()).toBe(false)
    expect(heard).toContainEqual({ kind: 'session.changed', userId: null })
    await send('session.open', signIn)
    expect((await send('case.open', { caseId: seeded.caseId })).read.note).toBe('half a sentence')
    expect((await send('audit.list', {})).map(({ event }) => event)).toContain('session.idle')
  })

  test('a second program on the same folder is refused; after the first has ended it may come', async () => {
    const { folder, close } = await startOwned()
    expect(() => startWorkstation({ storeFolder: folder })).toThrow('store.inUse')
    await close()
    await startWorkstation({ storeFolder: folder }).send('session.open', signIn)
  })
})

describe('a copied store', () => {
  test('opens for its password or its recovery key, and for nothing else', async () => {
    const { folder, recoveryKey, close, services } = await startOwned()
    await seedCase(services, 'P-Canary-007')
    await close()
    const copy = temporaryFolder()
    cpSync(folder, copy, { recursive: true })
    const files = readdirSync(copy, { recursive: true, encoding: 'utf8' }).map((name) => join(copy, name))
    const bytes = Buffer.concat(files.filter((path) => !isFolder(path)).map((path) => readFileSync(path)))
    for (const secret of ['P-Canary-007', 'film of', ownerName, ownerPassword, recoveryKey]) expect(bytes.indexOf(secret)).toBe(-1)
    const thief = startWorkstation({ storeFolder: copy })
    await expect(thief.send('session.open', { ...signIn, password: '' })).rejects.toMatchObject({ code: 'contract.badInput' })
    await expect(thief.send('session.open', { ...signIn, password: 'password' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await expect(thief.send('audit.list', {})).rejects.toMatchObject({ code: 'auth.signedOut' })
    await thief.send('session.recover', { recoveryKey, newPassword: 'another good one' })
    expect((await thief.send('store.verify', {})).ok).toBe(true)
  })

  test('another store\'s keys do not open it', async () => {
    const [ours, theirs] = [await startOwned(), await startOwned()]
    await ours.close()
    await theirs.close()
    cpSync(join(theirs.folder, 'keys.json'), join(ours.folder, 'keys.json'))
    const mixed = startWorkstation({ storeFolder: ours.folder })
    await expect(mixed.send('session.open', signIn)).rejects.toMatchObject({ code: 'store.damaged' })
    expect(existsSync(join(ours.folder, 'quarantine'))).toBe(true)
  })
})

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}
