import { describe, expect, it } from 'vitest'
import { everyCase } from '../../../test/support/importing.ts'
import { startOwned } from '../../../test/support/workstation.ts'

const urgent = { filter: { ...everyCase, priority: 1, assigned: 'me', sort: 'uncertainty', descending: true }, columns: ['status', 'priority', 'task'] }

describe('views of the worklist', () => {
  it('are kept under a place and a name, replaced, and removed', async () => {
    const { send } = await startOwned()
    expect(await send('view.list', {})).toEqual({ last: null, saved: [] })
    await send('view.save', { place: 3, name: ' Urgent ', ...urgent })
    await send('view.save', { place: 1, name: 'All', filter: everyCase, columns: [] })
    const saved = (await send('view.save', { place: 3, name: 'Mine first', ...urgent })).saved
    expect(saved).toEqual([{ place: 1, name: 'All', filter: everyCase, columns: [] }, { place: 3, name: 'Mine first', ...urgent }])
    expect((await send('view.remove', { place: 1 })).saved.map(({ place }) => place)).toEqual([3])
  })

  it('remember how the list was left, without a row in the audit', async () => {
    const { send, services } = await startOwned()
    const rows = (): unknown => services.store.database().prepare('SELECT count(*) FROM audit').pluck().get()
    const before = rows()
    await send('view.leave', urgent)
    await send('view.leave', { ...urgent, columns: ['reader'] })
    expect(await send('view.list', {})).toEqual({ last: { ...urgent, columns: ['reader'] }, saved: [] })
    expect(rows()).toBe(before)
  })

  it('take no column twice, no unknown one, no empty name and no tenth place', async () => {
    const { send } = await startOwned()
    const bad = [
      { place: 1, name: 'x', ...urgent, columns: ['task', 'task'] },
      { place: 1, name: 'x', ...urgent, columns: ['uncertainty'] },
      { place: 1, name: '  ', ...urgent },
      { place: 10, name: 'x', ...urgent },
      { place: 0, name: 'x', ...urgent },
      { place: 1, name: 'x', filter: { ...everyCase, sort: 'salary' }, columns: [] },
    ]
    for (const view of bad) await expect(send('view.save', view)).rejects.toThrow('contract.badInput')
  })
})
