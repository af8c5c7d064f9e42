import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { labelSetsFor } from '../../../src-shared/labels.ts'
import { filmLabels, normalFilm } from '../../../test/support/normalFilms.ts'
import { ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { casesAsCsv } from '../../export/csv.ts'
import { signedCases } from '../../store/signedCases.ts'

/** Films that were read blind, all labels absent, and revealed; the model says the same. */
async function withNormalFilms(count: number) {
  const station = await startOwned()
  const { send, services, clock } = station
  const readNormal = (present: string | null = null): Promise<CaseId> => normalFilm(services, send, present)
  const cases: CaseId[] = []
  for (let index = 0; index < count; index += 1) cases.push(await readNormal())
  const signSingly = async (caseId: CaseId) => {
    const { read } = await send('case.open', { caseId })
    await send('signing.open', { password: ownerPassword })
    await send('read.sign', { readId: read.readId, baseRevision: read.revision })
  }
  const begin = async () => {
    clock.pass(60_000)
    const { batch } = await send('batch.begin', {})
    clock.pass(1000)
    if (batch === null) throw new Error('no batch')
    return batch
  }
  const audit = (event: string) => services.store.database().prepare<[string], { object: string; detail: string }>('SELECT object, detail FROM audit WHERE event = ? ORDER BY sequence').all(event).map(({ object, detail }): Record<string, unknown> => ({ object, ...(JSON.parse(detail) as Record<string, unknown>) }))
  return { ...station, cases, readNormal, signSingly, begin, audit }
}

describe('normal films that are signed together', () => {
  it('are signed after a drawn sample was opened and signed singly, which the audit and exports tell', async () => {
    const { send, services, cases, readNormal, signSingly, begin, audit } = await withNormalFilms(12)
    await readNormal('mass')
    expect(await send('batch.show', {})).toEqual({ eligible: 12, batch: null })
    const batch = await begin()
    const { batchId, seed } = batch
    expect(batch).toMatchObject({ state: 'open', share: 0.2, cases: 12, signed: 0 })
    expect(batch.sample.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'waiting'))
    // Who has the seed draws the same sample.
    const reads = services.store.database().prepare('SELECT case_id AS caseId, read_id AS readId FROM reads').all() as { caseId: CaseId; readId: string }[]
    const rank = (readId: string) => createHmac('sha256', Buffer.from(seed, 'hex')).update(readId).digest('hex')
    const again = reads.filter(({ caseId }) => cases.includes(caseId)).toSorted((one, other) => (rank(one.readId) < rank(other.readId) ? -1 : 1)).slice(0, 5)
    expect(again.map(({ caseId }) => caseId).toSorted()).toEqual(batch.sample.map(({ caseId }) => caseId).toSorted())
    expect(audit('batch.begin')).toMatchObject([{ object: batchId, cases: 12, sample: 5, share: 0.2, seed }])
    await expect(send('batch.begin', {})).rejects.toMatchObject({ code: 'batch.open' })
    await expect(send('batch.sign', { batchId })).rejects.toMatchObject({ code: 'auth.signingClosed' })
    const [first, ...others] = batch.sample
    for (const { caseId } of others) await signSingly(caseId)
    await expect(send('batch.sign', { batchId })).rejects.toMatchObject({ code: 'batch.sample', detail: { count: 1 } })
    await signSingly(first?.caseId as CaseId)
    // One of the rest is changed after the draw: it is left out.
    const changed = cases.find((caseId) => batch.sample.every((one) => one.caseId !== caseId)) as CaseId
    const { read } = await send('case.open', { caseId: changed })
    await send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'impression', text: 'look again' }] })
    const done = await send('batch.sign', { batchId })
    expect(done).toMatchObject({ batch: { state: 'signed', signed: 6 } })
    expect((await send('case.open', { caseId: changed })).read.phase).toBe('revealed')
    expect(audit('batch.sign')).toMatchObject([{ object: batchId, cases: 12, sample: 5, signed: 6, leftOut: 1 }])
    expect(audit('read.sign').filter((row) => row['batch'] === batchId)).toHaveLength(6)
    const signed = signedCases(services.store.database(), null)
    expect(signed).toHaveLength(11)
    expect(signed.filter((one) => one.batch !== null).map((one) => one.batch)).toEqual(Array.from({ length: 6 }, () => ({ batch: batchId, cases: 12, sample: 5, share: 0.2, seed })))
    expect(casesAsCsv(signed, labelSetsFor).split(batchId)).toHaveLength(7)
    const decisions = services.store.database().prepare(`SELECT decision, count(*) AS count FROM answers a JOIN sign_batch_reads b ON b.read_id = a.read_id AND b.signed = 1 GROUP BY decision`).all()
    expect(decisions).toEqual([{ decision: 'accepted', count: 6 * filmLabels.length }])
    // The one that was left out is signed singly: no second draw.
    expect((await send('batch.show', {})).eligible).toBe(0)
  })

  it('are not signed where the sample differs, and never drawn again', async () => {
    const { send, services, cases, begin, signSingly, audit, readNormal } = await withNormalFilms(10)
    const { batchId, sample } = await begin()
    const [odd, ...others] = sample
    const caseId = odd?.caseId as CaseId
    const { read } = await send('case.open', { caseId })
    await send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'answer', labelSet: 'chestxray14', label: 'nodule', state: 'present' }] })
    for (const one of [odd, ...others]) await signSingly(one?.caseId as CaseId)
    const stopped = await send('batch.sign', { batchId })
    expect(stopped).toMatchObject({ eligible: 0, batch: { state: 'stopped', signed: 0 } })
    expect(audit('batch.stop')).toMatchObject([{ object: batchId, cases: 10, sample: 5, differing: 1 }])
    await expect(send('batch.sign', { batchId })).rejects.toMatchObject({ code: 'batch.missing' })
    await expect(send('batch.begin', {})).rejects.toMatchObject({ code: 'batch.tooFew', detail: { count: 0, least: 10 } })
    for (const rest of cases.filter((one) => sample.every((drawn) => drawn.caseId !== one))) expect((await send('case.open', { caseId: rest })).read.phase).toBe('revealed')
    // Fresh readings make a batch of their own; one that is ended is not drawn again either.
    for (let index = 0; index < 10; index += 1) await readNormal()
    const next = await begin()
    expect(next.sample.every((drawn) => !cases.includes(drawn.caseId))).toBe(true)
    expect(await send('batch.giveUp', { batchId: next.batchId, reason: 'called away' })).toMatchObject({ eligible: 0, batch: { state: 'givenUp' } })
    expect(services.store.database().prepare('SELECT reason FROM sign_batches ORDER BY sequence').pluck().all()).toEqual(['', 'called away'])
  })
})
