import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testClock } from '../../test/support/clock.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { createLockout } from './lockout.ts'

const account = 'one'

const waitOf = (work: () => void): number => {
  try {
    work()
    return 0
  } catch (error) {
    return (error as { detail: { seconds: number } }).detail.seconds
  }
}

test('each failure after the third doubles the wait, up to a quarter of an hour', () => {
  const clock = testClock()
  const lockout = createLockout(temporaryFolder(), clock)
  const waits: number[] = []
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const seconds = waitOf(() => lockout.begin(account))
    waits.push(seconds)
    if (seconds === 0) continue
    clock.pass(seconds * 1000 - 1)
    expect(waitOf(() => lockout.begin(account))).toBe(1)
    clock.pass(1)
    expect(waitOf(() => lockout.begin(account))).toBe(0)
  }
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
})

test('a restart keeps the wait, a set clock does not shorten it, a reboot begins it again', () => {
  const folder = temporaryFolder()
  const clock = testClock()
  for (let attempt = 0; attempt < 3; attempt += 1) createLockout(folder, clock).begin(account)
  clock.setWall('2032-01-01T00:00:00.000Z')
  expect(waitOf(() => createLockout(folder, clock).begin(account))).toBe(1)
  const rebooted = { ...clock, monotonicMs: () => 400 }
  expect(waitOf(() => createLockout(folder, rebooted).begin(account))).toBe(1)
  expect(waitOf(() => createLockout(folder, { ...clock, monotonicMs: () => 1000 }).begin(account))).toBe(0)
})

test('the right password forgets the failures and hands over what was refused', () => {
  const lockout = createLockout(temporaryFolder(), testClock())
  lockout.begin(account)
  lockout.keepRefusal('session.open')
  lockout.begin(account)
  lockout.succeed(account)
  expect(lockout.takeRefusals()).toMatchObject([{ event: 'session.open' }])
  expect(lockout.takeRefusals()).toEqual([])
  for (let attempt = 0; attempt < 3; attempt += 1) expect(waitOf(() => lockout.begin(account))).toBe(0)
})

test.each(['', 'garbage', '{"format":2}', '{"format":3}', '[]'])('a garbled file (%j) is no way round the wait', (text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'attempts.json'), text)
  const atBoot = { ...testClock(), monotonicMs: () => 10 }
  expect(waitOf(() => createLockout(folder, atBoot).begin(account))).toBe(1)
})

test('guesses at one account, or at names that are nobody’s, lock no other out', () => {
  const lockout = createLockout(temporaryFolder(), testClock())
  for (const guessed of ['one', null]) for (let attempt = 0; attempt < 3; attempt += 1) lockout.begin(guessed)
  expect([waitOf(() => lockout.begin('one')), waitOf(() => lockout.begin(null)), waitOf(() => lockout.begin('two'))]).toEqual([1, 1, 0])
  lockout.succeed('two')
  expect(waitOf(() => lockout.begin('one'))).toBe(1)
})

test('the wait of a store from when there was one account goes on', () => {
  const folder = temporaryFolder()
  const clock = testClock()
  writeFileSync(join(folder, 'attempts.json'), JSON.stringify({ format: 1, failures: 5, lastAtMs: clock.monotonicMs(), refusals: [{ at: '2031-01-01T00:00:00.000Z', event: 'session.open' }] }))
  const lockout = createLockout(folder, clock)
  expect(waitOf(() => lockout.begin(account))).toBe(4)
  expect(lockout.takeRefusals()).toHaveLength(1)
})
