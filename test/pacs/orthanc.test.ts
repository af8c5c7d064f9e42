import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { allRows, intakeFile } from '../support/importing.ts'
import { hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc.ts'
import { anyStudy, plainPlan, retrieve } from '../support/pacs.ts'
import { startOwned, type TestWorkstation } from '../support/workstation.ts'

const modelsFolder = resolve(import.meta.dirname, '../fixtures/models')
const root = '1.2.826.0.1.3680043.10.9999'
const study = (patient: number, number: number): string => `${root}.${patient}.${number}`

describe.skipIf(!hasOrthanc)('a real Orthanc over DICOMweb', () => {
  let orthanc: Orthanc

  beforeAll(async () => {
    orthanc = await startOrthanc()
    for (let patient = 1; patient <= 3; patient += 1) {
      for (let film = 1; film <= patient; film += 1) {
        const studyUid = study(patient, 1)
        await orthanc.add(pacsFilm({ patientId: `PAT-${patient}`, patientName: `Wang^${patient}`, studyUid, sopUid: `${studyUid}.1.${film}`, seed: patient * 10 + film }))
      }
    }
  })
  afterAll(() => orthanc.stop())

  async function connected(): Promise<TestWorkstation> {
    const here = await startOwned({ modelsFolder })
    await here.send('pacs.plan', { ...plainPlan, url: orthanc.url, user: orthanc.user, password: orthanc.password })
    return here
  }

  it('finds studies by patient, name, date, accession and modality, and says where there are more', async () => {
    const { send } = await connected()
    expect((await send('pacs.test', {})).error).toBeNull()
    const all = await send('pacs.find', anyStudy)
    expect(all.studies.map(({ patientId, images }) => [patientId, images]).toSorted()).toEqual([['PAT-1', 1], ['PAT-2', 2], ['PAT-3', 3]])
    const ids = async (query: object): Promise<readonly string[]> => (await send('pacs.find', { ...anyStudy, ...query })).studies.map(({ patientId }) => patientId)
    expect(await ids({ patientId: 'PAT-2' })).toEqual(['PAT-2'])
    expect(await ids({ patientName: 'ang^3' })).toEqual(['PAT-3'])
    expect(await ids({ accession: 'A-11' })).toEqual(['PAT-1'])
    expect(await ids({ from: '2026-02-01' })).toEqual([])
    expect((await ids({ from: '2026-01-31', to: '2026-01-31', modality: 'DX' })).length).toBe(3)
    expect(await ids({ modality: 'CT' })).toEqual([])
    expect(all.studies.find(({ patientId }) => patientId === 'PAT-1')).toEqual({
      studyUid: study(1, 1), patientId: 'PAT-1', patientName: 'Wang^1', date: '2026-01-31', accession: 'A-11', description: '', modalities: ['DX'], images: 1,
    })
  })

  it('retrieves studies into cases, once, and only what is missing afterwards', async () => {
    const here = await connected()
    const { studies } = await here.send('pacs.find', anyStudy)
    expect(await retrieve(here, studies)).toMatchObject({ state: 'done', imported: 6, rejected: [], groupedImages: 0 })
    const rows = await allRows(here)
    expect(rows.map(({ pseudonym }) => pseudonym.startsWith('D-'))).toEqual([true, true, true])
    await orthanc.add(pacsFilm({ patientId: 'PAT-1', studyUid: study(1, 1), sopUid: `${study(1, 1)}.1.9`, seed: 19 }))
    expect(await retrieve(here, studies)).toMatchObject({ state: 'done', imported: 1, alreadyKnown: 6, rejected: [] })
    expect(readdirSync(join(here.folder, 'pacs-staging'))).toEqual([])
    const events = (await here.send('audit.list', {})).map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['pacs.plan', 'pacs.find', 'pacs.get', 'pacs.imported']))
  })

  it('stores a file there, and tells of each that it does not take', async () => {
    const { send, services } = await connected()
    const before = await orthanc.count()
    const [good, junk] = [pacsFilm({ patientId: 'PAT-9', studyUid: study(9, 1), sopUid: `${study(9, 1)}.1.1`, seed: 91 }), new Uint8Array(3000)]
    const intakeIds = [good, junk].map((bytes, index) => services.intake.add(intakeFile({ name: `${index}.dcm`, bytes })))
    expect((await send('pacs.send', { intakeIds })).sent).toMatchObject([{ index: 0, error: null }, { index: 1, error: { code: 'dicom.unreadable' } }])
    expect(await orthanc.count()).toBe(before + 1)
  })

  it('says what is wrong with a connection, and never shows the password', async () => {
    const { send } = await connected()
    const found = async (plan: object): Promise<string | undefined> => {
      await send('pacs.plan', { ...plainPlan, url: orthanc.url, user: orthanc.user, password: orthanc.password, ...plan })
      return (await send('pacs.test', {})).error?.code
    }
    expect(await found({ password: 'wrong' })).toBe('pacs.denied')
    expect(await found({ url: orthanc.url.replace('dicom-web', 'no-such') })).toBe('pacs.notThere')
    expect(await found({ url: orthanc.url.replace('dicom-web', 'app') })).toMatch(/^pacs\.(?:notThere|notDicomweb|redirect)$/u)
    expect(await found({ url: orthanc.url.replace('http:', 'https:') })).toBe('pacs.certificate')
    expect(await found({ url: `http://127.0.0.1:${orthanc.dicomPort}/` })).toMatch(/^pacs\.(?:cutOff|notDicomweb)$/u)
    expect(await found({ on: false })).toBeUndefined()
    await expect(send('pacs.find', anyStudy)).rejects.toMatchObject({ code: 'pacs.off' })
    expect(JSON.stringify(await send('pacs.status', {}))).not.toContain(orthanc.password)
    expect(await send('pacs.status', {})).toMatchObject({ hasPassword: true })
    // Kept for this user at this place only.
    await send('pacs.plan', { ...plainPlan, url: orthanc.url, user: orthanc.user, password: null })
    expect((await send('pacs.test', {})).error).toBeNull()
    await send('pacs.plan', { ...plainPlan, url: 'http://127.0.0.1:9/x', user: orthanc.user, password: null })
    expect(await send('pacs.status', {})).toMatchObject({ hasPassword: false })
  })
})
