import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callNames, contract, type CallName } from '../../src-shared/contract/contract.ts'
import { errorCodes } from '../../src-shared/errors.ts'
import { errors as english } from '../../src-renderer/text/en/errors.ts'
import { errors as chinese } from '../../src-renderer/text/zh-CN/errors.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

const uuid = '3f0c1c0e-6d3e-4d0e-9a53-0f5b5f2f6a11'
const filter = { search: '', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: true }

/** A well-formed input of every call: what is missing here does not compile. */
const wellFormed: Readonly<Record<CallName, unknown>> = {
  'app.status': {},
  'owner.create': { name: 'Wang', password: 'correct horse battery' },
  'session.open': { name: 'Wang', password: 'correct horse battery' },
  'session.recover': { recoveryKey: 'AAAA', newPassword: 'correct horse battery' },
  'password.change': { password: 'correct horse battery', newPassword: 'another horse battery' },
  'session.close': {},
  'signing.open': { password: 'correct horse battery' },
  'settings.save': { language: 'en', theme: 'dark' },
  'import.start': { intakeIds: [uuid], task: null, patients: { kind: 'none' } },
  'samples.open': {},
  'import.report': { jobId: uuid },
  'labels.look': { intakeIds: [uuid], task: 'chestxray14' },
  'labels.give': { intakeIds: [uuid], task: 'chestxray14', source: 'x', mapping: [] },
  'job.list': {},
  'job.cancel': { jobId: uuid },
  'export.start': { format: 'csv', task: null },
  'export.list': {},
  'report.make': { caseId: uuid, language: 'en' },
  'results.make': { caseId: uuid, language: 'en', identity: 'deidentified' },
  'worklist.list': { filter, offset: 0, limit: 50 },
  'worklist.neighbour': { caseId: uuid, direction: 'next', unresolved: true, filter },
  'case.ahead': { caseId: uuid, filter },
  'case.beside': { caseId: uuid },
  'case.trend': { caseId: uuid },
  'worklist.ids': { filter, offset: 0, limit: 50 },
  'tag.list': {},
  'people.here': {},
  'cases.change': { cases: { by: 'ids', caseIds: [uuid] }, change: { kind: 'tag', tag: 'urgent', present: true } },
  'cases.assign': { cases: { by: 'filter', filter, except: [], count: 7777 }, userId: null },
  'cases.undo': { changeId: uuid },
  'view.list': {},
  'view.save': { place: 1, name: 'Mine', filter, columns: ['status', 'task'] },
  'view.remove': { place: 9 },
  'view.leave': { filter, columns: [] },
  'progress.show': {},
  'case.assignPatient': { caseId: uuid, pseudonym: 'P-1' },
  'case.open': { caseId: uuid },
  'case.analyze': { caseId: uuid },
  'read.second': { caseId: uuid },
  'batch.show': {},
  'batch.begin': {},
  'batch.sign': { batchId: uuid },
  'batch.giveUp': { batchId: uuid, reason: 'x' },
  'read.time': { readId: uuid, milliseconds: 1000 },
  'read.takeOver': { caseId: uuid },
  'read.settle': { caseId: uuid },
  'read.giveUp': { caseId: uuid, reason: 'x' },
  'tongue.measure': { readId: uuid, imageId: uuid },
  'tongue.stopMeasuring': { readId: uuid },
  'tubes.suggest': { readId: uuid, imageId: uuid },
  'tubes.stopSuggesting': { readId: uuid },
  'chart.photos': { caseId: uuid },
  'photo.view': { caseId: uuid, imageId: uuid, view: 'underside' },
  'chart.use': { caseId: uuid, chartImageId: uuid, scope: 'visit' },
  'capture.look': { jpeg: '/9j/4AAQ' },
  'comment.list': { caseId: uuid },
  'comment.add': { caseId: uuid, text: 'x' },
  'comment.resolve': { commentId: uuid, resolved: true },
  'questionnaire.show': { caseId: uuid },
  'questionnaire.save': { caseId: uuid, baseRevision: 0, language: 'en', sex: null, answers: [{ item: 'vigour', score: 5 }] },
  'questionnaire.amend': { caseId: uuid, reason: 'x' },
  'wording.list': {},
  'wording.load': { name: 'x', text: 'key,en' },
  'wording.choose': { wordingId: uuid },
  'lineRules.list': {},
  'lineRules.load': { name: 'x', text: '{}' },
  'lineRules.choose': { rulesId: uuid },
  'read.save': { readId: uuid, baseRevision: 0, edits: [{ kind: 'note', text: 'x' }] },
  'read.reveal': { readId: uuid },
  'read.sign': { readId: uuid, baseRevision: 0 },
  'read.amend': { readId: uuid, reason: 'x' },
  'agreement.show': { task: 'chestxray14' },
  'labels.list': {},
  'labels.save': { id: 'tongue-signs', baseVersion: 1, labels: [{ key: 'red', name: { 'zh-CN': '红', en: 'Red' }, hint: null, exclusiveGroup: null, retired: false, mergedInto: null }], reason: 'x' },
  'watch.status': {},
  'watch.plan': { on: false, folder: null, task: null, patients: { kind: 'none' } },
  'dimse.status': {},
  'dimse.plan': { aeTitle: 'CTW', peer: null, receive: { on: false, port: 11112, fromNetwork: false, callers: [] } },
  'dimse.test': {},
  'dimse.send': { intakeIds: [uuid] },
  'pacs.status': {},
  'pacs.plan': { on: false, url: '', user: '', password: null, authority: '' },
  'pacs.test': {},
  'pacs.find': { patientId: 'x', patientName: '', from: '', to: '', accession: '', modality: '', offset: 0 },
  'pacs.get': { studies: [{ studyUid: '1.2', patientId: 'x' }], task: null },
  'pacs.send': { intakeIds: [uuid] },
  'backup.status': {},
  'backup.plan': { folder: null, everyHours: 24, keep: 7 },
  'backup.start': {},
  'backup.drill': { backupId: '2031-01-01T00-00-00-000Z' },
  'retraining.status': {},
  'retraining.plan': { folder: null, everyDays: 0, everySignatures: 0 },
  'recovery.look': {},
  'recovery.restore': { folder: '/no/such/folder', workstationId: uuid, backupId: '2031-01-01T00-00-00-000Z', name: 'Wang', password: 'correct horse battery' },
  'recovery.progress': {},
  'learning.overview': {},
  'model.add': { intakeIds: [uuid], acceptance: { largestLoss: 0.02, minimumCases: 20 } },
  'model.compare': { versionId: uuid },
  'model.activate': { versionId: uuid, reason: 'better', despite: false },
  'model.rollback': { task: 'chestxray14', reason: 'worse' },
  'model.performance': { modelId: 'no-such-model' },
  'model.list': {},
  'model.verify': {},
  'people.list': {},
  'people.add': { name: 'Li', role: 'reader', newPassword: 'first staple 9', password: 'correct horse battery' },
  'people.setRole': { userId: uuid, role: 'expert' },
  'people.setPassword': { userId: uuid, newPassword: 'first staple 9', password: 'correct horse battery' },
  'people.leave': { userId: uuid },
  'store.verify': {},
  'audit.list': {},
  'audit.table': {},
}

const takesNothing = (name: CallName): boolean => Object.keys(wellFormed[name] as object).length === 0
const junk: readonly unknown[] = [7, 'text', [], { unknown: 1 }, { caseId: '' }, { caseId: `${uuid}'; DROP TABLE cases` }]

describe.each(['loopback', 'electron'] as const)('the contract on the %s host', (kind) => {
  let host: TestHost

  beforeAll(async () => {
    host = await startTestHost(kind)
  })
  afterAll(() => host.close())

  it('has a handler for every call and none besides', () => {
    expect(Object.keys(createHandlers(host.services)).toSorted()).toEqual([...callNames].toSorted())
  })

  it('refuses a call it does not know', async () => {
    for (const name of ['', 'no.such', 'constructor', '__proto__', 'toString']) {
      expect(await host.call(name, {})).toMatchObject({ ok: false })
    }
    expect(await host.call('no.such', {})).toMatchObject({ error: { code: 'contract.unknownCall' } })
  })

  it.each(callNames.filter((name) => contract[name].needs !== 'public'))('%s answers nobody who is not signed in', async (name) => {
    expect(await host.call(name, wellFormed[name])).toMatchObject({ ok: false, error: { code: 'auth.signedOut' } })
  })

  it('shows no picture and takes no file before sign-in', async () => {
    expect(await host.image(uuid, 'display')).toBe(401)
    expect(await host.intake('a.png', new Uint8Array([1]))).toMatchObject({ ok: false, error: { code: 'auth.signedOut' } })
  })

  describe('signed in', () => {
    beforeAll(async () => {
      const made = await host.call('owner.create', wellFormed['owner.create'])
      expect(made).toMatchObject({ ok: true })
    })

    it.each(callNames)('%s refuses junk with the name of the field', async (name) => {
      for (const input of junk) {
        const reply = await host.call(name, input)
        expect([name, input, reply]).toMatchObject([name, input, { ok: false, error: { code: 'contract.badInput' } }])
      }
      expect((await host.call(name, null)).ok).toBe(false)
    })

    it.each(callNames.filter((name) => takesNothing(name) && name !== 'session.close' && name !== 'batch.begin' && name !== 'backup.start'))('%s answers', async (name) => {
      expect(await host.call(name, wellFormed[name])).toMatchObject({ ok: true })
    })

    it('names what does not exist, and never leaks a path', async () => {
      const expected: Partial<Record<CallName, string>> = {
        'case.open': 'case.missing',
        'case.analyze': 'case.missing',
        'case.beside': 'case.missing',
        'read.second': 'case.missing',
        'read.takeOver': 'case.missing',
        'read.settle': 'read.notDisputed',
        'read.giveUp': 'case.missing',
        'tongue.measure': 'case.missing',
        'tubes.suggest': 'case.missing',
        'comment.list': 'case.missing',
        'comment.add': 'case.missing',
        'comment.resolve': 'comment.missing',
        'questionnaire.show': 'case.missing',
        'questionnaire.save': 'case.missing',
        'questionnaire.amend': 'case.missing',
        'wording.load': 'wording.unreadable',
        'wording.choose': 'wording.missing',
        'case.assignPatient': 'case.missing',
        'cases.change': 'case.missing',
        'cases.assign': 'cases.otherCount',
        'cases.undo': 'change.missing',
        'job.cancel': 'job.missing',
        'people.setRole': 'people.missing',
        'people.setPassword': 'people.missing',
        'people.leave': 'people.missing',
        'batch.begin': 'batch.tooFew',
        'batch.giveUp': 'batch.missing',
        'report.make': 'case.missing',
        'results.make': 'case.missing',
        'import.report': 'job.missing',
        'model.performance': 'model.versionMissing',
        'pacs.find': 'pacs.off',
        'pacs.get': 'pacs.off',
        'backup.start': 'backup.folder',
        'backup.drill': 'backup.folder',
        'recovery.restore': 'recovery.folder',
      }
      for (const [name, code] of Object.entries(expected)) {
        const reply = await host.call(name, wellFormed[name as CallName])
        expect([name, reply]).toMatchObject([name, { ok: false, error: { code } }])
        expect(JSON.stringify(reply)).not.toMatch(/\/tmp|\\\\|node_modules/u)
      }
      expect(await host.image(uuid, 'display')).toBe(404)
    })

    it('is locked again at once', async () => {
      expect(await host.call('session.close', {})).toMatchObject({ ok: true })
      expect(await host.call('job.list', {})).toMatchObject({ ok: false, error: { code: 'auth.signedOut' } })
    })
  })
})

describe('error sentences', () => {
  it.each(errorCodes)('%s has one in each language', (code) => {
    expect(english[code]).toMatch(/[A-Z].*[.]/su)
    expect(chinese[code]).toMatch(/[\u4e00-\u9fff].*[。]/su)
  })
})
