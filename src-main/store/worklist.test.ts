import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { allRows, everyCase } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { seedCase, seedRun } from '../../test/support/seedCase.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { worklistSorts, type WorklistFilter } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { ensureCase } from './cases.ts'
import type { ReadDb } from './database.ts'
import { ensurePatient, ensureVisit } from './patients.ts'
import { worklistPage } from './worklist.ts'

const at = '2031-05-01T08:00:00.000Z'

/** Nine cases: three patients, dates in disorder, one without a date, two read, one of them signed. */
async function nineCases() {
  const station = await startOwned()
  const { services, send } = station
  const caseIds: CaseId[] = []
  for (const [index, name] of ['Chen', 'Ng', 'Ångström', 'Chen', 'Ng', '李雷', 'Chen', 'Zed_1', '100%'].entries()) {
    const seeded = await seedCase(services, `${name}-${index}`)
    if (index < 5) seedRun(services, seeded)
    caseIds.push(seeded.caseId)
  }
  services.store.write((db) => {
    const dates = [null, '2024-01-05', '2023-06-01', null, '2025-01-01', '2024-01-05', '2022-02-02', '2024-01-06', '2021-01-01']
    for (const [index, date] of dates.entries()) {
      db.prepare('UPDATE cases SET visit_date = ?, top_score = ? WHERE case_id = ?').run(date, index / 10, caseIds[index])
    }
  })
  const list = async (filter: Partial<WorklistFilter>, offset = 0, limit = 100) =>
    send('worklist.list', { filter: { ...everyCase, ...filter }, offset, limit })
  const found = async (filter: Partial<WorklistFilter>): Promise<readonly number[]> =>
    (await list(filter)).rows.map(({ caseId }) => caseIds.indexOf(caseId))
  return { ...station, caseIds, list, found }
}

describe('the worklist', () => {
  it('cuts pages that fit together, with the total of all', async () => {
    const { list, caseIds } = await nineCases()
    const pages = [await list({}, 0, 4), await list({}, 4, 4), await list({}, 8, 4), await list({}, 12, 4)]
    expect(pages.flatMap(({ rows }) => rows.map(({ caseId }) => caseId))).toEqual(caseIds)
    expect(pages.map(({ total, rows }) => [total, rows.length])).toEqual([[9, 4], [9, 4], [9, 1], [9, 0]])
    expect(pages[0]?.statusCounts).toEqual({ new: 9, reading: 0, signed: 0, disputed: 0 })
  })

  it('sorts both ways, what has no value last', async () => {
    const { found } = await nineCases()
    expect(await found({ sort: 'importedAt', descending: true })).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(await found({ sort: 'visitDate' })).toEqual([8, 6, 2, 1, 5, 7, 4, 0, 3])
    expect(await found({ sort: 'visitDate', descending: true })).toEqual([4, 7, 5, 1, 2, 6, 8, 3, 0])
    expect(await found({ sort: 'pseudonym' })).toEqual([8, 0, 3, 6, 1, 4, 7, 2, 5])
  })

  it('sorts and filters by a priority set by hand, and records who set it', async () => {
    const { found, send, caseIds, services } = await nineCases()
    const set = async (index: number, priority: number | null): Promise<unknown> =>
      (await send('cases.change', { cases: { by: 'ids', caseIds: [caseIds[index]] }, change: { kind: 'priority', priority } })).changed
    expect([await set(4, 1), await set(2, 3), await set(7, 1), await set(7, 1)]).toEqual([1, 1, 1, 0])
    expect(await found({ sort: 'priority' })).toEqual([4, 7, 2, 0, 1, 3, 5, 6, 8])
    expect(await found({ priority: 1, sort: 'pseudonym', descending: true })).toEqual([7, 4])
    expect([await set(4, null), await found({ priority: 1 })]).toEqual([1, [7]])
    await expect(set(0, 4)).rejects.toThrow('contract.badInput')
    const audit = `SELECT detail FROM audit WHERE event = 'cases.change' ORDER BY sequence DESC LIMIT 1`
    expect(JSON.parse(services.store.database().prepare(audit).pluck().get() as string)).toEqual({ kind: 'priority', after: 'none', cases: 1 })
  })

  it('finds parts of names in any script, short ones too, and takes signs for what they are', async () => {
    const { found } = await nineCases()
    expect(await found({ search: 'chen' })).toEqual([0, 3, 6])
    expect(await found({ search: '李' })).toEqual([5])
    expect(await found({ search: 'ström' })).toEqual([2])
    expect(await found({ search: '0%' })).toEqual([8])
    expect(await found({ search: '_1' })).toEqual([7])
    for (const hostile of ['"', `"" OR pseudonym MATCH "x`, `%' OR 1=1 --`, 'NEAR(a b)', '*', '\\']) {
      expect(await found({ search: hostile })).toEqual([])
    }
  })

  it('finds texts of a read, and forgets what was deleted from them', async () => {
    const { found, send, caseIds } = await nineCases()
    const { read } = await send('case.open', { caseId: caseIds[5] })
    const save = (baseRevision: number, text: string): Promise<unknown> =>
      send('read.save', { readId: read.readId, baseRevision, edits: [{ kind: 'note', text }] })
    await save(0, '左肺结节 nodule')
    expect([await found({ search: '结节' }), await found({ search: 'nodule' })]).toEqual([[5], [5]])
    await save(1, 'clear')
    expect([await found({ search: '结节' }), await found({ search: 'nodule' })]).toEqual([[], []])
  })

  it('filters by task, status, an answer and a score that may be seen', async () => {
    const { found, caseIds, ...station } = await nineCases()
    await readAndSign(station, caseIds[1] as CaseId, { answers: { effusion: 'present', mass: 'absent' } })
    await station.send('case.open', { caseId: caseIds[2] })
    expect(await found({ status: 'signed' })).toEqual([1])
    expect(await found({ status: 'reading' })).toEqual([2])
    expect(await found({ task: 'tongue' })).toEqual([])
    expect(await found({ task: 'chestxray14', status: 'new', sort: 'pseudonym' })).toEqual([8, 0, 3, 6, 4, 7, 5])
    expect(await found({ label: 'effusion' })).toEqual([1])
    expect(await found({ label: 'mass' })).toEqual([])
    // Case 4 has a higher score, but nobody may know that before its blind read is locked.
    expect(await found({ minimumScore: 0.05 })).toEqual([1])
    expect(await found({ sort: 'topScore', descending: true })).toEqual([1, 8, 7, 6, 5, 4, 3, 2, 0])
    const rows = await allRows(station)
    expect(rows.filter(({ topScores }) => topScores.length > 0).map(({ caseId }) => caseId)).toEqual([caseIds[1]])
  })

  it('walks to every neighbour that a list in the same order shows', async () => {
    const { list, send, caseIds, ...station } = await nineCases()
    await readAndSign({ send, ...station }, caseIds[1] as CaseId, { answers: {} })
    for (const sort of worklistSorts) {
      for (const descending of [false, true]) {
        const filter = { ...everyCase, sort, descending }
        const order = (await list(filter)).rows.map(({ caseId }) => caseId)
        const step = async (caseId: CaseId, direction: string, unresolved = false): Promise<CaseId | null> =>
          (await send('worklist.neighbour', { caseId, direction, unresolved, filter })).caseId
        for (const [index, caseId] of order.entries()) {
          expect(await step(caseId, 'next')).toBe(order[index + 1] ?? null)
          expect(await step(caseId, 'previous')).toBe(order[index - 1] ?? null)
        }
        const signedPlace = order.indexOf(caseIds[1] as CaseId)
        const before = order[signedPlace - 1]
        if (before !== undefined) expect(await step(before, 'next', true)).toBe(order[signedPlace + 1] ?? null)
      }
    }
  })

  it('finds the next case from one that no longer passes the filter', async () => {
    const { send, caseIds, ...station } = await nineCases()
    await readAndSign({ send, ...station }, caseIds[3] as CaseId, { answers: {} })
    const filter = { ...everyCase, status: 'new' }
    const next = await send('worklist.neighbour', { caseId: caseIds[3], direction: 'next', unresolved: true, filter })
    expect(next).toEqual({ caseId: caseIds[4] })
    expect(await send('worklist.neighbour', { caseId: randomUUID(), direction: 'next', unresolved: true, filter })).toEqual({ caseId: null })
  })

  it('names the cases that may come next with their pictures, and begins no read of them', async () => {
    const { services, send, caseIds, ...station } = await nineCases()
    await readAndSign({ services, send, ...station }, caseIds[4] as CaseId, { answers: {} })
    const reads = () => services.store.database().prepare('SELECT count(*) FROM reads').pluck().get()
    const before = reads()
    const filter = { ...everyCase, descending: false }
    const ahead = await send('case.ahead', { caseId: caseIds[3], filter })
    expect(ahead.map(({ caseId }) => caseIds.indexOf(caseId))).toEqual([5, 4, 2])
    expect(ahead.map(({ image }) => [image.kind, image.role])).toEqual(ahead.map(() => ['film', 'main']))
    // Neither scores nor maps, answers nor marks: some of these cases have a run that nobody may see yet.
    expect(JSON.stringify(ahead)).not.toMatch(/score|threshold|maps|answers|marks/iu)
    expect(await send('case.ahead', { caseId: caseIds[8], filter })).toHaveLength(1)
    expect(await send('case.ahead', { caseId: randomUUID(), filter })).toEqual([])
    expect(reads()).toBe(before)
  })

  it('keeps several tasks of one visit apart', async () => {
    const { services, ...station } = await startOwned()
    services.store.write((db) => {
      const visit = ensureVisit(db, ensurePatient(db, 'P', at).patientId, null, at)
      for (const task of ['chestxray14', 'chestxray11', 'chestxray14'] as const) ensureCase(db, visit, task, at)
    })
    expect((await allRows({ services, ...station })).map(({ task }) => task)).toEqual(['chestxray14', 'chestxray11'])
  })

  it('never sorts in memory and never reads whole rows to order or count them', async () => {
    const { services } = await startOwned()
    const db = services.store.database()
    const plans: string[] = []
    const listening = {
      ...db,
      prepare: (sql: string) => {
        if (sql.startsWith('SELECT sequence FROM cases') || sql.startsWith('SELECT count(*) FROM cases')) {
          const named = Object.fromEntries([...sql.matchAll(/:(\w+)/gu)].map(([, name]) => [name, 1]))
          plans.push(...(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(named) as { detail: string }[]).map(({ detail }) => detail))
        }
        return db.prepare(sql)
      },
    } as unknown as ReadDb
    for (const sort of worklistSorts) {
      for (const descending of [false, true]) {
        for (const part of [{}, { task: 'tongue' }, { status: 'new' }, { task: 'tongue', status: 'new' }] as const) {
          worklistPage(listening, { filter: { ...everyCase, sort, descending, ...part, assigned: null }, offset: 0, limit: 50 })
        }
      }
    }
    expect(plans.length).toBeGreaterThan(80)
    expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([])
    // Without filters and in the order of import the table itself is the order.
    expect(plans.filter((plan) => !plan.includes('COVERING INDEX') && plan !== 'SCAN cases')).toEqual([])
  })
})
