import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ownerName, ownerPassword, startOwned, startWorkstation, type TestWorkstation } from '../../../test/support/workstation.ts'
import type { Person } from '../../../src-shared/contract/people.ts'

const password = ownerPassword
const first = 'handed over 7'
const own = 'chosen myself 9'
const lin = { name: 'Lin 林', role: 'expert', newPassword: first, password } as const

const named = (people: readonly Person[], name: string): Person => {
  const found = people.find((person) => person.name === name)
  if (found === undefined) throw new Error(`nobody named ${name}`)
  return found
}

/** A store with the owner and Lin, who has chosen a password; the owner is signed in. */
async function withLin(): Promise<TestWorkstation & { readonly userId: Person['userId'] }> {
  const workstation = await startOwned()
  const { send } = workstation
  const { userId } = named(await send('people.add', lin), lin.name)
  await send('session.close', {})
  await send('session.open', { name: lin.name, password: first })
  await send('password.change', { password: first, newPassword: own })
  await send('session.close', {})
  await send('session.open', { name: ownerName, password })
  return { ...workstation, userId }
}

describe('a new person', () => {
  test('may do nothing before the handed-over password is changed, and then what the role allows', async () => {
    const { send } = await startOwned()
    expect(named(await send('people.add', lin), lin.name)).toMatchObject({ role: 'expert', hasPassword: true, mustChangePassword: true, lastSeenAt: null })
    await send('session.close', {})
    expect(await send('session.open', { name: 'lin 林', password: first })).toMatchObject({ name: lin.name, role: 'expert', mustChangePassword: true })
    await expect(send('worklist.list', {})).rejects.toMatchObject({ code: 'auth.mustChange' })
    await expect(send('password.change', { password: first, newPassword: first })).rejects.toMatchObject({ code: 'auth.samePassword' })
    await expect(send('password.change', { password: first, newPassword: 'short' })).rejects.toMatchObject({ code: 'auth.weakPassword' })
    await expect(send('password.change', { password: 'guess', newPassword: own })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    expect(await send('password.change', { password: first, newPassword: own })).toMatchObject({ mustChangePassword: false })
    expect(await send('export.list', {})).toEqual([])
    await expect(send('people.list', {})).rejects.toMatchObject({ code: 'auth.denied' })
    await send('session.close', {})
    await expect(send('session.open', { name: lin.name, password: first })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await send('session.open', { name: lin.name, password: own })
  })

  test('is not made with a wrong password, a weak one, or a name that is taken, however it is written', async () => {
    const { send } = await startOwned()
    await expect(send('people.add', { ...lin, password: 'guess' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await expect(send('people.add', { ...lin, newPassword: 'aaaaaaaaa' })).rejects.toMatchObject({ code: 'auth.weakPassword' })
    await expect(send('people.add', { ...lin, name: ` ${ownerName.toUpperCase()} ` })).rejects.toMatchObject({ code: 'people.nameTaken' })
    expect(await send('people.list', {})).toHaveLength(1)
  })

  test('leaves no name and no password in the clear beside the database', async () => {
    const { folder, userId } = await withLin()
    const keys = readFileSync(join(folder, 'keys.json'), 'utf8')
    expect(keys).toContain(userId)
    for (const secret of ['Lin', '林', first, own]) expect(keys).not.toContain(secret)
  })
})

describe('an admin', () => {
  test('changes roles, sets a forgotten password, closes an account; the records keep the person', async () => {
    const { send, userId } = await withLin()
    expect(named(await send('people.setRole', { userId, role: 'admin' }), lin.name).role).toBe('admin')
    expect(named(await send('people.setPassword', { userId, newPassword: first, password }), lin.name).mustChangePassword).toBe(true)
    const gone = named(await send('people.leave', { userId }), lin.name)
    expect(gone).toMatchObject({ hasPassword: false })
    expect(gone.leftAt).not.toBeNull()
    await expect(send('people.setRole', { userId, role: 'reader' })).rejects.toMatchObject({ code: 'people.missing' })
    await expect(send('people.add', lin)).rejects.toMatchObject({ code: 'people.nameTaken' })
    await send('session.close', {})
    await expect(send('session.open', { name: lin.name, password: first })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
  })

  test('never changes the own role nor closes the own account, so that one always remains', async () => {
    const { send } = await startOwned()
    const { userId } = named(await send('people.list', {}), ownerName)
    for (const [call, input] of [['people.setRole', { userId, role: 'reader' }], ['people.leave', { userId }], ['people.setPassword', { userId, newPassword: own, password }]] as const) {
      await expect(send(call, input)).rejects.toMatchObject({ code: 'people.yourself' })
    }
  })

  test('who replaces the owner is the one the recovery key means that names nobody', async () => {
    const { send, userId, folder, close } = await withLin()
    await send('people.setRole', { userId, role: 'admin' })
    const owner = named(await send('people.list', {}), ownerName)
    await send('session.close', {})
    await send('session.open', { name: lin.name, password: own })
    await send('people.leave', { userId: owner.userId })
    await close()
    const again = startWorkstation({ storeFolder: folder })
    await again.services.access.signIn(null, own)
    expect(again.services.access.info()).toMatchObject({ name: lin.name, role: 'admin' })
  })
})

test('the recovery key sets the password of the person it is asked for', async () => {
  const { send, recoveryKey } = await startOwned()
  await send('people.add', lin)
  await send('session.close', {})
  await expect(send('session.recover', { recoveryKey, newPassword: own, name: 'Nobody' })).rejects.toMatchObject({ code: 'auth.unknownName' })
  const { session } = await send('session.recover', { recoveryKey, newPassword: own, name: lin.name })
  expect(session).toMatchObject({ name: lin.name, mustChangePassword: false })
  await send('session.close', {})
  await send('session.open', { name: ownerName, password })
})

test('guesses at one person’s password keep no other out', async () => {
  const { send } = await withLin()
  await send('session.close', {})
  for (let guess = 0; guess < 3; guess += 1) await expect(send('session.open', { name: ownerName, password: 'guess' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
  await expect(send('session.open', { name: ownerName, password })).rejects.toMatchObject({ code: 'auth.lockedOut' })
  await send('session.open', { name: lin.name, password: own })
})
