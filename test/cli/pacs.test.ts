import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { hasOrthanc, startOrthanc } from '../support/orthanc.ts'
import { ctw, initialised } from './ctw.ts'

const studyUid = '1.2.826.0.1.3680043.10.9999.77'

it.skipIf(!hasOrthanc)('ctw pacs sends a film to a real Orthanc, finds it, and brings it in once', async () => {
  const orthanc = await startOrthanc()
  try {
    const { access, folder } = initialised()
    const pacs = (...given: readonly string[]) => ctw('pacs', ...given, ...access)
    const [password, film, junk] = ['secret.txt', 'film.dcm', 'junk.dcm'].map((name) => path.join(folder, name)) as [string, string, string]
    writeFileSync(password, `${orthanc.password}\n`)
    writeFileSync(film, pacsFilm({ patientId: 'PAT-7', studyUid, sopUid: `${studyUid}.1.1`, seed: 77 }))
    writeFileSync(junk, 'no film')
    expect(pacs('find')).toMatchObject({ code: 3, stderr: expect.stringContaining('pacs.off') as string })
    expect(pacs('set', '--url', orthanc.url, '--pacs-user', orthanc.user, '--pacs-password-file', password)).toMatchObject({ code: 0, lines: [{ on: true, hasPassword: true }] })
    expect(pacs('send', film, junk)).toMatchObject({ code: 1, lines: [{ input: film, ok: true }, { input: junk, ok: false, error: { code: 'dicom.unreadable' } }] })
    expect(pacs('find', '--patient-id', 'PAT-7')).toMatchObject({ code: 0, lines: [{ studyUid, patientId: 'PAT-7', images: 1 }] })
    expect(pacs('get', '--patient-id', 'PAT-7')).toMatchObject({ code: 0, lines: [{ ok: true, studies: 1, imported: 1, rejected: 0 }] })
  } finally {
    await orthanc.stop()
  }
})
