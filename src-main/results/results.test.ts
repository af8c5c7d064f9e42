import { describe, expect, it } from 'vitest'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { filmPng, tonguePng } from '../../test/fixtures/pictures.ts'
import { allRows, importAll } from '../../test/support/importing.ts'
import { readPdf } from '../../test/support/pdf.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { filmFile, filmNames, signedFilm } from '../../test/support/signedFilm.ts'
import { ownerName, startOwned } from '../../test/support/workstation.ts'
import { text } from '../dicom/elements.ts'

type Json = Readonly<Record<string, unknown>>
const jsonOf = (files: Readonly<Record<string, Uint8Array>>, name: string): Json => JSON.parse(Buffer.from(files[name] ?? []).toString('utf8')) as Json

/** Every object and array in a value, itself too. */
function inside(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(inside)]
}

/** What FHIR R5 asks of the resources that are used here (cardinality 1, and rules of the format). */
const required: Readonly<Record<string, readonly string[]>> = {
  DiagnosticReport: ['status', 'code'], Observation: ['status', 'code'], ImagingStudy: ['status', 'subject'], Patient: [], Practitioner: [], Device: [],
}

function expectFhir(bundle: Json): readonly Json[] {
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
  const entries = bundle['entry'] as readonly { readonly fullUrl: string; readonly resource: Json }[]
  const names = entries.map(({ fullUrl }) => fullUrl)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u)
  const parts = inside(bundle)
  for (const part of parts) {
    // Nothing may be empty, and a value has one type.
    expect(Object.values(part)).not.toContain('')
    expect(Object.values(part)).not.toContain(null)
    expect(Object.keys(part).length).toBeGreaterThan(0)
    expect(Object.keys(part).filter((key) => key.startsWith('value') && key !== 'value').length).toBeLessThanOrEqual(1)
    if ('reference' in part && typeof part.reference === 'string') expect(names).toContain(part.reference)
    if ('coding' in part) for (const coding of part.coding as readonly Json[]) expect(Object.keys(coding)).toEqual(expect.arrayContaining(['system', 'code']))
    if ('system' in part) expect(String(part.system)).toMatch(/^(?:https?|urn):/u)
  }
  const resources = entries.map(({ resource }) => resource)
  for (const resource of resources) expect(Object.keys(resource)).toEqual(expect.arrayContaining([...(required[String(resource['resourceType'])] ?? ['unknown resource'])]))
  return resources
}

describe('results of a signed film', () => {
  it('are the same files each time, in JSON and FHIR with reader and model apart', async () => {
    const film = await signedFilm({ bytes: filmFile() })
    const [first, second] = [await film.results(), await film.results()]
    expect(Object.keys(first.files).toSorted()).toEqual(['film-1.gsps.dcm', 'film-1.seg.dcm', 'report.pdf', 'report.sr.dcm', 'results.fhir.json', 'results.json'])
    for (const name of Object.keys(first.files).filter((one) => one !== 'report.pdf')) expect(Buffer.compare(first.files[name] ?? Buffer.from('a'), second.files[name] ?? Buffer.from('b'))).toBe(0)
    expect(first.made).toMatchObject({ filmsWithoutSource: 0, version: 1, files: expect.arrayContaining([expect.objectContaining({ path: 'report.sr.dcm', bytes: first.files['report.sr.dcm']?.length })]) })

    const json = jsonOf(first.files, 'results.json')
    expect(json).toMatchObject({ schema: 'ctranscnn-results', schemaVersion: 1, researchUseOnly: expect.stringContaining('Research use only'), identity: 'deidentified', read: { reader: ownerName, recordSha256: first.made.recordSha256 } })
    const flags = json['flags'] as readonly { readonly label: string }[]
    expect(flags).toHaveLength(11)
    expect(flags.find(({ label }) => label === 'ett-borderline')).toEqual({
      labelSet: 'chestxray11', label: 'ett-borderline', name: 'ETT - Borderline',
      reader: { state: 'present', blindState: 'present', decision: 'overruled', reason: '尖端 7.1 cm', disputed: false },
      model: { score: 2 / 13, threshold: 0.5, call: 'absent' },
    })
    const tubes = json['tubes'] as readonly Json[]
    expect(tubes.find(({ name }) => name === 'ETT 1')).toMatchObject({ distance: { mm: 71, to: 'carina', side: 'above' }, calibration: 'imagerPixelSpacing', readerLabel: 'ett-borderline', rule: { flag: 'borderline', id: 'ETT-5' } })
    // Words on the picture may be names.
    expect(JSON.stringify(json)).not.toContain('请王医生看此处')
    expect(JSON.stringify(json)).not.toContain(filmNames.instance)

    const resources = expectFhir(jsonOf(first.files, 'results.fhir.json'))
    const observations = resources.filter(({ resourceType }) => resourceType === 'Observation')
    expect(observations.filter((one) => 'device' in one && 'performer' in one)).toEqual([])
    expect(observations.filter((one) => 'device' in one)).toHaveLength(11)
    expect(observations.filter((one) => 'performer' in one)).toHaveLength(13)
    const [report] = resources
    expect(report).toMatchObject({ resourceType: 'DiagnosticReport', status: 'final', conclusion: '气管插管位置偏高。' })
    expect(report?.['result']).toHaveLength(13)
    expect(report?.['supportingInfo']).toHaveLength(11)
    expect(JSON.stringify(report?.['note'])).toContain('Research use only')
    expect(JSON.stringify(resources.find(({ resourceType }) => resourceType === 'Patient'))).not.toContain('HOSPITAL-17')

    const original = await film.results('original')
    const pages = [first, original].map(({ files }) => readPdf(files['report.pdf'] ?? new Uint8Array()).texts.join(''))
    expect(pages.map((page) => page.includes('2031-04-30'))).toEqual([false, true])
    expect(jsonOf(original.files, 'results.json')).toMatchObject({ films: [{ dicom: { sopInstanceUid: filmNames.instance } }] })
    expect(JSON.stringify(expectFhir(jsonOf(original.files, 'results.fhir.json')))).toContain('HOSPITAL-17')
    const audit = film.services.store.database().prepare(`SELECT object, after_sha256, detail FROM audit WHERE event = 'results.make' ORDER BY sequence`).all() as readonly Json[]
    expect(audit.map(({ detail }) => (JSON.parse(String(detail)) as Json)['identity'])).toEqual(['deidentified', 'deidentified', 'original'])
    expect(audit[2]).toMatchObject({ object: film.caseId, after_sha256: original.made.sha256 })
    expect(JSON.stringify(audit)).not.toMatch(/HOSPITAL|患者/u)
  })

  it('of a picture that is no DICOM file, or has no names, are JSON, FHIR and PDF, and say so', async () => {
    const film = await signedFilm({ bytes: await filmPng({ widthPx: 301, heightPx: 402 }) })
    const { made, files } = await film.results()
    expect(Object.keys(files).toSorted()).toEqual(['report.pdf', 'results.fhir.json', 'results.json'])
    expect(made.filmsWithoutSource).toBe(1)
    expect(jsonOf(files, 'results.json')).toMatchObject({ films: [{ dicom: null, calibration: null }] })
    expect(JSON.stringify(jsonOf(files, 'results.json')['tubes'])).not.toContain('"mm"')
    const resources = expectFhir(jsonOf(files, 'results.fhir.json'))
    expect(resources.filter(({ resourceType }) => resourceType === 'ImagingStudy')).toEqual([])
    expect(JSON.stringify(resources)).toContain('{pixels}')
    const nameless = await film.services.engine.source(filmFile([text(0x0008_0018, 'UI', '')]))
    expect(nameless).toBeNull()
  })

  it('are refused for what is not signed and for what is no film', async () => {
    const open = await signedFilm({ bytes: filmFile(), sign: false })
    await expect(open.results()).rejects.toMatchObject({ code: 'read.notSigned' })
    const station = await startOwned()
    await importAll(station, [{ name: 'a.png', bytes: await tonguePng({ widthPx: 600, heightPx: 600 }) }], { task: 'tongue', patients: { kind: 'byHand', pseudonym: 'P-1' } })
    const caseId = (await allRows(station))[0]?.caseId as CaseId
    await readAndSign(station, caseId, { answers: {} })
    await expect(station.send('results.make', { caseId, language: 'en', identity: 'deidentified' })).rejects.toMatchObject({ code: 'results.noFilm' })
  })
})
