import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../src-shared/errors.ts'
import { testClock } from '../../test/support/clock.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { createLog } from './log.ts'

const canary = 'ZhangSan19620214'

test('keeps code, call and place of a failure, and none of its words', () => {
  const folder = temporaryFolder()
  const log = createLog(folder, testClock())
  const cause = Object.assign(new Error(`ENOENT: no such file, open '/home/${canary}/${canary}.dcm'`), { code: 'ENOENT' })
  cause.stack = `Error: ${canary}\n    at read (/home/${canary}/program/read.ts:10:5)`
  const error = new AppError('image.unreadable', { file: canary, bytes: 12 }, { cause })
  const incident = log.incident(error, 'import.start')
  log.incident(new Error(canary), canary)
  log.incident(canary, 'job')
  log.note('started', { jobs: 2 })
  const text = readFileSync(join(folder, 'log', 'log.jsonl'), 'utf8')
  expect(text).not.toContain(canary)
  const [first] = text.split('\n').map((line) => (line === '' ? null : JSON.parse(line)))
  expect(first).toMatchObject({
    incident,
    place: 'import.start',
    chain: [{ kind: 'AppError', code: 'image.unreadable', detail: { bytes: 12 } }, { kind: 'Error', code: 'ENOENT', frames: ['read.ts:10'] }],
  })
})

test('canaries planted in every call reach no log', async () => {
  const { send, folder, services } = await startOwned()
  const attempts: [string, unknown][] = [
    ['case.open', { caseId: canary }],
    ['case.open', { [canary]: canary }],
    ['session.open', { name: canary, password: canary }],
    ['import.start', { intakeIds: [], task: canary, patients: { kind: 'byHand', pseudonym: canary } }],
    ['settings.save', canary],
    [canary, {}],
  ]
  for (const [name, input] of attempts) await expect(send(name as 'app.status', input)).rejects.toThrow()
  services.log.incident(new SyntaxError(`Unexpected token in ${canary}`), 'store.verify')
  const text = readFileSync(join(folder, 'log', 'log.jsonl'), 'utf8')
  expect(text.split('\n').length).toBeGreaterThan(attempts.length)
  expect(text).not.toContain(canary)
})

test('a disk that takes no log stops nothing', () => {
  const log = createLog('/dev/null/nowhere', testClock())
  expect(log.incident(new Error('full'), 'job')).toMatch(/^[0-9a-f]{8}$/u)
})
