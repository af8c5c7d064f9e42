import { describe, expect, it } from 'vitest'
import { allRows } from '../../../test/support/importing.ts'
import { seedCase, seedRefusal } from '../../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { casesAsCsv } from '../../export/csv.ts'
import { labelSetsFor } from '../../../src-shared/labels.ts'
import { signedCases } from '../../store/signedCases.ts'

async function withCase() {
  const station = await startOwned()
  const { send, services, clock } = station
  const { caseId, ...seeded } = await seedCase(services)
  seedRefusal(services, { caseId, ...seeded })
  const { read } = await send('case.open', { caseId })
  const { readId } = read
  /** So long on the screen, and told. */
  const spend = async (seconds: number) => {
    clock.pass(seconds * 1000)
    return (await send('read.time', { readId, milliseconds: seconds * 1000 })).totalMs
  }
  const sign = async () => {
    await send('signing.open', { password: ownerPassword })
    const { read: open } = await send('case.open', { caseId })
    await send('read.sign', { readId, baseRevision: open.revision })
  }
  return { ...station, caseId, readId, spend, sign }
}

describe('the time of a reading', () => {
  it('adds up over both phases, no faster than the clock, and ends with the signature', async () => {
    const { send, services, clock, readId, spend, sign } = await withCase()
    expect(await send('read.time', { readId, milliseconds: 0 })).toEqual({ totalMs: 0 })
    expect(await spend(12)).toBe(12_000)
    await send('read.reveal', { readId })
    expect(await spend(8)).toBe(20_000)
    // Two windows on one read, and one that claims more than has passed.
    clock.pass(5000)
    expect(await send('read.time', { readId, milliseconds: 5000 })).toEqual({ totalMs: 25_000 })
    expect(await send('read.time', { readId, milliseconds: 5000 })).toEqual({ totalMs: 25_000 })
    await expect(send('read.time', { readId, milliseconds: 60_001 })).rejects.toMatchObject({ code: 'contract.badInput' })
    await sign()
    const detail = services.store.database().prepare(`SELECT detail FROM audit WHERE event = 'read.sign' AND outcome = 'done'`).pluck().get()
    expect(JSON.parse(String(detail))).toMatchObject({ readingSeconds: 25 })
    // What the window had not told yet.
    expect(await spend(2)).toBe(27_000)
    clock.pass(31_000)
    await expect(send('read.time', { readId, milliseconds: 1000 })).rejects.toMatchObject({ code: 'read.signed' })
    const kept = services.store.database().prepare('SELECT phase, milliseconds FROM reading_times ORDER BY phase').all()
    expect(kept).toEqual([{ phase: 'blind', milliseconds: 12_000 }, { phase: 'revealed', milliseconds: 15_000 }])
  })

  it('is seen by its reader, by admins in sums, and by nobody else', async () => {
    const { send, services, readId, spend, sign, ...station } = await withCase()
    await send('read.time', { readId, milliseconds: 0 })
    await spend(40)
    await send('read.reveal', { readId })
    await sign()
    const seconds = async () => (await allRows({ send, services, ...station })).map((row) => row.readingSeconds)
    expect(await seconds()).toEqual([40])
    expect((await send('progress.show', {})).readers).toMatchObject([{ name: ownerName, reading: { readings: 1, medianSeconds: 40, totalSeconds: 40 } }])
    const [header = '', line = ''] = casesAsCsv(signedCases(services.store.database(), null), labelSetsFor).split('\r\n')
    expect(line.split(',')[header.split(',').indexOf('reading_seconds')]).toBe('40')
    await send('people.add', { name: 'Lin', role: 'expert', newPassword: 'handed over 7', password: ownerPassword })
    await send('session.open', { name: 'Lin', password: 'handed over 7' })
    await send('password.change', { password: 'handed over 7', newPassword: 'chosen myself 9' })
    expect(await seconds()).toEqual([null])
    expect((await send('progress.show', {})).readers.map(({ reading }) => reading)).toEqual([null])
    await expect(send('read.time', { readId, milliseconds: 0 })).rejects.toMatchObject({ code: 'read.others' })
  })
})
