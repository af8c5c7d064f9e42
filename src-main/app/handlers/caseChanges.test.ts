import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { everyCase } from '../../../test/support/importing.ts'
import { readAndSign } from '../../../test/support/reading.ts'
import { seedCase, seedRun } from '../../../test/support/seedCase.ts'
import { ownerName, startOwned } from '../../../test/support/workstation.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId, UserId } from '../../../src-shared/domain/ids.ts'
import { undoPart } from '../../store/caseChanges.ts'
import { insertUser } from '../../store/users.ts'
import type { Services } from '../services.ts'

const colleague = { userId: randomUUID() as string as UserId, name: 'Ng', role: 'reader', passwordByOther: false } as const

async function sixCases() {
  const station = await startOwned()
  const { services, send } = station
  const caseIds: CaseId[] = []
  for (let index = 0; index < 6; index += 1) caseIds.push((await seedCase(services, `P-${index}`)).caseId)
  services.store.write((db) => insertUser(db, colleague, '2031-01-01T00:00:00.000Z'))
  const ids = (...places: readonly number[]) => ({ by: 'ids', caseIds: places.map((place) => caseIds[place]) })
  const every = (filter: Partial<WorklistFilter>, count: number, except: readonly number[] = []) =>
    ({ by: 'filter', filter: { ...everyCase, ...filter }, except: except.map((place) => caseIds[place]), count })
  const list = async (filter: Partial<WorklistFilter> = {}) => (await send('worklist.list', { filter: { ...everyCase, ...filter }, offset: 0, limit: 100 })).rows
  const found = async (filter: Partial<WorklistFilter>): Promise<readonly number[]> => (await list(filter)).map(({ caseId }) => caseIds.indexOf(caseId))
  const tag = async (cases: object, name: string, present = true) => send('cases.change', { cases, change: { kind: 'tag', tag: name, present } })
  const audit = (event: string): unknown[] =>
    services.store.database().prepare('SELECT detail FROM audit WHERE event = ? ORDER BY sequence').pluck().all(event).map((text) => JSON.parse(text as string))
  return { ...station, caseIds, ids, every, list, found, tag, audit }
}

describe('tags', () => {
  it('are free words, one under every spelling, suggested by use, filtered by and searched', async () => {
    const { tag, ids, found, list, send } = await sixCases()
    await tag(ids(0, 2), '  Second   Look ')
    await tag(ids(3), 'second look')
    await tag(ids(2), '请教')
    expect((await list()).map(({ tags }) => tags)).toEqual([['Second Look'], [], ['Second Look', '请教'], ['Second Look'], [], []])
    expect(await send('tag.list', {})).toEqual([{ name: 'Second Look', cases: 3 }, { name: '请教', cases: 1 }])
    expect(await found({ tag: 'SECOND look' })).toEqual([0, 2, 3])
    expect([await found({ search: 'd loo' }), await found({ search: '请' }), await found({ tag: 'other' })]).toEqual([[0, 2, 3], [2], []])
    await tag(ids(0, 2, 3), 'second look', false)
    expect(await send('tag.list', {})).toEqual([{ name: '请教', cases: 1 }])
    for (const bad of ['', '   ', 'x'.repeat(41)]) await expect(tag(ids(0), bad)).rejects.toThrow('contract.badInput')
  })

  it('stay out of the audit: it names their number', async () => {
    const { tag, ids, audit } = await sixCases()
    await tag(ids(0, 1), 'Mr Smith')
    await tag(ids(1), 'mr smith', false)
    expect(audit('cases.change')).toEqual([{ kind: 'tag', cases: 2, tag: 1, present: 1 }, { kind: 'tag', cases: 1, tag: 1, present: 0 }])
  })
})

describe('a change of many cases', () => {
  it('takes every case of a filter but those left out, and nothing when the list is another by now', async () => {
    const { send, every, ids, found, list, tag } = await sixCases()
    await tag(ids(0, 1, 2, 3), 'a')
    const change = { kind: 'priority', priority: 2 }
    expect((await send('cases.change', { cases: every({ tag: 'a' }, 3, [1]), change })).changed).toBe(3)
    expect(await found({ priority: 2 })).toEqual([0, 2, 3])
    await expect(send('cases.change', { cases: every({ tag: 'a' }, 3), change: { kind: 'priority', priority: 1 } })).rejects.toMatchObject({
      code: 'cases.otherCount', detail: { before: 3, now: 4 },
    })
    await expect(send('cases.change', { cases: { by: 'ids', caseIds: [randomUUID()] }, change })).rejects.toThrow('case.missing')
    expect((await list()).map(({ priority }) => priority)).toEqual([2, null, 2, 2, null, null])
  })

  it('is undone once, by whoever made it, where nobody has set anything else since', async () => {
    const { send, ids, list, every, audit } = await sixCases()
    const priorities = async () => (await list()).map(({ priority }) => priority)
    await send('cases.change', { cases: ids(0), change: { kind: 'priority', priority: 3 } })
    const { changeId } = await send('cases.change', { cases: every({}, 6), change: { kind: 'priority', priority: 1 } })
    await send('cases.change', { cases: ids(4), change: { kind: 'priority', priority: 2 } })
    expect(await priorities()).toEqual([1, 1, 1, 1, 2, 1])
    expect(await send('cases.undo', { changeId })).toEqual({ changed: 5 })
    expect(await priorities()).toEqual([3, null, null, null, 2, null])
    await expect(send('cases.undo', { changeId })).rejects.toThrow('change.missing')
    expect(audit('cases.undo')).toEqual([{ cases: 5 }])
  })

  it('brings tags and readers back as they were', async () => {
    const { send, ids, list, tag, every } = await sixCases()
    await tag(ids(1), 'a')
    const added = await tag(every({}, 6), 'a')
    expect(added.changed).toBe(5)
    await send('cases.undo', added)
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'contract.badInput' }))
    await send('cases.undo', { changeId: added.changeId })
    expect((await list()).map(({ tags }) => tags.length)).toEqual([0, 1, 0, 0, 0, 0])
    const given = await send('cases.assign', { cases: every({}, 6), userId: colleague.userId })
    await send('cases.undo', { changeId: given.changeId })
    expect((await list()).map(({ assignee }) => assignee)).toEqual(Array.from({ length: 6 }, () => null))
  })
})

/** So many further cases of one patient, without pictures. */
function manyMore({ store }: Services, count: number): void {
  store.write((db) => {
    const each = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)'
    db.prepare(`${each} INSERT INTO visits SELECT 'v' || i, (SELECT min(patient_id) FROM patients), NULL, '2031-05-01T08:00:00.000Z' FROM n`).run({ count })
    db.prepare(
      `${each} INSERT INTO cases (case_id, visit_id, task, status, analysis, pseudonym, imported_at, top_scores)
         SELECT 'c' || i, 'v' || i, 'chestxray14', 'new', 'done', 'many', '2031-05-01T08:00:00.000Z', '[]' FROM n`,
    ).run({ count })
  })
}

describe('a change of more cases than one part holds', () => {
  const all = { by: 'filter', filter: everyCase, except: [], count: 2206 }
  const withPriority = ({ store }: Services): unknown => store.database().prepare('SELECT count(*) FROM cases WHERE priority = 1').pluck().get()

  it('lets a save in between its parts, is one thing to undo, and an undo that was cut short is gone on with', async () => {
    const { send, caseIds, services, audit } = await sixCases()
    manyMore(services, 2200)
    const { read } = await send('case.open', { caseId: caseIds[0] })
    const ended: string[] = []
    const change = async () => {
      const receipt = await send('cases.change', { cases: all, change: { kind: 'priority', priority: 1 } })
      ended.push('change')
      return receipt
    }
    const save = async () => {
      await send('read.save', { readId: read.readId, baseRevision: 0, edits: [{ kind: 'note', text: 'meanwhile' }] })
      ended.push('save')
    }
    const [{ changeId, changed }] = await Promise.all([change(), save()])
    expect(ended).toEqual(['save', 'change'])
    expect([changed, withPriority(services)]).toEqual([2206, 2206])
    expect(audit('cases.change')).toMatchObject([{ cases: 1000, part: 1, parts: 3 }, { cases: 1000, part: 2 }, { cases: 206, part: 3 }])
    services.store.write((db) => undoPart(db, changeId, { userId: services.access.caller().userId as UserId, at: '2031-05-01T08:00:00.000Z' }))
    expect(withPriority(services)).toBe(1206)
    expect(await send('cases.undo', { changeId })).toEqual({ changed: 1206 })
    expect(withPriority(services)).toBe(0)
    await expect(send('cases.undo', { changeId })).rejects.toThrow('change.missing')
  })

  it('gives nothing more to somebody who leaves between its parts', async () => {
    const { send, services } = await sixCases()
    manyMore(services, 2200)
    const given = send('cases.assign', { cases: all, userId: colleague.userId })
    await Promise.all([expect(given).rejects.toThrow('people.missing'), send('people.leave', { userId: colleague.userId })])
    expect(services.store.database().prepare('SELECT count(*) FROM cases WHERE assignee_id IS NOT NULL').pluck().get()).toBe(0)
  })
})

describe('who is to read a case', () => {
  it('is shown and filtered by, for oneself, for others and for nobody', async () => {
    const { send, ids, found, list, services } = await sixCases()
    const me = services.access.caller().userId
    await send('cases.assign', { cases: ids(0, 4), userId: me })
    await send('cases.assign', { cases: ids(1), userId: colleague.userId })
    expect((await list()).map(({ assignee }) => assignee)).toEqual([ownerName, 'Ng', null, null, ownerName, null])
    expect([await found({ assigned: 'me' }), await found({ assigned: colleague.userId }), await found({ assigned: 'nobody' })]).toEqual([[0, 4], [1], [2, 3, 5]])
    await expect(send('cases.assign', { cases: ids(0), userId: randomUUID() })).rejects.toThrow('people.missing')
    expect((await send('people.here', {})).map(({ name, role }) => [name, role])).toEqual([['Ng', 'reader'], [ownerName, 'admin']])
  })

  it('leads from one of my cases to the next that is not signed', async () => {
    const { send, ids, caseIds, services, ...station } = await sixCases()
    await send('cases.assign', { cases: ids(0, 2, 4), userId: services.access.caller().userId })
    seedRun(services, { caseId: caseIds[2] as CaseId, ...imageOf(services, caseIds[2] as CaseId) })
    await readAndSign({ send, services, ...station }, caseIds[2] as CaseId, { answers: {} })
    const filter = { ...everyCase, assigned: 'me' }
    expect(await send('worklist.neighbour', { caseId: caseIds[0], direction: 'next', unresolved: true, filter })).toEqual({ caseId: caseIds[4] })
    expect(await send('worklist.neighbour', { caseId: caseIds[4], direction: 'next', unresolved: true, filter })).toEqual({ caseId: null })
  })

  it('is nobody any more when they leave', async () => {
    const { send, ids, list } = await sixCases()
    await send('cases.assign', { cases: ids(0), userId: colleague.userId })
    await send('people.leave', { userId: colleague.userId })
    expect((await list())[0]?.assignee).toBeNull()
  })
})

it('ids of rows go beyond the page on show, in the order of the list', async () => {
  const { send, caseIds } = await sixCases()
  const filter = { ...everyCase, sort: 'pseudonym', descending: true }
  expect((await send('worklist.ids', { filter, offset: 1, limit: 3 })).caseIds).toEqual([4, 3, 2].map((place) => caseIds[place]))
})

function imageOf({ store }: Awaited<ReturnType<typeof startOwned>>['services'], caseId: CaseId) {
  return store
    .database()
    .prepare('SELECT i.image_id AS imageId, i.sha256 FROM images i JOIN cases c ON c.visit_id = i.visit_id WHERE c.case_id = ?')
    .get(caseId) as never as { imageId: never; sha256: string }
}
