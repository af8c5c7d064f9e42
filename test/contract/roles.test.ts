import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callNames, contract, type CallName } from '../../src-shared/contract/contract.ts'
import { roles, type Role } from '../../src-shared/domain/role.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

const person = { name: 'Wang', password: 'correct horse battery' }

/** Written out, not computed: who may do what is decided here a second time. */
const adminOnly: readonly CallName[] = [
  'labels.save', 'watch.plan', 'pacs.plan', 'pacs.test', 'dimse.plan', 'dimse.test', 'backup.status', 'backup.plan', 'backup.start', 'backup.drill', 'retraining.status', 'retraining.plan', 'store.verify', 'audit.list', 'audit.table',
  'wording.load', 'wording.choose', 'lineRules.load', 'lineRules.choose',
  'people.list', 'people.add', 'people.setRole', 'people.setPassword', 'people.leave',
  'model.add', 'model.compare', 'model.activate', 'model.rollback',
]
const fromExpert: readonly CallName[] = [
  'signing.open', 'read.sign', 'read.amend', 'read.takeOver', 'read.settle', 'export.start', 'export.list', 'report.make', 'results.make', 'batch.show', 'batch.begin', 'batch.sign', 'batch.giveUp', 'agreement.show', 'model.list', 'model.verify', 'learning.overview',
  'model.performance', 'cases.assign', 'pacs.send', 'dimse.send',
]

function mayCall(role: Role, name: CallName): boolean {
  if (adminOnly.includes(name)) return role === 'admin'
  return role !== 'reader' || !fromExpert.includes(name)
}

describe.each(['loopback', 'electron'] as const)('roles on the %s host', (kind) => {
  describe.each(roles)('%s', (role) => {
    let host: TestHost

    beforeAll(async () => {
      host = await startTestHost(kind)
      expect(await host.call('owner.create', person)).toMatchObject({ ok: true })
      host.services.store.write((db) => db.prepare('UPDATE users SET role = ?').run(role))
      await host.call('session.close', {})
      expect(await host.call('session.open', person)).toMatchObject({ ok: true })
    })
    afterAll(() => host.close())

    // A number is no call's input: what is allowed is refused for that, what is not allowed before it is looked at.
    it.each(callNames)('%s', async (name) => {
      const code = mayCall(role, name) ? 'contract.badInput' : 'auth.denied'
      expect(await host.call(name, 7)).toMatchObject({ ok: false, error: { code } })
    })

    it('takes its own password for signing where it may sign, and its true role into the audit', async () => {
      const reply = await host.call('signing.open', { password: person.password })
      expect(reply.ok).toBe(mayCall(role, 'signing.open'))
      const recorded = host.services.store.database().prepare(`SELECT role FROM audit WHERE event = 'session.open' ORDER BY sequence DESC`)
      expect(recorded.pluck().get()).toBe(role)
    })
  })

  it('knows every call', () => {
    expect([...adminOnly, ...fromExpert].filter((name) => contract[name].needs === 'public')).toEqual([])
  })
})
