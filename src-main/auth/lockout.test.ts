import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testClock } from '../../test/support/clock.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { createLockout } from './lockout.ts'

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
    const seconds = waitOf(() => lockout.begin())
    waits.push(seconds)
    if (seconds === 0) continue
    clock.pass(seconds * 1000 - 1)
    expect(waitOf(() => lockout.begin())).toBe(1)
    clock.pass(1)
    expect(waitOf(() => lockout.begin())).toBe(0)
  }
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
})

test('a restart keeps the wait, a set clock does not shorten it, a reboot begins it again', () => {
  const folder = temporaryFolder()
  const clock = testClock()
  for (let attempt = 0; attempt < 3; attempt += 1) createLockout(folder, clock).begin()
  clock.setWall('2032-01-01T00:00:00.000Z')
  expect(waitOf(() => createLockout(folder, clock).begin())).toBe(1)
  const rebooted = { ...clock, monotonicMs: () => 400 }
  expect(waitOf(() => createLockout(folder, rebooted).begin())).toBe(1)
  expect(waitOf(() => createLockout(folder, { ...clock, monotonicMs: () => 1000 }).begin())).toBe(0)
})

test('the right password forgets the failures and hands over what was refused', () => {
  const lockout = createLockout(temporaryFolder(), testClock())
  lockout.begin()
  lockout.keepRefusal('session.open')
  lockout.begin()
  lockout.succeed()
  expect(lockout.takeRefusals()).toMatchObject([{ event: 'session.open' }])
  expect(lockout.takeRefusals()).toEqual([])
  for (let attempt = 0; attempt < 3; attempt += 1) expect(waitOf(() => lockout.begin())).toBe(0)
})

test.each(['', 'garbage', '{"format":2}', '[]'])('a garbled file (%j) is no way round the wait', (text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'attempts.json'), text)
  const atBoot = { ...testClock(), monotonicMs: () => 10 }
  expect(waitOf(() => createLockout(folder, atBoot).begin())).toBe(1)
})
