import { expect, test } from 'vitest'
import { testClock } from '../../test/support/clock.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import { createSession, idleLimitMs, signingLimitMs } from './session.ts'

const owner = { userId: 'u' as UserId, name: 'Owner', role: 'admin' as const, passwordByOther: false }

test('nobody may do anything but what is public', () => {
  const session = createSession(testClock().monotonicMs)
  expect(session.user()).toBeNull()
  expect([...session.permissions()]).toEqual(['public'])
  expect(() => session.openSigning()).toThrow('auth.signedOut')
})

test('five idle minutes end a session, to the millisecond, and with it the right to sign', () => {
  const clock = testClock()
  const session = createSession(clock.monotonicMs)
  session.begin(owner)
  session.openSigning()
  clock.pass(idleLimitMs - 1)
  expect(session.user()).toEqual(owner)
  session.touch()
  clock.pass(idleLimitMs - 1)
  expect(session.permissions().has('read.sign')).toBe(true)
  clock.pass(1)
  expect(session.user()).toBeNull()
  expect(session.signingMs()).toBe(0)
  session.touch()
  expect(session.user()).toBeNull()
  expect([...session.permissions()]).toEqual(['public'])
})

test('a clock that is set neither ends nor prolongs it', () => {
  const clock = testClock()
  const session = createSession(clock.monotonicMs)
  session.begin(owner)
  session.openSigning()
  for (const wall of ['2030-05-01T08:00:00.000Z', '2040-05-01T08:00:00.000Z']) {
    clock.setWall(wall)
    expect(session.user()).toEqual(owner)
    expect(session.signingMs()).toBe(signingLimitMs)
  }
})

test('a new person does not inherit the right to sign', () => {
  const session = createSession(testClock().monotonicMs)
  session.begin(owner)
  session.openSigning()
  session.begin(owner)
  expect(() => session.assertSigning()).toThrow('auth.signingClosed')
})
