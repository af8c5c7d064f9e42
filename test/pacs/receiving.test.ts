import { resolve } from 'node:path'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createDimse, type Dimse } from '../../src-main/app/dimse.ts'
import { createWork } from '../../src-main/app/work.ts'
import { echo, storeFile } from '../../src-main/pacs/dimse/services.ts'
import { usualLimits } from '../../src-main/pacs/limits.ts'
import type { DimsePlan } from '../../src-shared/contract/dimse.ts'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { drawn, lossyFilm, plainFilm, recodedFilms, touched } from '../fixtures/recodedFilms.ts'
import { hasDcmtk, rewritten } from '../support/dcmtk.ts'
import { allRows, importAll, intakeFile } from '../support/importing.ts'
import { freePort } from '../support/orthanc.ts'
import { ownerName, ownerPassword, startOwned, type TestWorkstation } from '../support/workstation.ts'

const modelsFolder = resolve(import.meta.dirname, '../fixtures/models')
const studyUid = '1.2.826.0.1.3680043.10.9999.70'
const film = (number: number, seed = 700 + number): Uint8Array => pacsFilm({ patientId: 'PAT-70', studyUid, sopUid: `${studyUid}.1.${number}`, seed })

interface Hosted extends TestWorkstation {
  readonly dimse: Dimse
  readonly plan: DimsePlan
  readonly sendIn: (file: Uint8Array) => Promise<void>
}

async function receiving(): Promise<Hosted> {
  const here = await startOwned({ modelsFolder })
  const dimse = createDimse(here.services, createWork(here.services, 'whenAsked'))
  dimse.receive()
  const port = await freePort()
  const plan: DimsePlan = { aeTitle: 'CTW', peer: { host: '127.0.0.1', port, aeTitle: 'CTW' }, receive: { on: true, port, fromNetwork: false, callers: ['CTW', 'MODALITY'] } }
  expect(await dimse.plan(plan, here.services.access.caller())).toMatchObject({ state: 'listening' })
  onTestFinished(async () => {
    if (here.services.store.isOpen()) await dimse.plan({ ...plan, receive: { ...plan.receive, on: false } }, here.services.access.caller())
  })
  return { ...here, dimse, plan, sendIn: (file) => storeFile({ host: '127.0.0.1', port, calledAe: 'CTW', callingAe: 'MODALITY' }, file, usualLimits) }
}

it('files what a modality sends before it says so, once, and refuses another object under the same identifier', async () => {
  const here = await receiving()
  await here.sendIn(film(1))
  await here.sendIn(film(1))
  await here.sendIn(film(2))
  await expect(here.sendIn(film(1, 799))).rejects.toMatchObject({ code: 'pacs.notStored', detail: { reason: 0xa900 } })
  const rows = await allRows(here)
  expect(rows.map(({ pseudonym }) => pseudonym.startsWith('D-'))).toEqual(rows.map(() => true))
  expect(rows.length).toBeGreaterThan(0)
  expect(here.dimse.status()).toMatchObject({ state: 'listening', received: 3, refused: 1, lastRefusal: { code: 'pacs.uidReused' } })
  expect(readdirSync(join(here.folder, 'received'))).toEqual([])
  const events = (await here.send('audit.list', {})).map(({ event }) => event)
  expect(events.filter((event) => event === 'dimse.received')).toHaveLength(2)
})

it('knows a film again in whatever transfer syntax it is sent, and says of a lossy copy that it is one', async () => {
  const here = await receiving()
  await here.sendIn(plainFilm())
  for (const { bytes } of await recodedFilms()) await here.sendIn(bytes)
  const files = hasDcmtk ? [rewritten(plainFilm(), 'dcmcrle'), rewritten(plainFilm(), 'dcmcjpeg', '+e1')] : []
  for (const bytes of files) await here.sendIn(bytes)
  expect(here.dimse.status()).toMatchObject({ received: 7 + files.length, refused: 0 })
  const refused = async (bytes: Uint8Array, code: string): Promise<void> => {
    await expect(here.sendIn(bytes)).rejects.toMatchObject({ code: 'pacs.notStored', detail: { reason: 0xa900 } })
    expect(here.dimse.status().lastRefusal?.code).toBe(code)
  }
  await refused(plainFilm(touched), 'pacs.uidReused')
  await refused(await lossyFilm(), 'pacs.lossyCopy')
  await refused(plainFilm(drawn, { patientId: 'PAT-91' }), 'pacs.uidReused')
  expect(await allRows(here)).toHaveLength(1)
})

it('knows a film that came as a file before, and takes another one that only carries its identifier', async () => {
  const here = await receiving()
  const [implicit] = await recodedFilms()
  expect(await importAll(here, [{ name: 'film.dcm', bytes: plainFilm() }])).toMatchObject({ imported: 1 })
  await here.sendIn(implicit?.bytes ?? new Uint8Array())
  expect(await allRows(here)).toHaveLength(1)
  // Its identifier is now that of a film that was sent here.
  await expect(here.sendIn(plainFilm(touched))).rejects.toMatchObject({ detail: { reason: 0xa900 } })
  const other = { sopUid: '1.2.826.0.1.3680043.10.9999.90.1.7' }
  expect(await importAll(here, [{ name: 'other.dcm', bytes: plainFilm(touched, other) }])).toMatchObject({ imported: 1 })
  await here.sendIn(plainFilm(drawn, other))
  expect(here.dimse.status()).toMatchObject({ received: 2, refused: 1 })
})

it('refuses what is no picture with a failure, and sends files itself', async () => {
  const here = await receiving()
  const caller = here.services.access.caller()
  expect((await here.dimse.test(caller)).error).toBeNull()
  const report = pacsFilm({ patientId: 'PAT-70', studyUid, sopUid: `${studyUid}.1.8`, seed: 1, more: [{ tag: 0x0028_0010, vr: 'US', value: 0 }] })
  const files = [film(3), report, new Uint8Array(900)].map((bytes, index) => intakeFile({ name: `${index}.dcm`, bytes }))
  expect(await here.dimse.send(files, caller)).toMatchObject([
    { index: 0, error: null },
    { index: 1, error: { code: 'pacs.notStored', detail: { reason: 0xc000 } } },
    { index: 2, error: { code: 'dicom.unreadable' } },
  ])
})

it('takes nothing while nobody is signed in, and goes on at the next sign-in', async () => {
  const here = await receiving()
  await here.send('session.close', {})
  await expect(here.sendIn(film(4))).rejects.toMatchObject({ code: 'dimse.rejected', detail: { reason: '2.3.1' } })
  await here.send('session.open', { name: ownerName, password: ownerPassword })
  await here.sendIn(film(4))
  expect(here.dimse.status()).toMatchObject({ received: 1 })
})

it('says where it cannot listen, and keeps what it did before', async () => {
  const here = await receiving()
  const other = await receiving()
  const { receive } = here.plan
  await expect(other.dimse.plan({ ...other.plan, receive: { ...other.plan.receive, port: receive.port } }, other.services.access.caller())).rejects.toMatchObject({ code: 'dimse.port' })
  expect(other.dimse.status()).toMatchObject({ state: 'listening', plan: { receive: { port: other.plan.receive.port } } })
})

it('takes one change of its settings after the other: it listens where the last one says and nowhere else', async () => {
  const here = await receiving()
  const caller = here.services.access.caller()
  const ports = [await freePort(), await freePort(), await freePort()]
  const at = (port: number, on = true): DimsePlan => ({ ...here.plan, receive: { ...here.plan.receive, port, on } })
  const answers = (port: number): Promise<boolean> => echo({ host: '127.0.0.1', port, calledAe: 'CTW', callingAe: 'MODALITY' }, usualLimits).then(() => true, () => false)
  await Promise.all(ports.map((port) => here.dimse.plan(at(port), caller)))
  const [, , last = 0] = ports
  expect(here.dimse.status()).toMatchObject({ state: 'listening', plan: { receive: { port: last } } })
  expect(await Promise.all([here.plan.receive.port, ...ports].map(answers))).toEqual([false, false, false, true])
  await Promise.all([here.dimse.plan(at(last, false), caller), here.dimse.plan(at(here.plan.receive.port), caller), here.dimse.plan(at(last, false), caller)])
  expect(here.dimse.status()).toMatchObject({ state: 'off', plan: { receive: { on: false } } })
  expect(await Promise.all([here.plan.receive.port, last].map(answers))).toEqual([false, false])
})
