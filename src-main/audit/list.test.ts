import { expect, test } from 'vitest'
import { startOwned } from '../../test/support/workstation.ts'
import { auditPage } from '../../src-shared/contract/store.ts'

const lin = { name: 'Lin', role: 'expert', newPassword: 'handed over 7', password: 'correct horse battery' }

test('entries are found by event, outcome, person, object and day, newest first', async () => {
  const { send } = await startOwned()
  await expect(send('people.add', { ...lin, password: 'guess' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
  const people = await send('people.add', lin)
  // The clock of the test stands still: who came first is not told.
  const added = people.find(({ name }) => name === lin.name)
  const owner = people.find(({ name }) => name !== lin.name)
  const all = await send('audit.list', {})
  const day = all[0]?.at.slice(0, 10) ?? ''
  const events = async (filter: object) => (await send('audit.list', filter)).map(({ event, outcome }) => `${event} ${outcome}`)
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map(({ sequence }) => sequence).toSorted((a, b) => b - a))
  expect(await events({ event: 'people.' })).toEqual(['people.add done', 'people.add refused'])
  expect(await events({ event: 'people.', outcome: 'refused' })).toEqual(['people.add refused'])
  expect(await events({ object: added?.userId })).toEqual(['people.add done'])
  expect(await events({ userId: owner?.userId, from: day, to: day })).toHaveLength(all.length)
  expect(await events({ from: '2199-01-01' })).toEqual([])
  // A letter that means anything to LIKE means itself.
  for (const event of ['%', '_eople', "p' OR 1 --"]) await expect(send('audit.list', { event })).rejects.toMatchObject({ code: 'contract.badInput' })
})

test('older pages follow where the one before ended, without a gap', async () => {
  const { send } = await startOwned()
  for (let call = 0; call < auditPage; call += 1) await send('settings.save', { language: 'en', theme: 'dark' })
  const newest = await send('audit.list', {})
  expect(newest).toHaveLength(auditPage)
  const older = await send('audit.list', { before: newest.at(-1)?.sequence })
  expect(older[0]?.sequence).toBe((newest.at(-1)?.sequence ?? 0) - 1)
  expect(older.at(-1)?.event).toBe('owner.create')
})

test('the table holds what the filter shows, runs no formula, and is an entry itself', async () => {
  const { send } = await startOwned()
  await send('people.add', { ...lin, name: '=1+1' })
  await send('session.close', {})
  await send('session.open', { name: '=1+1', password: 'handed over 7' })
  await send('password.change', { password: 'handed over 7', newPassword: 'chosen myself 9' })
  await send('session.open', { name: '李 Owner', password: 'correct horse battery' })
  const { csv, rows } = await send('audit.table', { event: 'password.' })
  const lines = csv.trimEnd().split('\r\n')
  expect([lines.length, rows]).toEqual([2, 1])
  expect(lines[0]).toBe('\uFEFFsequence,at,event,outcome,user,role,object,detail')
  expect(lines[1]).toContain(`,password.change,done,'=1+1,expert,`)
  expect((await send('audit.list', { event: 'audit.' }))[0]).toMatchObject({ event: 'audit.table', detail: { rows: 1 } })
})
