import { describe, expect, test } from 'vitest'
import { seedCase, seedRun } from '../../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { signedCases } from '../../store/signedCases.ts'

const set = 'chestxray14'
const answer = (label: string, state: string | null) => ({ kind: 'answer', labelSet: set, label, state })
const people = { owner: { name: ownerName, password: ownerPassword }, lin: { name: 'Lin', password: 'chosen myself 9' }, chen: { name: 'Chen', password: 'own words 42' } } as const
type Who = keyof typeof people

/** A scored case and three people who may sign. */
async function ward() {
  const station = await startOwned()
  const { send, services } = station
  const seeded = await seedCase(services)
  seedRun(services, seeded)
  const { caseId } = seeded
  for (const who of ['lin', 'chen'] as const) {
    await send('people.add', { name: people[who].name, role: 'expert', newPassword: 'handed over 7', password: ownerPassword })
    await send('session.open', { name: people[who].name, password: 'handed over 7' })
    await send('password.change', { password: 'handed over 7', newPassword: people[who].password })
    await send('session.open', people.owner)
  }
  const as = (who: Who) => send('session.open', people[who])
  const save = async (edits: readonly unknown[]) => {
    const { read } = await send('case.open', { caseId })
    return send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  }
  const sign = async (who: Who) => {
    await send('signing.open', { password: people[who].password })
    const { read } = await send('case.open', { caseId })
    return send('read.sign', { readId: read.readId, baseRevision: read.revision })
  }
  const readAndSign = async (who: Who, edits: readonly unknown[]) => {
    const { read } = await send('case.open', { caseId })
    await save(edits)
    await send('read.reveal', { readId: read.readId })
    return sign(who)
  }
  const exported = () => signedCases(services.store.database(), null).map(({ reader, answers }) => ({ reader, answers: answers.map(({ label, state }) => `${label} ${state}`).toSorted() }))
  return { ...station, caseId, as, save, sign, readAndSign, exported }
}

const first = [answer('atelectasis', 'present'), answer('effusion', 'absent'), answer('hernia', 'absent')]
const second = [answer('atelectasis', 'present'), answer('effusion', 'present'), { kind: 'note', text: 'blunt angle' }]

describe('an open read', () => {
  test('is seen and changed by its reader alone; an expert may take it over', async () => {
    const { send, as, caseId, save } = await ward()
    const { read } = await send('case.open', { caseId })
    await save([answer('effusion', 'present')])
    await as('lin')
    await expect(send('case.open', { caseId })).rejects.toMatchObject({ code: 'read.others' })
    await expect(send('read.save', { readId: read.readId, baseRevision: 1, edits: second })).rejects.toMatchObject({ code: 'read.others' })
    await expect(send('read.reveal', { readId: read.readId })).rejects.toMatchObject({ code: 'read.others' })
    const taken = await send('read.takeOver', { caseId })
    expect(taken.read).toMatchObject({ reader: 'Lin', phase: 'blind', answers: [{ label: 'effusion' }] })
    await as('owner')
    await expect(send('case.open', { caseId })).rejects.toMatchObject({ code: 'read.others' })
    const events = await send('audit.list', {})
    expect(events.find(({ event }) => event === 'read.takeOver')).toMatchObject({ user: 'Lin', outcome: 'done' })
  })
})

describe('a second reading', () => {
  test('is blind to the first: neither its answers nor a score reaches it', async () => {
    const { send, as, readAndSign, caseId } = await ward()
    await readAndSign('owner', first)
    await as('lin')
    const view = await send('read.second', { caseId })
    expect(view).toMatchObject({ seat: 'second', prediction: null, otherRead: null, differences: [], earlierReads: [], read: { phase: 'blind', reader: 'Lin', version: 1, answers: [] }, row: { status: 'signed', topScores: [], secondReading: 'open' } })
    expect((await send('worklist.list', { filter: { search: '', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: true }, offset: 0, limit: 5 })).rows[0]?.topScores).toEqual([])
    expect((await send('case.open', { caseId })).read.readId).toBe(view.read.readId)
  })

  test('that is revealed first shows the scores to nobody while the case’s own read is still blind', async () => {
    const { send, as, caseId } = await ward()
    await send('case.open', { caseId })
    await as('lin')
    const { read } = await send('read.second', { caseId })
    await send('read.reveal', { readId: read.readId })
    await as('owner')
    expect((await send('case.open', { caseId })).row.topScores).toEqual([])
    const own = await send('case.open', { caseId })
    await send('read.reveal', { readId: own.read.readId })
    expect((await send('case.open', { caseId })).row.topScores.length).toBeGreaterThan(0)
  })

  test('is not for who has seen the case, and is made once', async () => {
    const { send, as, readAndSign, caseId } = await ward()
    await expect(send('read.second', { caseId })).rejects.toMatchObject({ code: 'read.others' })
    await readAndSign('owner', first)
    await expect(send('read.second', { caseId })).rejects.toMatchObject({ code: 'read.seenBefore' })
    await as('chen')
    await send('case.open', { caseId })
    await expect(send('read.second', { caseId })).rejects.toMatchObject({ code: 'read.seenBefore' })
    await as('lin')
    await send('read.second', { caseId })
    await as('chen')
    await expect(send('read.second', { caseId })).rejects.toMatchObject({ code: 'read.secondExists' })
  })

  test('that agrees leaves no dispute, and never becomes the case’s own read', async () => {
    const { send, as, readAndSign, caseId, exported } = await ward()
    await readAndSign('owner', first)
    await as('lin')
    await send('read.second', { caseId })
    const signed = await readAndSign('lin', [answer('atelectasis', 'present')])
    expect(signed).toMatchObject({ seat: 'second', differences: [], otherRead: { reader: ownerName }, row: { disputed: false, secondReading: 'signed', reader: ownerName } })
    expect(exported()).toEqual([{ reader: ownerName, answers: ['atelectasis present', 'effusion absent', 'hernia absent'] }])
  })

  test('that differs disputes the label, which no export carries before a third person has decided', async () => {
    const { send, as, save, sign, readAndSign, caseId, exported } = await ward()
    await readAndSign('owner', first)
    await as('lin')
    await send('read.second', { caseId })
    const signed = await readAndSign('lin', second)
    expect(signed).toMatchObject({ row: { disputed: true }, differences: [{ labelSet: set, label: 'effusion' }] })
    expect(exported()).toEqual([{ reader: ownerName, answers: ['atelectasis present', 'hernia absent'] }])
    const disputed = { search: '', task: null, status: 'disputed', priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: true }
    expect(await send('worklist.list', { filter: disputed, offset: 0, limit: 5 })).toMatchObject({ total: 1, statusCounts: { disputed: 1 } })
    await expect(send('read.settle', { caseId })).rejects.toMatchObject({ code: 'read.notThird' })

    await as('chen')
    const settling = await send('read.settle', { caseId })
    expect(settling).toMatchObject({ settlement: 'settling', otherRead: { reader: 'Lin' }, earlierReads: [{ reader: ownerName }], differences: [{ label: 'effusion' }], read: { phase: 'revealed', reader: 'Chen' } })
    expect(settling.read.answers.map(({ label }) => label)).toEqual(['atelectasis', 'hernia'])
    await save([answer('effusion', 'present')])
    expect(await sign('chen')).toMatchObject({ settlement: 'settled', differences: [], row: { disputed: false, status: 'signed' } })
    expect(exported()).toEqual([{ reader: 'Chen', answers: ['atelectasis present', 'effusion present', 'hernia absent'] }])
    await expect(send('read.settle', { caseId })).rejects.toMatchObject({ code: 'read.notDisputed' })
    // An amendment of what was decided is one, and no new decision.
    const { read } = await send('case.open', { caseId })
    expect(await send('read.amend', { readId: read.readId, reason: 'looked again' })).toMatchObject({ settlement: 'settled', differences: [], row: { disputed: false } })
    await sign('chen')
    await as('owner')
    expect(await send('store.verify', {})).toMatchObject({ ok: true })
  })

  test('that nobody will finish is given up: the scores come back, its answers are kept and count nowhere', async () => {
    const { send, as, save, readAndSign, caseId, exported, services } = await ward()
    await expect(send('read.giveUp', { caseId, reason: 'x' })).rejects.toMatchObject({ code: 'read.noSecond' })
    await readAndSign('owner', first)
    await as('lin')
    await send('read.second', { caseId })
    await save(second)
    // Whatever refers to the reading goes with it.
    const { read: open } = await send('case.open', { caseId })
    services.store.write((db) => db.prepare(`INSERT INTO given_decisions (read_id, given_id, decision) VALUES (?, 'x', 'accepted')`).run(open.readId))
    await as('owner')
    services.store.write((db) => db.prepare("UPDATE users SET role = 'reader' WHERE name = 'Chen'").run())
    await as('chen')
    await expect(send('read.giveUp', { caseId, reason: 'not mine' })).rejects.toMatchObject({ code: 'read.others' })
    await as('owner')
    expect((await send('case.open', { caseId })).row).toMatchObject({ secondReading: 'open', topScores: [] })
    await send('read.giveUp', { caseId, reason: 'Lin has left' })
    const { row } = await send('case.open', { caseId })
    expect(row).toMatchObject({ secondReading: null, disputed: false })
    expect(row.topScores.length).toBeGreaterThan(0)
    const [kept] = services.store.database().prepare<[], { reason: string; body: string }>('SELECT reason, body FROM given_up_reads').all()
    expect(kept?.reason).toBe('Lin has left')
    expect(JSON.parse(kept?.body ?? '')).toMatchObject({ reader: 'Lin', note: 'blunt angle', answers: [{ label: 'atelectasis' }, { label: 'effusion', state: 'present' }] })
    expect(exported()).toHaveLength(1)
    expect(await send('agreement.show', { task: 'chestxray14' })).toMatchObject({ cases: 0 })
    expect(await send('store.verify', {})).toMatchObject({ ok: true })
    await expect(send('read.giveUp', { caseId, reason: 'again' })).rejects.toMatchObject({ code: 'read.noSecond' })
  })

  test('is counted label by label, by what each answered blind and by what each signed first', async () => {
    const { send, as, readAndSign, caseId } = await ward()
    await readAndSign('owner', first)
    await as('lin')
    await send('read.second', { caseId })
    await readAndSign('lin', second)
    const view = await send('agreement.show', { task: 'chestxray14' })
    expect(view.cases).toBe(1)
    const of = (label: string) => view.labels.find((each) => each.label === label)
    expect(of('atelectasis')).toMatchObject({ blind: { bothPresent: 1, firstOnly: 0, secondOnly: 0, bothAbsent: 0, kappa: null } })
    expect(of('effusion')).toMatchObject({ blind: { secondOnly: 1, kappa: null }, signed: { secondOnly: 1 } })
    // One of the two left it open.
    expect(of('hernia')).toMatchObject({ blind: { bothPresent: 0, firstOnly: 0, secondOnly: 0, bothAbsent: 0 } })
    expect(view.labels).toHaveLength(14)
  })

  test('amended until it agrees ends the dispute', async () => {
    const { send, as, save, sign, readAndSign, caseId } = await ward()
    await readAndSign('owner', first)
    await as('lin')
    await send('read.second', { caseId })
    const { read } = await readAndSign('lin', second)
    await send('read.amend', { readId: read.readId, reason: 'looked again' })
    await save([answer('effusion', 'absent')])
    expect(await sign('lin')).toMatchObject({ seat: 'second', read: { version: 2 }, row: { disputed: false } })
  })
})
