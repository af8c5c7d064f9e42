import { expect, test } from 'vitest'
import { AppError } from '../../src-shared/errors.ts'
import { startOwned } from '../../test/support/workstation.ts'
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
