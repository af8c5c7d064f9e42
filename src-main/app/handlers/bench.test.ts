import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { withCase } from '../../../test/support/openCase.ts'
import { seedRefusal, seedRun } from '../../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'

const set = 'chestxray14'
const [first, second, third] = ['atelectasis', 'cardiomegaly', 'effusion']
const answer = (label: string, state: string | null) => ({ kind: 'answer', labelSet: set, label, state })
const decide = (label: string, decision: string | null, reason = '') => ({ kind: 'decision', labelSet: set, label, decision, reason })

describe('a blind read', () => {
  test('begins when its case is opened, once, and carries nothing of the model', async () => {
    const { open, services, seeded } = await withCase()
    seedRun(services, seeded)
    const view = await open()
    expect(view.read).toMatchObject({ version: 1, phase: 'blind', reader: ownerName, revision: 0, answers: [], runId: null })
    expect(view.prediction).toBeNull()
    expect(view.row).toMatchObject({ status: 'reading', topScores: [] })
    expect(JSON.stringify(view)).not.toMatch(/"score"|"threshold"/u)
    expect((await open()).read.readId).toBe(view.read.readId)
  })

  test('keeps answers, texts and lengths, and says "saved" with the next revision', async () => {
    const { open, save, imageId, clock } = await withCase()
    const markId = randomUUID()
    const mark = { markId, imageId, kind: 'length', points: [[1.5, 2], [30, 40.25]] }
    const receipt = await save([
      answer(first, 'present'), answer(second, 'unsure'), { kind: 'note', text: '肺纹理 👩🏽‍⚕️ שלום' },
      { kind: 'impression', text: 'clear' }, { kind: 'mark', markId, mark },
    ])
    expect(receipt).toEqual({ revision: 1, savedAt: clock.nowIso() })
    const { read } = await open()
    expect(read).toMatchObject({ note: '肺纹理 👩🏽‍⚕️ שלום', impression: 'clear', marks: [mark] })
    expect(read.answers.map(({ label, state, blindState }) => [label, state, blindState])).toEqual([
      [first, 'present', null], [second, 'unsure', null],
    ])
    await save([answer(first, null), { kind: 'mark', markId, mark: null }])
    expect((await open()).read).toMatchObject({ revision: 2, marks: [], answers: [{ label: second }] })
  })

  test('finds its texts in the worklist', async () => {
    const { save, services } = await withCase()
    await save([{ kind: 'impression', text: 'small nodule on the left' }])
    const search = services.store.database().prepare(`SELECT count(*) FROM case_text WHERE case_text MATCH '"nodule"'`).pluck()
    expect(search.get()).toBe(1)
  })

  test('refuses a save against an older revision and keeps what was there', async () => {
    const { open, save, send } = await withCase()
    const { read } = await open()
    await save([answer(first, 'present')])
    const stale = send('read.save', { readId: read.readId, baseRevision: 0, edits: [answer(first, 'absent')] })
    await expect(stale).rejects.toMatchObject({ code: 'read.conflict', detail: { revision: 1 } })
    expect((await open()).read.answers).toMatchObject([{ state: 'present' }])
  })

  test.each([
    ['a label of another set', { kind: 'answer', labelSet: 'tongue-signs', label: 'greasy', state: 'present' }],
    ['an unknown label', answer('dragon', 'present')],
  ])('refuses %s, and the whole batch with it', async (_name, edit) => {
    const { open, save } = await withCase()
    await expect(save([answer(first, 'present'), edit])).rejects.toMatchObject({ code: 'contract.badInput' })
    expect((await open()).read).toMatchObject({ revision: 0, answers: [] })
  })

  test('cannot decide on a score nobody has seen, nor be signed', async () => {
    const { save, sign, send, services, seeded } = await withCase()
    seedRun(services, seeded)
    await expect(save([answer(first, 'present'), decide(first, 'accepted')])).rejects.toMatchObject({ code: 'read.notRevealed' })
    await send('signing.open', { password: ownerPassword })
    await expect(sign()).rejects.toMatchObject({ code: 'read.notRevealed' })
  })

  test('waits for a prediction that is still to come', async () => {
    const { reveal } = await withCase()
    await expect(reveal()).rejects.toMatchObject({ code: 'read.noPrediction' })
  })
})

describe('the reveal', () => {
  test('locks the blind answers, fixes the run and shows the model', async () => {
    const { save, reveal, open, services, seeded } = await withCase()
    seedRun(services, seeded)
    await save([answer(first, 'absent')])
    const view = await reveal()
    expect(view.prediction?.labels).toHaveLength(14)
    expect(view.read).toMatchObject({ phase: 'revealed', runId: view.prediction?.runId })
    expect(view.row.topScores[0]).toMatchObject({ score: 0.9 })
    await save([answer(first, 'present'), answer(second, 'absent')])
    seedRun(services, seeded)
    const later = await open()
    expect(later.read.answers.map(({ state, blindState }) => [state, blindState])).toEqual([['present', 'absent'], ['absent', null]])
    expect(later.prediction?.runId).toBe(view.read.runId)
    await expect(reveal()).rejects.toMatchObject({ code: 'read.notBlind' })
  })

  test('is allowed without a prediction where the picture was refused', async () => {
    const { reveal, services, seeded } = await withCase()
    seedRefusal(services, seeded)
    const view = await reveal()
    expect(view).toMatchObject({ prediction: null, read: { phase: 'revealed', runId: null }, refusal: { code: 'quality.blurred' } })
  })
})

describe('decisions', () => {
  test('accepting sets the answer to the call; overruling keeps the reader\'s', async () => {
    const { save, reveal, open, services, seeded } = await withCase()
    seedRun(services, seeded)
    await save([answer(second, 'present')])
    await reveal()
    await save([decide(first, 'accepted'), decide(second, 'overruled', 'clearly enlarged')])
    expect((await open()).read.answers).toMatchObject([
      { label: first, state: 'present', blindState: null, decision: 'accepted' },
      { label: second, state: 'present', blindState: 'present', decision: 'overruled', reason: 'clearly enlarged' },
    ])
    await save([decide(second, 'accepted'), answer(first, 'absent')])
    expect((await open()).read.answers).toMatchObject([
      { label: first, state: 'absent', decision: null },
      { label: second, state: 'absent', decision: 'accepted' },
    ])
  })

  test('an answer is needed to overrule', async () => {
    const { save, reveal, services, seeded } = await withCase()
    seedRun(services, seeded)
    await reveal()
    await expect(save([decide(third, 'overruled')])).rejects.toMatchObject({ code: 'contract.badInput' })
  })
})

describe('the signature', () => {
  async function revealed() {
    const bench = await withCase()
    seedRun(bench.services, bench.seeded)
    await bench.save([answer(first, 'present')])
    await bench.reveal()
    return bench
  }

  test('needs the password, and ends after a quarter of an hour however the clock is set', async () => {
    const { sign, send, clock, services } = await revealed()
    await expect(sign()).rejects.toMatchObject({ code: 'auth.signingClosed' })
    await expect(send('signing.open', { password: 'guessed it' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await send('signing.open', { password: ownerPassword })
    for (let minute = 0; minute < 15; minute += 1) {
      clock.pass(60_000)
      services.session.touch()
    }
    clock.setWall('2031-05-01T08:00:00.000Z')
    await expect(sign()).rejects.toMatchObject({ code: 'auth.signingClosed' })
  })

  test('freezes the record under its hash, with every unanswered label unanswered', async () => {
    const { sign, send, save, services, open } = await revealed()
    await send('signing.open', { password: ownerPassword })
    const { read, row } = await sign()
    expect(row.status).toBe('signed')
    expect(read).toMatchObject({ phase: 'signed', answers: [{ label: first }], signature: { signer: ownerName } })
    expect(read.signature?.recordSha256).toMatch(/^[0-9a-f]{64}$/u)
    await expect(save([answer(first, 'absent')])).rejects.toMatchObject({ code: 'read.signed' })
    await expect(sign()).rejects.toMatchObject({ code: 'read.signed' })
    expect((await open()).read).toEqual(read)
    const signing = (await send('audit.list', {})).find(({ event, outcome }) => event === 'read.sign' && outcome === 'done')
    expect(signing).toMatchObject({ user: ownerName, object: read.readId })
    expect((await send('store.verify', {})).ok).toBe(true)
    services.store.write((db) => db.prepare(`UPDATE answers SET state = 'absent'`).run())
    expect(await send('store.verify', {})).toMatchObject({ ok: false, rows: { bad: 1 } })
  })

  test('binds what the signer saw', async () => {
    const { send, open, save } = await revealed()
    await send('signing.open', { password: ownerPassword })
    const { read } = await open()
    await save([answer(second, 'present')])
    await expect(send('read.sign', { readId: read.readId, baseRevision: read.revision })).rejects.toMatchObject({ code: 'read.conflict' })
  })

  test('is changed by an amendment only: a new version, the signed one stays', async () => {
    const { send, sign, save, open } = await revealed()
    await send('signing.open', { password: ownerPassword })
    const { read: signed } = await sign()
    const amended = await send('read.amend', { readId: signed.readId, reason: 'seen again with the prior' })
    expect(amended.read).toMatchObject({ version: 2, phase: 'revealed', runId: signed.runId, amendmentReason: 'seen again with the prior' })
    expect(amended.read.answers).toEqual(signed.answers)
    expect(amended.earlierReads).toEqual([signed])
    expect(amended.row.status).toBe('reading')
    await save([answer(first, 'absent')])
    const again = await sign()
    expect(again.read.signature?.recordSha256).not.toBe(signed.signature?.recordSha256)
    expect(canonicalSha256((await open()).earlierReads)).toBe(canonicalSha256([signed]))
    await expect(send('read.amend', { readId: signed.readId, reason: 'old one' })).rejects.toMatchObject({ code: 'read.conflict' })
    expect((await send('store.verify', {})).ok).toBe(true)
  })

  test('an open read is not amended', async () => {
    const { send, open } = await revealed()
    const { read } = await open()
    await expect(send('read.amend', { readId: read.readId, reason: 'because' })).rejects.toMatchObject({ code: 'read.notSigned' })
  })
})

test('a read or case that is not there is refused by name', async () => {
  const { send } = await startOwned()
  await expect(send('case.open', { caseId: randomUUID() })).rejects.toMatchObject({ code: 'case.missing' })
  await expect(send('read.reveal', { readId: randomUUID() })).rejects.toMatchObject({ code: 'case.missing' })
})
