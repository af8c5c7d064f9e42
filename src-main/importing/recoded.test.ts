import path from 'node:path'
import { expect, it } from 'vitest'
import { drawn, lossyFilm, plainFilm, recodedFilms, touched } from '../../test/fixtures/recodedFilms.ts'
import { hasDcmtk, rewritten } from '../../test/support/dcmtk.ts'
import { allRows, importAll } from '../../test/support/importing.ts'
import { startOwned } from '../../test/support/workstation.ts'

const station = () => startOwned({ modelsFolder: path.resolve(import.meta.dirname, '../../test/fixtures/models') })
const file = (name: string, bytes: Uint8Array) => ({ name: `${name}.dcm`, bytes })

it('a film in another transfer syntax is known by its pixels, in the same import and in a later one', async () => {
  const here = await station()
  const [implicit, ...others] = await recodedFilms()
  const first = await importAll(here, [file('film', plainFilm()), file('implicit', implicit?.bytes ?? new Uint8Array())])
  expect(first).toMatchObject({ imported: 1, alreadyKnown: 1, cases: 1, rejected: [], duplicates: [{ index: 1, name: 'implicit.dcm', kind: 'recoded', of: { name: 'film.dcm' } }] })
  const [row] = await allRows(here)
  const second = await importAll(here, others.map(({ name, bytes }) => file(name, bytes)))
  expect(second).toMatchObject({ imported: 0, alreadyKnown: others.length, cases: 0, rejected: [] })
  expect(second.duplicates.map(({ kind, of }) => [kind, of.caseId])).toEqual(others.map(() => ['recoded', row?.caseId]))
  expect(await allRows(here)).toHaveLength(1)
  // Window and rescale say how it is shown, not what it is.
  const shown = plainFilm(drawn, {}, [{ tag: 0x0028_1050, vr: 'DS', value: '300' }, { tag: 0x0028_1051, vr: 'DS', value: '200' }, { tag: 0x0028_1052, vr: 'DS', value: '-1000' }, { tag: 0x0028_1053, vr: 'DS', value: '1' }])
  expect(await importAll(here, [file('shown', shown)])).toMatchObject({ imported: 0, duplicates: [{ kind: 'recoded' }] })
})

it.skipIf(!hasDcmtk)('a film as DCMTK writes it anew is known by its pixels', async () => {
  const here = await station()
  const film = plainFilm()
  const anew = [rewritten(film, 'dcmconv', '+ti'), rewritten(film, 'dcmcrle'), rewritten(film, 'dcmcjpls'), rewritten(film, 'dcmcjpeg', '+e1'), rewritten(film, 'dcmconv', '+td')]
  expect(await importAll(here, [file('film', film)])).toMatchObject({ imported: 1 })
  const report = await importAll(here, anew.map((bytes, index) => file(String(index), bytes)))
  expect(report).toMatchObject({ imported: 0, alreadyKnown: 5, rejected: [] })
  expect(report.duplicates.map(({ kind }) => kind)).toEqual(anew.map(() => 'recoded'))
})

it('other pixels, another patient or another identifier are another film, near as it may be', async () => {
  const here = await station()
  await importAll(here, [file('film', plainFilm())])
  const others = [
    file('touched', plainFilm(touched)),
    file('lossy', await lossyFilm()),
    file('inverse', plainFilm(drawn, {}, [{ tag: 0x0028_0004, vr: 'CS', value: 'MONOCHROME1' }])),
    file('patient', plainFilm(drawn, { patientId: 'PAT-91' })),
    file('instance', plainFilm(drawn, { sopUid: '1.2.826.0.1.3680043.10.9999.90.1.2' })),
  ]
  const report = await importAll(here, others)
  expect(report).toMatchObject({ imported: 5, alreadyKnown: 0, rejected: [] })
  expect(report.duplicates.map(({ name, kind }) => [name, kind])).toEqual(expect.arrayContaining([['touched.dcm', 'near'], ['lossy.dcm', 'near'], ['instance.dcm', 'near']]))
  expect(report.duplicates.filter(({ kind }) => kind !== 'near')).toEqual([])
})

it('many files that all carry one identifier come in, each for itself', async () => {
  const here = await station()
  const films = Array.from({ length: 12 }, (_, at) => file(String(at), plainFilm({ ...drawn, values: Uint16Array.from(drawn.values, (value, index) => (index === at ? value ^ 1 : value)) })))
  expect(await importAll(here, films)).toMatchObject({ imported: 12, rejected: [] })
  expect(await importAll(here, films)).toMatchObject({ imported: 0, alreadyKnown: 12 })
})
