import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { createDimse, type Dimse } from '../../src-main/app/dimse.ts'
import { createWork } from '../../src-main/app/work.ts'
import { splitFile } from '../../src-main/dicom/dataSet.ts'
import { identityBytes, readIdentity } from '../../src-main/dicom/identity.ts'
import { explicitLittle } from '../../src-main/dicom/syntaxes.ts'
import { commandFields } from '../../src-main/pacs/dimse/command.ts'
import { openAssociation } from '../../src-main/pacs/dimse/connect.ts'
import { storeFile } from '../../src-main/pacs/dimse/services.ts'
import { usualLimits } from '../../src-main/pacs/limits.ts'
import type { ImportReport, Job } from '../../src-shared/contract/jobs.ts'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { hasDcmtk } from '../support/dcmtk.ts'
import { allRows, importAll, patchesPng } from '../support/importing.ts'
import { freePort } from '../support/orthanc.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ownerName, ownerPassword, startOwned, type TestWorkstation } from '../support/workstation.ts'

const run = promisify(execFile)
const modelsFolder = resolve(import.meta.dirname, '../fixtures/models')
const studyUid = '1.2.826.0.1.3680043.10.9999.75'
const film = (number: number, seed = 750 + number): Uint8Array => pacsFilm({ patientId: `PAT-75${number}`, studyUid, sopUid: `${studyUid}.1.${number}`, seed })
const noPicture = (number: number): Uint8Array => pacsFilm({ patientId: 'PAT-75', studyUid, sopUid: `${studyUid}.1.${number}`, seed: 1, more: [{ tag: 0x0028_0010, vr: 'US', value: 0 }] })
const digitalFilm = '1.2.840.10008.5.1.4.1.1.1.1'

interface Hosted extends TestWorkstation {
  readonly dimse: Dimse
  readonly port: number
}

async function receiving(): Promise<Hosted> {
  const here = await startOwned({ modelsFolder })
  const dimse = createDimse(here.services, createWork(here.services, 'whenAsked'))
  dimse.receive()
  const port = await freePort()
  const receive = { on: true, port, fromNetwork: false, callers: ['MODALITY'] }
  await dimse.plan({ aeTitle: 'CTW', peer: null, receive }, here.services.access.caller())
  onTestFinished(async () => {
    if (here.services.store.isOpen()) await dimse.plan({ aeTitle: 'CTW', peer: null, receive: { ...receive, on: false } }, here.services.access.caller())
  })
  return { ...here, dimse, port }
}

const peerAt = ({ port }: Hosted) => ({ host: '127.0.0.1', port, calledAe: 'CTW', callingAe: 'MODALITY' })
const importsOf = ({ services }: Hosted): readonly Job[] => services.jobs.list().filter(({ kind }) => kind === 'import').toReversed()
const reportOf = (here: Hosted, { jobId }: Job): Promise<ImportReport> => here.send('import.report', { jobId })
const stateOf = (here: Hosted, number: number): Job['state'] | undefined => importsOf(here)[number]?.state

/** An association that stands until it is ended: what it stores is answered with a status. */
async function association(here: Hosted) {
  const standing = await openAssociation(peerAt(here), { contexts: [{ abstractSyntax: digitalFilm, transferSyntaxes: [explicitLittle.uid] }] }, usualLimits)
  const store = async (file: Uint8Array): Promise<number | undefined> => {
    const { sopUid } = readIdentity(file.subarray(0, identityBytes))
    const contextId = standing.contextFor(digitalFilm) ?? 0
    await standing.send(contextId, { affectedClass: digitalFilm, commandField: commandFields.store, messageId: standing.nextMessageId(), priority: 0, affectedInstance: sopUid }, splitFile(file).dataSet)
    return (await standing.next())?.command.status
  }
  return { store, release: () => standing.release(), abort: () => standing.abort() }
}

it('what one association sends is one import, with what came, what was here and what was refused', async () => {
  const here = await receiving()
  await storeFile(peerAt(here), film(1), usualLimits)
  await expect.poll(() => stateOf(here, 0)).toBe('done')
  const { store, release } = await association(here)
  const answers = []
  for (const file of [film(2), film(1), noPicture(3), film(4), film(1, 799)]) answers.push(await store(file))
  expect(answers).toEqual([0, 0, 0xc000, 0, 0xa900])
  expect(importsOf(here)[1]).toMatchObject({ state: 'running', done: 5, total: 5, failed: 2, error: null })
  await release()
  await expect.poll(() => stateOf(here, 1)).toBe('done')
  const [first, second, ...others] = importsOf(here)
  expect(others).toEqual([])
  expect(await reportOf(here, first as Job)).toMatchObject({ imported: 1, cases: 1 })
  const report = await reportOf(here, second as Job)
  expect(report).toMatchObject({ imported: 2, alreadyKnown: 1, cases: 2, duplicates: [{ index: 1, kind: 'exact' }] })
  expect(report.rejected.map(({ index, name, code }) => [index, name, code])).toEqual([[2, `${studyUid}.1.3.dcm`, 'dicom.noPixels'], [4, `${studyUid}.1.1.dcm`, 'pacs.uidReused']])
  const audit = (await here.send('audit.list', {})).map(({ event }) => event)
  expect(audit.filter((event) => event === 'import.end')).toHaveLength(2)
  expect(audit.filter((event) => event === 'dimse.received')).toHaveLength(3)
  expect(readdirSync(join(here.folder, 'received'))).toEqual([])
})

it('near duplicates are found among what one association sends, and among what came in between', async () => {
  const here = await receiving()
  const named = (number: number, seed: number, dose: number) => pacsFilm({ patientId: `PAT-75${number}`, studyUid, sopUid: `${studyUid}.2.${number}`, seed, more: [{ tag: 0x0008_1030, vr: 'LO', value: `DOSE ${dose}` }] })
  const { store, release } = await association(here)
  expect(await store(named(1, 60, 1))).toBe(0)
  expect(await store(named(2, 60, 2))).toBe(0)
  expect(await importAll(here, [{ name: 'file.dcm', bytes: named(3, 61, 1) }])).toMatchObject({ imported: 1, duplicates: [] })
  expect(await store(named(4, 61, 2))).toBe(0)
  await release()
  await expect.poll(() => stateOf(here, 0)).toBe('done')
  expect((await reportOf(here, importsOf(here)[0] as Job)).duplicates.map(({ index, kind }) => [index, kind])).toEqual([[1, 'near'], [2, 'near']])
})

it('holds up neither an import of a person nor another sender while it stands', async () => {
  const here = await receiving()
  const one = await association(here)
  expect(await one.store(film(1))).toBe(0)
  expect(await importAll(here, [{ name: 'a.png', bytes: await patchesPng(5) }])).toMatchObject({ imported: 1 })
  const other = await association(here)
  expect(await other.store(film(2))).toBe(0)
  expect(await one.store(film(3))).toBe(0)
  await other.release()
  await expect.poll(() => stateOf(here, 2)).toBe('done')
  expect(stateOf(here, 0)).toBe('running')
  await one.release()
  await expect.poll(() => stateOf(here, 0)).toBe('done')
  expect((await Promise.all(importsOf(here).map((job) => reportOf(here, job)))).map(({ imported }) => imported)).toEqual([2, 1, 1])
})

it('a sender that breaks off leaves what came, and a job that says so', async () => {
  const here = await receiving()
  const { store, abort } = await association(here)
  expect(await store(film(1))).toBe(0)
  expect(await store(film(2))).toBe(0)
  abort()
  await expect.poll(() => importsOf(here)[0]).toMatchObject({ state: 'failed', error: 'dimse.brokenOff', done: 2 })
  expect(await reportOf(here, importsOf(here)[0] as Job)).toMatchObject({ imported: 2, rejected: [] })
  expect(await allRows(here)).toHaveLength(2)
  expect(here.dimse.status()).toMatchObject({ received: 2, refused: 1, lastRefusal: { code: 'dimse.brokenOff' } })
  // Sent again, the rest comes and the first are not kept twice.
  const again = await association(here)
  for (const number of [1, 2, 3]) expect(await again.store(film(number))).toBe(0)
  await again.release()
  await expect.poll(() => stateOf(here, 1)).toBe('done')
  expect(await reportOf(here, importsOf(here)[1] as Job)).toMatchObject({ imported: 1, alreadyKnown: 2 })
})

it('a cancelled job keeps what came and refuses what follows', async () => {
  const here = await receiving()
  const { store, release } = await association(here)
  expect(await store(film(1))).toBe(0)
  await here.send('job.cancel', { jobId: importsOf(here)[0]?.jobId ?? '' })
  await expect.poll(() => stateOf(here, 0)).toBe('cancelled')
  expect(await store(film(2))).toBe(0xa700)
  await release()
  expect(await reportOf(here, importsOf(here)[0] as Job)).toMatchObject({ imported: 1, rejected: [] })
  expect(importsOf(here)).toHaveLength(1)
  expect(here.dimse.status()).toMatchObject({ received: 1, lastRefusal: { code: 'job.cancelled' } })
  expect(await allRows(here)).toHaveLength(1)
})

it('who signs out ends the import; the store closes, and a later file is another import', async () => {
  const here = await receiving()
  const { store, release } = await association(here)
  expect(await store(film(1))).toBe(0)
  await here.send('session.close', {})
  await expect.poll(() => here.services.store.isOpen()).toBe(false)
  expect(importsOf(here)[0]).toMatchObject({ state: 'failed', error: 'auth.signedOut', done: 1 })
  expect(await store(film(2))).toBe(0xa700)
  await here.send('session.open', { name: ownerName, password: ownerPassword })
  expect(await store(film(2))).toBe(0)
  await release()
  await expect.poll(() => stateOf(here, 1)).toBe('done')
  expect((await Promise.all(importsOf(here).map((job) => reportOf(here, job)))).map(({ imported }) => imported)).toEqual([1, 1])
})

it.skipIf(!hasDcmtk)("takes what DCMTK's storescu sends as one import, released or aborted", async () => {
  const here = await receiving()
  const folder = temporaryFolder()
  const files = [1, 2, 3, 4].map((number) => {
    const path = join(folder, `${number}.dcm`)
    writeFileSync(path, film(number))
    return path
  })
  const titles = ['-aet', 'MODALITY', '-aec', 'CTW', '127.0.0.1', String(here.port)]
  await run('/usr/bin/storescu', [...titles, ...files.slice(0, 3)])
  await expect.poll(() => stateOf(here, 0)).toBe('done')
  await run('/usr/bin/storescu', ['--abort', ...titles, ...files]).catch(() => undefined)
  await expect.poll(() => stateOf(here, 1)).toBe('failed')
  const jobs = importsOf(here)
  expect(jobs.map(({ done, error }) => [done, error])).toEqual([[3, null], [4, 'dimse.brokenOff']])
  expect(await reportOf(here, jobs[0] as Job)).toMatchObject({ imported: 3, cases: 3, rejected: [] })
  expect(await reportOf(here, jobs[1] as Job)).toMatchObject({ imported: 1, alreadyKnown: 3, rejected: [] })
})
