import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attributesOf, drawnFrame, uids } from '../fixtures/codedFiles.ts'
import { encapsulatedFile } from '../fixtures/dicom.ts'
import { losslessJpegFrame } from '../fixtures/jpegFrames.ts'
import { identityAttributes, pacsFilm, type FilmFacts } from '../fixtures/pacsFilms.ts'
import { allRows, intakeFile } from '../support/importing.ts'
import { freePort, hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc.ts'
import { anyStudy, plainPlan, retrieve } from '../support/pacs.ts'
import { startOwned, type TestWorkstation } from '../support/workstation.ts'

const modelsFolder = resolve(import.meta.dirname, '../fixtures/models')
const root = '1.2.826.0.1.3680043.10.9999'
const study = (patient: number): string => `${root}.7${patient}.1`
const noReceiving = { on: false, port: 11_112, fromNetwork: false, callers: [] }

/** A film whose pixels are packed: it can travel in its own transfer syntax alone. */
function packedFilm(facts: FilmFacts): Uint8Array {
  const frame = drawnFrame({ widthPx: 128, heightPx: 128, components: 1, precision: 12 })
  return encapsulatedFile(attributesOf(frame, identityAttributes(facts)), uids.jpegLosslessFirst, [[losslessJpegFrame(frame, 1)]])
}

describe.skipIf(!hasOrthanc)('a real Orthanc by C-FIND and C-GET', () => {
  let orthanc: Orthanc

  beforeAll(async () => {
    orthanc = await startOrthanc({ CTW: ['CTW', '127.0.0.1', 11_112] })
    for (let patient = 1; patient <= 3; patient += 1) {
      const studyUid = study(patient)
      for (let film = 1; film <= patient; film += 1) {
        await orthanc.add(pacsFilm({ patientId: `PAT-7${patient}`, patientName: patient === 2 ? 'Wang^Er=王^二' : `Wang^${patient}`, studyUid, sopUid: `${studyUid}.${film}.1`, seriesUid: `${studyUid}.${film}`, seed: patient * 10 + film }))
      }
    }
  })
  afterAll(() => orthanc.stop())

  async function connected(calledAe = 'ORTHANC', port = orthanc.dicomPort): Promise<TestWorkstation> {
    const here = await startOwned({ modelsFolder })
    await here.send('dimse.plan', { aeTitle: 'CTW', peer: { host: '127.0.0.1', port, aeTitle: calledAe }, receive: noReceiving })
    await here.send('pacs.plan', { ...plainPlan, protocol: 'dimse' })
    return here
  }

  it('finds studies by patient, name, date, accession and modality', async () => {
    const { send } = await connected()
    expect((await send('pacs.test', {})).error).toBeNull()
    const ids = async (query: object): Promise<readonly string[]> => (await send('pacs.find', { ...anyStudy, ...query })).studies.map(({ patientId }) => patientId).toSorted()
    expect(await ids({})).toEqual(['PAT-71', 'PAT-72', 'PAT-73'])
    expect(await ids({ patientId: 'PAT-72' })).toEqual(['PAT-72'])
    expect(await ids({ patientName: 'ang 3' })).toEqual(['PAT-73'])
    expect(await ids({ accession: 'A-11' })).toEqual(['PAT-71'])
    expect(await ids({ from: '2026-02-01' })).toEqual([])
    expect(await ids({ from: '2026-01-31', to: '2026-01-31', modality: 'DX' })).toHaveLength(3)
    const [found] = (await send('pacs.find', { ...anyStudy, patientId: 'PAT-72' })).studies
    expect(found).toMatchObject({ studyUid: study(2), patientName: '王^二', date: '2026-01-31', modalities: ['DX'], images: 2 })
    expect(await send('pacs.find', { ...anyStudy, offset: 2 })).toMatchObject({ studies: [expect.anything()], more: false })
  })

  it('retrieves studies into cases, once, only what is missing afterwards, and as they are kept', async () => {
    const here = await connected()
    const { studies } = await here.send('pacs.find', anyStudy)
    expect(await retrieve(here, studies)).toMatchObject({ state: 'done', imported: 6, rejected: [] })
    expect((await allRows(here)).map(({ pseudonym }) => pseudonym.startsWith('D-'))).toEqual([true, true, true])
    await orthanc.add(packedFilm({ patientId: 'PAT-71', studyUid: study(1), sopUid: `${study(1)}.9.1`, seriesUid: `${study(1)}.9`, seed: 19 }))
    expect(await retrieve(here, studies)).toMatchObject({ state: 'done', imported: 1, alreadyKnown: 6, rejected: [] })
    const kept = await Promise.all((await here.services.store.blobs().list()).map((sha256) => here.services.store.blobs().read(sha256)))
    expect(kept.filter((bytes) => bytes.includes(uids.jpegLosslessFirst))).toHaveLength(1)
  })

  it('imports nothing of a study whose patient is not the one that was chosen', async () => {
    const here = await connected()
    const outcome = await retrieve(here, [{ studyUid: study(3), patientId: 'PAT-71' }])
    expect(outcome).toMatchObject({ imported: 0, rejected: [{ code: 'pacs.otherPatient' }, { code: 'pacs.otherPatient' }, { code: 'pacs.otherPatient' }] })
    expect(await allRows(here)).toEqual([])
  })

  it('stores a file, and says who does not want to speak with us', async () => {
    const { send, services } = await connected()
    const before = await orthanc.count()
    const intakeIds = [services.intake.add(intakeFile({ name: 'a.dcm', bytes: pacsFilm({ patientId: 'PAT-79', studyUid: study(9), sopUid: `${study(9)}.1.1`, seed: 91 }) }))]
    expect((await send('pacs.send', { intakeIds })).sent).toMatchObject([{ index: 0, error: null }])
    expect(await orthanc.count()).toBe(before + 1)
    const unheard = await connected('ORTHANC', await freePort())
    expect((await unheard.send('pacs.test', {})).error).toMatchObject({ code: 'pacs.refused' })
    await unheard.send('dimse.plan', { aeTitle: 'CTW', peer: null, receive: noReceiving })
    expect((await unheard.send('pacs.test', {}).catch((error: { code: string }) => ({ error })))).toMatchObject({ error: { code: 'pacs.noPeer' } })
    await expect(unheard.send('pacs.plan', { ...plainPlan, protocol: 'dimse' })).rejects.toMatchObject({ code: 'pacs.noPeer' })
  })
})
