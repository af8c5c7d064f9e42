import { describe, expect, it } from 'vitest'
import { allRows, importAll, patchesPng } from '../../../test/support/importing.ts'
import { readPdf } from '../../../test/support/pdf.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'

const people = { owner: { name: ownerName, password: ownerPassword }, lin: { name: 'Lin', password: 'chosen myself 9' }, chen: { name: 'Chen', password: 'own words 42' } } as const
type Who = keyof typeof people

/** A case and three people who may sign. */
async function ward() {
  const station = await startOwned()
  const { send, services } = station
  await importAll(station, [{ name: 'film.png', bytes: await patchesPng(3) }], { task: 'chestxray14', patients: { kind: 'byHand', pseudonym: 'P-3' } })
  const caseId = (await allRows(station))[0]?.caseId
  for (const who of ['lin', 'chen'] as const) {
    await send('people.add', { name: people[who].name, role: 'expert', newPassword: 'handed over 7', password: ownerPassword })
    await send('session.open', { name: people[who].name, password: 'handed over 7' })
    await send('password.change', { password: 'handed over 7', newPassword: people[who].password })
    await send('session.open', people.owner)
  }
  const signAs = async (who: Who, state: 'present' | 'absent') => {
    const { read } = await send('case.open', { caseId })
    await send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'answer', labelSet: 'chestxray14', label: 'mass', state }] })
    const revealed = await send('read.reveal', { readId: read.readId })
    await send('signing.open', { password: people[who].password })
    await send('read.sign', { readId: read.readId, baseRevision: revealed.read.revision })
  }
  const reportText = async () => {
    const { reportId } = await send('report.make', { caseId, language: 'en' })
    return readPdf(services.reports.get(reportId).bytes).texts.join(' ').replaceAll('\n', ' ')
  }
  return { ...station, caseId, as: (who: Who) => send('session.open', people[who]), signAs, reportText }
}

describe('a report beside a second reading', () => {
  it('tells the second reader nothing, and says where the two differ', async () => {
    const { send, caseId, as, signAs, reportText } = await ward()
    await signAs('owner', 'present')
    // Whoever has had the report has seen the case.
    await as('chen')
    expect(await reportText()).toContain('Mass ● present')
    await expect(send('read.second', { caseId })).rejects.toMatchObject({ code: 'read.seenBefore' })
    await as('lin')
    await send('read.second', { caseId })
    await expect(send('report.make', { caseId, language: 'en' })).rejects.toMatchObject({ code: 'read.notSigned' })
    await signAs('lin', 'absent')
    const text = await reportText()
    expect(text).toContain('Mass ● present (disputed: a second reading differs)')
    expect(text).toContain(ownerName)
    expect(text).not.toContain('Lin')
  }, 60_000)
})
