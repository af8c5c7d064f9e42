import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CaseView } from '../../src-shared/contract/bench.ts'
import type { MadeReport } from '../../src-shared/contract/reports.ts'
import { languages } from '../../src-shared/domain/label.ts'
import { sha256Of } from '../../src-main/store/blobs.ts'
import { patchesPng } from '../support/importing.ts'
import { readPdf } from '../support/pdf.ts'
import { seedRun } from '../support/seedCase.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

const person = { name: '李 Owner', password: 'correct horse battery' }

describe.each(['loopback', 'electron'] as const)('reports on the %s host', (kind) => {
  let host: TestHost
  let opened: CaseView

  const answer = async <T>(name: string, input: unknown): Promise<T> => {
    const reply = await host.call(name, input)
    if (!reply.ok) throw new Error(reply.error.code)
    return reply.value as T
  }
  const make = (language = 'en') => host.call('report.make', { caseId: opened.row.caseId, language })
  const made = async (language = 'en'): Promise<MadeReport> => answer('report.make', { caseId: opened.row.caseId, language })
  const textOf = async ({ reportId }: MadeReport): Promise<string> => readPdf((await host.report(reportId)) ?? new Uint8Array()).texts.join('\n')

  const save = async (impression: string): Promise<void> => {
    const { read } = await answer<CaseView>('case.open', { caseId: opened.row.caseId })
    const edits = [{ kind: 'answer', labelSet: 'chestxray14', label: 'mass', state: 'present' }, { kind: 'impression', text: impression }]
    await answer('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  }
  const sign = async (): Promise<void> => {
    const { read } = await answer<CaseView>('case.open', { caseId: opened.row.caseId })
    await answer('signing.open', { password: person.password })
    await answer('read.sign', { readId: read.readId, baseRevision: read.revision })
  }

  beforeEach(async () => {
    host = await startTestHost(kind)
    await answer('owner.create', person)
    const reply = await host.intake('a.png', await patchesPng(1))
    const intakeIds = [(reply as { value: { intakeId: string } }).value.intakeId]
    const { jobId } = await answer<{ jobId: never }>('import.start', { intakeIds, task: 'chestxray14', patients: { kind: 'byHand', pseudonym: 'P-7' } })
    const { jobs, store } = host.services
    await jobs.settled(jobId)
    for (const job of jobs.list()) if (job.kind === 'analysis') await jobs.settled(job.jobId)
    const caseId = store.database().prepare('SELECT case_id FROM cases').pluck().get() as string
    opened = await answer('case.open', { caseId })
    const [image] = opened.images
    if (image === undefined) throw new Error('no picture')
    // No gate lets these patches through: the run is put in by hand.
    seedRun(host.services, { caseId: opened.row.caseId, imageId: image.imageId, sha256: image.sha256 })
  })
  afterEach(() => host.close())

  it('are refused until a read is signed, and then leave once for each language', async () => {
    expect(await make()).toMatchObject({ ok: false, error: { code: 'read.notSigned' } })
    await save('未见异常 nothing')
    await answer('read.reveal', { readId: opened.read.readId })
    expect(await make()).toMatchObject({ ok: false, error: { code: 'read.notSigned' } })
    await sign()
    for (const language of languages) {
      const report = await made(language)
      const bytes = (await host.report(report.reportId)) ?? new Uint8Array()
      expect(report).toMatchObject({ pages: 1, version: 1, bytes: bytes.length, sha256: sha256Of(bytes), fileName: `report-${opened.row.caseId}.pdf` })
      const read = readPdf(bytes)
      expect(read.embeddedFonts).toHaveLength(1)
      expect(read.jpegs).toBe(1)
      for (const part of ['P-7', person.name, '未见异常 nothing', report.recordSha256, language === 'en' ? 'Atelectasis' : '肺不张', '0.90 / 0.50']) expect(read.texts[0]).toContain(part)
    }
    expect(await make('fr')).toMatchObject({ ok: false, error: { code: 'contract.badInput', detail: { field: 'language' } } })
  }, 60_000)

  it('show what was signed, not what came after, and not what was changed behind the signature', async () => {
    await save('first')
    await answer('read.reveal', { readId: opened.read.readId })
    await sign()
    await answer('read.amend', { readId: opened.read.readId, reason: 'missed the tip' })
    await save('second')
    const before = await textOf(await made())
    expect([before.includes('first'), before.includes('second'), before.includes('missed the tip')]).toEqual([true, false, false])
    await sign()
    const after = await textOf(await made())
    expect([after.includes('first'), after.includes('second'), after.includes('missed the tip')]).toEqual([false, true, true])
    host.services.store.write((db) => db.prepare(`UPDATE reads SET impression = 'third' WHERE version = 2`).run())
    expect(await make()).toMatchObject({ ok: false, error: { code: 'store.damaged' } })
  }, 60_000)

  it('stand in the audit by ids and hashes, and are gone with the session', async () => {
    await save('a secret')
    await answer('read.reveal', { readId: opened.read.readId })
    await sign()
    const report = await made()
    const row = host.services.store.database().prepare(`SELECT * FROM audit WHERE event = 'report.make'`).all() as Record<string, unknown>[]
    expect(row).toHaveLength(1)
    expect(row[0]).toMatchObject({ object: opened.row.caseId, before_sha256: report.recordSha256, after_sha256: report.sha256, outcome: 'done' })
    expect(JSON.stringify(row)).not.toMatch(/P-7|secret/u)
    expect(await host.report(opened.read.readId)).toBeNull()
    await answer('session.close', {})
    expect(await host.report(report.reportId)).toBeNull()
    await answer('session.open', person)
    expect(await host.report(report.reportId)).toBeNull()
    host.services.store.write((db) => db.prepare(`UPDATE users SET role = 'reader'`).run())
    await answer('session.close', {})
    await answer('session.open', person)
    expect(await make()).toMatchObject({ ok: false, error: { code: 'auth.denied' } })
  }, 60_000)
})
