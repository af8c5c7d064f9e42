import { expect, test } from 'vitest'
import { AppError } from '../../src-shared/errors.ts'
import { startOwned } from '../../test/support/workstation.ts'
import type { WriteDb } from '../store/database.ts'
import { nobody } from './caller.ts'

const count = async () => {
  const station = await startOwned()
  const { store } = station.services
  const settings = (): unknown => store.database().prepare(`SELECT count(*) FROM settings WHERE key = 'work'`).pluck().get()
  const audit = (): unknown => store.database().prepare(`SELECT count(*) FROM audit WHERE event = 'work'`).pluck().get()
  return { ...station, settings, audit }
}

test('work and its row come together', async () => {
  const { services, settings, audit } = await count()
  services.audited.run('work', nobody, (db) => {
    db.prepare(`INSERT INTO settings VALUES ('work', '1')`).run()
    return { value: null }
  })
  expect([settings(), audit()]).toEqual([1, 1])
})

test('work that fails leaves neither; a row that cannot be written undoes the work', async () => {
  const { services, settings, audit } = await count()
  const insert = `INSERT INTO settings VALUES ('work', '1')`
  expect(() => services.audited.run('work', nobody, (db) => {
    db.prepare(insert).run()
    throw new AppError('case.missing')
  })).toThrow('case.missing')
  expect(() => services.audited.run('work', nobody, (db) => {
    db.prepare(insert).run()
    return { value: null, detail: { impossible: Number.NaN } }
  })).toThrow(RangeError)
  expect([settings(), audit()]).toEqual([0, 0])
})

test('of many pieces of work in one transaction each stands alone, until the store itself fails', async () => {
  const { services, audit } = await count()
  const { audited, store } = services
  const insert = (key: string) => (db: WriteDb) => {
    db.prepare(`INSERT INTO settings VALUES (?, '1')`).run(key)
    return { value: key }
  }
  const failing = (error: Error) => (db: WriteDb): { value: string } => {
    insert('undone')(db)
    throw error
  }
  const unwritable = (db: WriteDb) => ({ ...insert('undone')(db), detail: { impossible: Number.NaN } })
  const outcomes = audited.runEach('work', nobody, [insert('a'), failing(new AppError('case.missing')), insert('a'), unwritable, insert('b')])
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : 'failed'))).toEqual(['a', 'failed', 'failed', 'failed', 'b'])
  const keys = (): unknown => store.database().prepare(`SELECT key FROM settings WHERE key IN ('a', 'b', 'c', 'undone')`).pluck().all()
  expect([keys(), audit()]).toEqual([['a', 'b'], 2])
  expect(() => audited.runEach('work', nobody, [insert('c'), failing(new AppError('store.full'))])).toThrow('store.full')
  expect([keys(), audit()]).toEqual([['a', 'b'], 2])
})

test('attempts against a rule are recorded, slips are not', async () => {
  const { services, send } = await count()
  const handler = (code: AppError['code']) =>
    services.audited.call('read.amend', () => {
      throw new AppError(code)
    })
  for (const code of ['read.signed', 'auth.signingClosed', 'read.conflict', 'contract.badInput'] as const) {
    expect(() => handler(code)({} as never, nobody)).toThrow(code)
  }
  const refused = (await send('audit.list', {})).filter(({ event, outcome }) => event === 'read.amend' && outcome === 'refused')
  expect(refused).toHaveLength(2)
})
