import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sharedData } from '../../test/parity/sharedData.ts'
import { zipOf } from '../../test/fixtures/zip.ts'
import { allRows, importAll, patchesPng, type NamedBytes } from '../../test/support/importing.ts'
import { startOwned, type TestWorkstation } from '../../test/support/workstation.ts'
import type { CaseView } from '../../src-shared/contract/bench.ts'
import { readPatientTable } from './patientTable.ts'

const station = () => startOwned({ modelsFolder: path.resolve(import.meta.dirname, '../../test/fixtures/models') })
/** Made up, in the columns of the public table of the NIH films. */
const dataEntry = readFileSync(path.resolve(import.meta.dirname, '../../test/fixtures/dataEntry.csv'))
const names = dataEntry.toString().split('\n').slice(1, -1).map((line) => line.split(',')[0] ?? '')

const pictures = (folder = 'set/images'): Promise<NamedBytes[]> =>
  Promise.all(names.slice(0, 6).map(async (name, seed) => ({ name, folder, bytes: await patchesPng(seed) })))

async function opened({ send }: TestWorkstation, caseId: string | undefined): Promise<CaseView> {
  return send('case.open', { caseId })
}

describe('a table of cases beside the pictures', () => {
  it('gives patients and side data, which the case shows once the blind read is locked', async () => {
    const here = await station()
    const report = await importAll(here, [...(await pictures()), { name: 'Data_Entry.csv', folder: 'set', bytes: dataEntry }], { patients: { kind: 'beside' } })
    expect(report).toMatchObject({ imported: 6, rejected: [], groupedImages: 0 })
    const rows = await allRows(here)
    expect(new Set(rows.map(({ pseudonym }) => pseudonym))).toEqual(new Set(['90000001', '90000002']))
    const [row] = rows
    const blind = await opened(here, row?.caseId)
    expect(blind.sideData).toEqual([])
    expect(JSON.stringify(blind)).not.toMatch(/View Position|Finding Labels/u)
    await expect.poll(async () => (await allRows(here))[0]?.analysis, { timeout: 20_000 }).not.toBe('queued')
    const { sideData, images } = await here.send('read.reveal', { readId: blind.read.readId })
    expect(sideData).toHaveLength(3)
    expect(images.map(({ imageId }) => imageId)).toEqual(expect.arrayContaining(sideData.map(({ imageId }) => imageId)))
    expect(sideData[0]?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['Finding Labels', 'View Position', 'Patient Age']))
  })

  it('tells of pictures that are known already, and is not told twice', async () => {
    const here = await station()
    const count = (event: string): unknown => here.services.store.database().prepare('SELECT count(*) FROM audit WHERE event = ?').pluck().get(event)
    await importAll(here, await pictures())
    const both = [...(await pictures()), { name: 'cases.csv', bytes: dataEntry }]
    expect(await importAll(here, both, { patients: { kind: 'beside' } })).toMatchObject({ imported: 0, alreadyKnown: 6 })
    await importAll(here, both, { patients: { kind: 'beside' } })
    expect(count('image.sideData')).toBe(6)
    expect(here.services.store.database().prepare('SELECT count(*) FROM side_data').pluck().get()).toBe(6)
  })

  it('may lie in an archive with them, in GB 18030', async () => {
    const here = await station()
    const table = Buffer.concat([Buffer.from('file,patient,'), Buffer.from([0xc4, 0xea, 0xc1, 0xe4]), Buffer.from('\na.png,P-1,63\n')])
    const archive = zipOf([{ name: 'x/cases.csv', bytes: table }, { name: 'x/a.png', bytes: await patchesPng(1) }])
    expect(await importAll(here, [{ name: 'x.zip', bytes: archive }], { patients: { kind: 'beside' } })).toMatchObject({ imported: 1, rejected: [] })
    expect(here.services.store.database().prepare('SELECT columns FROM side_data').pluck().get()).toBe('[{"name":"年龄","value":"63"}]')
  })

  it('has to be there, alone, and right; the files then still wait', async () => {
    const here = await station()
    const [picture] = await pictures()
    const table = { name: 'cases.csv', bytes: dataEntry }
    const bad = { name: 'cases.csv', bytes: Buffer.from('file,patient\na.png,\n') }
    const start = (files: readonly (NamedBytes | undefined)[]) => importAll(here, files.flatMap((file) => file ?? []), { patients: { kind: 'beside' } })
    await expect(start([picture])).rejects.toMatchObject({ code: 'contract.badInput', detail: { reason: 'noTable' } })
    await expect(start([picture, table, { ...table, name: 'b.csv' }])).rejects.toMatchObject({ detail: { reason: 'severalTables' } })
    await expect(start([picture, bad])).rejects.toMatchObject({ code: 'import.badTable', detail: { line: 2, column: 'patient' } })
    expect(await allRows(here)).toEqual([])
  })
})

// Real tables lie beside the project on some machines only; elsewhere these two are skipped.
const nih = path.join(sharedData, 'nih-chest')
const labels = path.join(nih, 'labels.csv')
const wholeTable = path.join(nih, 'Data_Entry_2017_v2020.csv.gz')

it.skipIf(!existsSync(labels))('real films come in with the table that lies beside them', async () => {
  const here = await station()
  const csv = readFileSync(labels)
  const lines = csv.toString().split('\n').slice(1, 9)
  const films = lines.map((line) => line.split(',')[0] ?? '').map((name) => ({ name, folder: 'images', bytes: readFileSync(path.join(nih, 'images', name)) }))
  const report = await importAll(here, [...films, { name: 'labels.csv', bytes: csv }], { patients: { kind: 'beside' } })
  expect(report).toMatchObject({ imported: films.length, rejected: [] })
  expect(new Set((await allRows(here)).map(({ pseudonym }) => pseudonym))).toEqual(new Set(lines.map((line) => line.split(',')[1])))
})

it.skipIf(!existsSync(wholeTable))('the whole table of 112,120 films is read', () => {
  const table = readPatientTable(gunzipSync(readFileSync(wholeTable)).toString())
  expect(table.find('', '00000001_001.png')).toMatchObject({ pseudonym: '1', sideData: expect.arrayContaining([{ name: 'View Position', value: 'PA' }]) as unknown })
})
