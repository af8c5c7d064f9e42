import { expect, test } from 'vitest'
import { seedCase, seedRun } from '../../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'

const lin = { name: 'Lin', password: 'chosen myself 9' }
const owner = { name: ownerName, password: ownerPassword }

/** A scored case that the owner may read, and a second reader. */
async function twoReaders() {
  const station = await startOwned()
  const { send, services } = station
  const seeded = await seedCase(services)
  seedRun(services, seeded)
  await send('people.add', { name: lin.name, role: 'expert', newPassword: 'handed over 7', password: ownerPassword })
  await send('session.open', { name: lin.name, password: 'handed over 7' })
  await send('password.change', { password: 'handed over 7', newPassword: lin.password })
  await send('session.open', owner)
  return { ...station, caseId: seeded.caseId }
}

test('comments keep their order, may be about a shape, and are resolved and opened again', async () => {
  const { send, caseId } = await twoReaders()
  await send('case.open', { caseId })
  const markId = '11111111-1111-4111-8111-111111111111'
  await send('comment.add', { caseId, text: '  左肺尖？ 😀 ' })
  const { comments } = await send('comment.add', { caseId, text: 'this edge', markId })
  expect(comments).toMatchObject([{ author: ownerName, text: '左肺尖？ 😀', markId: null, resolvedBy: null }, { text: 'this edge', markId }])
  const commentId = comments[0]?.commentId ?? ''
  expect((await send('comment.resolve', { commentId, resolved: true })).comments[0]).toMatchObject({ resolvedBy: ownerName })
  expect((await send('comment.resolve', { commentId, resolved: false })).comments[0]).toMatchObject({ resolvedBy: null })
  expect((await send('audit.list', { event: 'comment.' })).map(({ event }) => event)).toEqual(['comment.resolve', 'comment.resolve', 'comment.add', 'comment.add'])
  expect(JSON.stringify(await send('audit.list', {}))).not.toContain('this edge')
})

test('what others wrote waits until a blind reader has revealed', async () => {
  const { send, caseId } = await twoReaders()
  const { read } = await send('case.open', { caseId })
  await send('comment.add', { caseId, text: 'effusion on the left' })
  await send('session.open', lin)
  // Neither before nor after Lin has begun: the first read is open, and a second one must not know of it.
  expect(await send('comment.list', { caseId })).toEqual({ comments: [], heldBack: 1 })
  await send('read.second', { caseId })
  const { comments, heldBack } = await send('comment.add', { caseId, text: 'mine' })
  expect([comments.map(({ text }) => text), heldBack]).toEqual([['mine'], 1])
  const own = await send('case.open', { caseId })
  await send('read.reveal', { readId: own.read.readId })
  expect((await send('comment.list', { caseId })).comments.map(({ text }) => text)).toEqual(['effusion on the left', 'mine'])
  await send('session.open', owner)
  expect((await send('comment.list', { caseId })).heldBack).toBe(1)
  await send('read.reveal', { readId: read.readId })
  expect((await send('comment.list', { caseId })).heldBack).toBe(0)
})

test('an empty or endless comment, and one that is not there, are refused', async () => {
  const { send, caseId } = await twoReaders()
  await expect(send('comment.add', { caseId, text: '  ' })).rejects.toMatchObject({ code: 'contract.badInput' })
  await expect(send('comment.add', { caseId, text: 'x'.repeat(2001) })).rejects.toMatchObject({ code: 'contract.badInput' })
  await expect(send('comment.resolve', { commentId: caseId, resolved: true })).rejects.toMatchObject({ code: 'comment.missing' })
})

test('a window that only hears news of a case does not keep an abandoned session open', async () => {
  const { send, clock, caseId } = await twoReaders()
  await send('job.list', {})
  for (let minute = 0; minute < 4; minute += 1) {
    clock.pass(60_000)
    await send('comment.list', { caseId })
  }
  clock.pass(61_000)
  await expect(send('job.list', {})).rejects.toMatchObject({ code: 'auth.signedOut' })
})
