import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { MarkId } from '../../src-shared/domain/ids.ts'
import type { MadeResults, ResultIdentity } from '../../src-shared/contract/reports.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { uidOfMark } from '../../src-main/results/identity.ts'
import { sequence, signed16, text, unsigned16 } from '../../src-main/dicom/elements.ts'
import { hasOrthanc, startOrthanc } from '../support/orthanc.ts'
import { filmFile, filmNames, filmSize, signedFilm } from '../support/signedFilm.ts'
import { ownerName } from '../support/workstation.ts'
import { python } from './sharedData.ts'

const has = (tool: string): boolean => spawnSync(tool, ['--version'], { encoding: 'utf8' }).error === undefined
const tools = ['dsrdump', 'dcmdump', 'dciodvfy'].every(has)

interface Node {
  readonly type: string
  readonly name: readonly string[] | null
  readonly value: unknown
  readonly items: readonly Node[]
}

interface Read {
  readonly modality: string
  readonly characters: string
  readonly patient: readonly string[]
  readonly study: readonly string[]
  readonly instance: string
  readonly evidence: readonly string[]
  readonly root: Node
  readonly size: readonly number[]
  readonly segments: readonly { readonly label: string; readonly uid: string; readonly type: readonly string[]; readonly box: readonly number[]; readonly pixels: number }[]
  readonly state: { readonly image: string; readonly window: readonly unknown[]; readonly table: readonly number[]; readonly area: readonly number[]; readonly rescale: readonly number[]; readonly shape: string; readonly graphics: readonly (readonly [string, readonly number[]])[]; readonly texts: readonly string[]; readonly turned: readonly unknown[] }
}

const flat = (node: Node): readonly Node[] => [node, ...node.items.flatMap(flat)]
const named = (nodes: readonly Node[], meaning: string): readonly Node[] => nodes.filter(({ name }) => name?.[2] === meaning)
const groups = (root: Node): readonly Node[] => named(flat(root), 'Measurement Group')
const groupOf = (root: Node, tracking: string): Node => {
  const found = groups(root).find(({ items }) => named(items, 'Tracking Identifier')[0]?.value === tracking)
  if (found === undefined) throw new Error(`no group ${tracking}`)
  return found
}
const valuesOf = (node: Node, meaning: string): readonly unknown[] => named(node.items, meaning).map(({ value }) => value)

type Film = Awaited<ReturnType<typeof signedFilm>>
interface Written {
  readonly made: MadeResults
  readonly paths: readonly string[]
  readonly files: Readonly<Record<string, Uint8Array>>
}

async function write(film: Film, identity: ResultIdentity): Promise<Written> {
  const { made, files } = await film.results(identity)
  const folder = mkdtempSync(join(tmpdir(), 'ctw-results-'))
  folders.push(folder)
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
  return { made, files, paths: Object.keys(files).filter((name) => name.endsWith('.dcm')).toSorted().map((name) => join(folder, name)) }
}

const known = new Map<string, readonly Read[]>()

/** What pydicom makes of files; it is asked once. */
function read(paths: readonly string[]): readonly Read[] {
  const found = known.get(paths.join()) ?? execFileSync(python, [join(import.meta.dirname, 'results.py'), ...paths], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line) as Read)
  known.set(paths.join(), found)
  return found
}

/** Errors that the validator of dicom3tools finds; its warnings are of names without a comma and of schemes it does not know. */
const errorsIn = (path: string): readonly string[] => spawnSync('dciodvfy', [path], { encoding: 'utf8' }).stderr.split('\n').filter((line) => /^Error|^Abort|Syntax/u.test(line))

const longText = `极长的印象${'一二三四五六七八九十'.repeat(1900)}尾 \\ end`
const hardName = `陈\\=^${'长'.repeat(70)}`
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

interface Made {
  readonly markIds: readonly MarkId[]
  readonly mapped: Written
  readonly original: Written
  /** Without calibration and without a model, with long texts. */
  readonly bare: Written
  /** A key image, turned, mirrored and windowed by its reader. */
  readonly key: Written
  /** One whose file shows it through a table. */
  readonly tabled: Written
}

let made: Promise<Made> | null = null

/** Made once, by the test that asks first. */
const results = (): Promise<Made> => (made ??= make())

async function make(): Promise<Made> {
  const film = await signedFilm({ bytes: filmFile() })
  const uncalibrated = await signedFilm({ bytes: filmFile([text(0x0018_1164, 'DS', ''), text(0x0028_0004, 'CS', 'MONOCHROME2')]), pseudonym: hardName, impression: longText, withRun: false })
  const marked = await signedFilm({ bytes: filmFile(), keyImage: { window: { centre: 900, width: 700, shape: 'sigmoid' }, inverted: false, rotationDeg: 90, flipped: true } })
  const tabled = await signedFilm({
    bytes: filmFile([text(0x0028_1050, 'DS', ''), text(0x0028_1051, 'DS', ''), sequence(0x0028_3010, [signed16(0x0028_3002, 4096, -100, 12), { ...unsigned16(0x0028_3006, ...Array.from({ length: 4096 }, (_, index) => index)), vr: 'OW' }])]),
    keyImage: { window: { centre: 900, width: 700 }, inverted: true, rotationDeg: 180, flipped: false },
  })
  return { tabled: await write(tabled, 'original'), key: await write(marked, 'original'), markIds: film.markIds, mapped: await write(film, 'deidentified'), original: await write(film, 'original'), bare: await write(uncalibrated, 'deidentified') }
}

describe.skipIf(!tools)('DICOM results, held against dcmtk and dicom3tools (skipped where these are not installed)', () => {
  it('are valid for dciodvfy without an error', async () => {
    const { mapped, original, bare, key, tabled } = await results()
    const paths = [...mapped.paths, ...original.paths, ...bare.paths, ...key.paths, ...tabled.paths]
    expect(paths).toHaveLength(17)
    expect(paths.map((path) => [path, errorsIn(path)])).toEqual(paths.map((path) => [path, []]))
  })

  it('are read by dcmtk: the report as a document, the others as data sets', async () => {
    const { mapped, original, bare, key } = await results()
    for (const { paths } of [mapped, original, bare, key]) {
      for (const path of paths) expect([path, spawnSync('dcmdump', [path], { encoding: 'utf8' })]).toMatchObject([path, { status: 0, stderr: '' }])
      const report = spawnSync('dsrdump', ['+Pl', paths.find((path) => path.endsWith('.sr.dcm')) ?? ''], { encoding: 'utf8' })
      expect(report.status).toBe(0)
      expect(report.stderr).not.toMatch(/^E:/mu)
      for (const part of ['Comprehensive SR Document', 'Measurement Group', researchUseOnly.en, ownerName]) expect(report.stdout).toContain(part)
    }
  })
})

describe.skipIf(!hasOrthanc)('DICOM results in an archive (skipped without Orthanc)', () => {
  it('lie in the study of the film that they are of, and are given back as they were', async () => {
    const { original } = await results()
    const orthanc = await startOrthanc()
    try {
      const ids = [await orthanc.add(filmFile())]
      for (const path of original.paths) ids.push(await orthanc.add(readFileSync(path)))
      expect(await orthanc.count()).toBe(4)
      expect(await (await orthanc.rest('statistics')).json()).toMatchObject({ CountPatients: 1, CountStudies: 1, CountSeries: 4 })
      // The same results once more are the same objects.
      for (const path of original.paths) expect(ids).toContain(await orthanc.add(readFileSync(path)))
      for (const [index, path] of original.paths.entries()) {
        const given = new Uint8Array(await (await orthanc.rest(`instances/${ids[index + 1]}/file`)).arrayBuffer())
        expect(Buffer.compare(given, readFileSync(path))).toBe(0)
      }
      const study = (await (await orthanc.rest('studies?expand')).json()) as readonly { readonly PatientMainDicomTags: Readonly<Record<string, string>> }[]
      expect(study[0]?.PatientMainDicomTags).toMatchObject({ PatientID: 'HOSPITAL-17', PatientName: 'Wang^Xiaodong=王^小东' })
    } finally {
      await orthanc.stop()
    }
  })
})

describe.skipIf(!existsSync(python))('DICOM results, read back by pydicom (skipped without the training environment)', () => {
  it('carry every tube with tracking, region, distance in mm, calibration and flag', async () => {
    const { mapped, markIds } = await results()
    const report = read(mapped.paths).find(({ modality }) => modality === 'SR')
    if (report === undefined) throw new Error('no report')
    const ett = groupOf(report.root, 'ETT 1')
    expect(valuesOf(ett, 'Tracking Unique Identifier')).toEqual([uidOfMark(markIds[0] as MarkId)])
    expect(valuesOf(ett, 'Finding')).toEqual([['26412008', 'SCT', 'Endotracheal tube']])
    expect(valuesOf(ett, 'Image Region')).toEqual([['POLYLINE', [150, 20, 152, 80, 150, 118]]])
    // 142 px of 0.5 mm.
    expect(valuesOf(ett, 'Distance')).toEqual([[71, 'mm']])
    const [distance] = named(ett.items, 'Distance')
    expect(distance?.items.map(({ value }) => value)).toEqual([['tip-straight', '99CTWS', 'Landmark to tip, straight line'], ['28700002', 'SCT', 'Carina'], ['POLYLINE', [150, 260, 150, 118]]])
    expect(valuesOf(ett, 'Source of the calibration')).toEqual(['imager spacing: detector plane, not corrected for magnification'])
    expect(valuesOf(ett, 'Flag by the rules for tubes')).toEqual([['borderline', '99CTWS', 'borderline']])
    expect(valuesOf(ett, 'Label that the reader gave the tube')).toEqual([['ett-borderline', '99CTWS', 'ETT - Borderline']])
    const ngt = groupOf(report.root, 'NGT 1')
    expect(valuesOf(ngt, 'Flag by the rules for tubes')).toEqual([['incompletely-imaged', '99CTWS', 'incompletely imaged']])
    expect(valuesOf(ngt, 'Distance')).toEqual([])
    const all = flat(report.root)
    expect(named(all, 'Impression').map(({ value }) => value)).toEqual(['气管插管位置偏高。'])
    expect(named(all, 'Comment').at(-1)?.value).toBe(`${researchUseOnly.en} ${researchUseOnly['zh-CN']}`)
    expect(named(report.root.items, 'Person Observer Name').map(({ value }) => value)).toEqual([ownerName])
  })

  it('keep what the reader says and what the model says apart, label by label', async () => {
    const { mapped, bare } = await results()
    const report = read(mapped.paths).find(({ modality }) => modality === 'SR')
    if (report === undefined) throw new Error('no report')
    const [reader, model] = [groupOf(report.root, 'Reader'), groupOf(report.root, 'Model')]
    const labels = labelSetsFor('chestxray11').flatMap((set) => set.labels)
    expect(labels).toHaveLength(11)
    const answers = Object.fromEntries(labels.map(({ key, datasetName = '' }) => [key, (valuesOf(reader, datasetName)[0] as readonly string[])[2]]))
    expect(answers).toMatchObject({ 'ett-borderline': 'Present', 'ett-normal': 'Absent', 'ngt-incompletely-imaged': 'Present', 'cvc-normal': 'Unsure', 'cvc-abnormal': 'Unanswered', 'swan-ganz-catheter-present': 'Unanswered' })
    const [borderline] = named(reader.items, 'ETT - Borderline')
    expect(borderline?.items.map(({ value }) => value)).toEqual([['52101004', 'SCT', 'Present'], ['overruled', '99CTWS', 'Overruled'], '尖端 7.1 cm'])
    labels.forEach(({ datasetName = '' }, index) => {
      const score = named(model.items, datasetName)[0] as Node
      const [value, unit] = score.value as readonly [number, string]
      expect([unit, value]).toEqual(['1', expect.closeTo((index + 1) / 13, 8)])
      expect(score.items.map((item) => item.value)).toEqual([[0.5, '1'], expect.arrayContaining([(index + 1) / 13 >= 0.5 ? 'Present' : 'Absent'])])
    })
    expect(reader.items.filter(({ type }) => type === 'NUM')).toEqual([])
    expect(valuesOf(model, 'Algorithm Name')).toEqual(['chestxray11'])
    expect(valuesOf(model, 'Person Observer Name')).toEqual([])
    const without = read(bare.paths).find(({ modality }) => modality === 'SR')
    expect(groups(without?.root as Node).flatMap(({ items }) => named(items, 'Tracking Identifier').map(({ value }) => value)).toSorted()).toEqual(['ETT 1', 'NGT 1', 'Reader'])
  })

  it('refer to the source under mapped names, or under its own where that was chosen', async () => {
    const { mapped, original } = await results()
    const [ofMapped, ofOriginal] = [read(mapped.paths), read(original.paths)]
    expect(ofMapped.map(({ patient }) => patient)).toEqual(Array.from({ length: 3 }, () => ['患者-0017', '患者-0017', '']))
    expect(ofOriginal.map(({ patient }) => patient)).toEqual(Array.from({ length: 3 }, () => ['Wang^Xiaodong=王^小东', 'HOSPITAL-17', '19570203']))
    expect(ofOriginal.map(({ study }) => study)).toEqual(Array.from({ length: 3 }, () => [filmNames.study, '20310430', 'A-77']))
    const report = ofOriginal.find(({ modality }) => modality === 'SR')
    expect(report?.evidence).toEqual([filmNames.instance])
    expect(new Set(flat(report?.root as Node).filter(({ type }) => type === 'IMAGE').map(({ value }) => value))).toEqual(new Set([filmNames.instance]))
    expect(new Set(ofMapped.map(({ study }) => study.join()))).toHaveProperty('size', 1)
    const names = new Set([...ofMapped, ...ofOriginal].map(({ instance }) => instance))
    expect(names.size).toBe(6)
    for (const bytes of Object.values(mapped.files)) {
      const held = Buffer.from(bytes)
      for (const secret of [...Object.values(filmNames).slice(0, 3), 'HOSPITAL-17', '小东', '19570203', 'A-77', '请王医生看此处']) expect(held.includes(secret)).toBe(false)
    }
    expect(Buffer.from(original.files['film-1.gsps.dcm'] ?? []).includes('请王医生看此处')).toBe(true)
  })

  it('have tubes and painted regions as masks on the film’s own pixels', async () => {
    const { mapped, bare, markIds } = await results()
    const { size, segments } = read(mapped.paths).find(({ modality }) => modality === 'SEG') as Read
    expect(size).toEqual([filmSize.columns, filmSize.rows])
    const of = (label: string) => segments.find((segment) => segment.label === label)
    // 2 mm are 4 px: two to either side of the line.
    expect(of('ETT 1')).toMatchObject({ type: ['26412008', 'SCT', 'Endotracheal tube'], box: [148, 18, 153, 119] })
    expect(of('NGT 1')).toMatchObject({ type: ['ngt', '99CTWS', 'Nasogastric tube'], uid: uidOfMark(markIds[1] as MarkId) })
    const painted = segments.find(({ type }) => type[0] === 'cvc-normal')
    expect(painted?.box).toEqual([35, 295, 64, 314])
    expect(segments).toHaveLength(3)
    // 5 px without calibration.
    const wider = (read(bare.paths).find(({ modality }) => modality === 'SEG') as Read).segments.find(({ label }) => label === 'ETT 1')
    expect(Math.round((wider?.pixels ?? 0) / (of('ETT 1')?.pixels ?? 1) * 100) / 100).toBeCloseTo(5 / 4, 1)
  })

  it('show the film as it opens, with lines and words', async () => {
    const { mapped, bare } = await results()
    const state = read(mapped.paths).find(({ modality }) => modality === 'PR')?.state
    expect(state).toMatchObject({ window: [1500, 2800, 'LINEAR'], rescale: [1, -100], shape: 'INVERSE' })
    expect(state?.graphics).toContainEqual(['POLYLINE', [150, 20, 152, 80, 150, 118]])
    expect(state?.graphics).toContainEqual(['POINT', [150, 118]])
    expect(state?.graphics).toContainEqual(['POINT', [160, 300]])
    expect(state?.graphics).toContainEqual(['POLYLINE', [200, 100, 240, 100, 240, 150, 200, 150, 200, 100]])
    expect(state?.texts).toEqual(expect.arrayContaining([researchUseOnly.en, 'ETT 1: tip 7.1 cm above the carina', 'carina', '50.0 mm']))
    expect(read(bare.paths).find(({ modality }) => modality === 'PR')?.state.shape).toBe('IDENTITY')
  })

  it('name the films that the reader marked, and show them as they were on the screen', async () => {
    const { key, mapped, tabled } = await results()
    const state = read(key.paths).find(({ modality }) => modality === 'PR')?.state
    // Turned clockwise the first pixel lies right above, and mirrored then left above again.
    expect(state).toMatchObject({ window: [900, 700, 'SIGMOID'], shape: 'IDENTITY', turned: [90, 'Y'], area: [1, 1, filmSize.columns, filmSize.rows] })
    expect(read(tabled.paths).find(({ modality }) => modality === 'PR')?.state).toMatchObject({ window: [], table: [4096, -100, 16, 4096], shape: 'INVERSE', area: [filmSize.columns, filmSize.rows, 1, 1] })
    expect(read(mapped.paths).find(({ modality }) => modality === 'PR')?.state.turned).toEqual([null, null])
    const selection = read(key.paths).find(({ modality }) => modality === 'KO')
    expect(selection?.evidence).toEqual([filmNames.instance])
    expect(selection?.root.name).toEqual(['113000', 'DCM', 'Of Interest'])
    expect(flat(selection?.root as Node).filter(({ type }) => type === 'IMAGE').map(({ value }) => value)).toEqual([filmNames.instance])
    expect(read(mapped.paths).some(({ modality }) => modality === 'KO')).toBe(false)
  })

  it('without calibration tell pixels, never mm; long texts stay whole, hard names stay one name', async () => {
    const { bare } = await results()
    const [, , report] = read(bare.paths).toSorted((one, other) => (one.modality < other.modality ? -1 : 1))
    if (report === undefined) throw new Error('no report')
    const ett = groupOf(report.root, 'ETT 1')
    expect(valuesOf(ett, 'Distance')).toEqual([[142, '{pixels}']])
    expect(valuesOf(ett, 'Flag by the rules for tubes')).toEqual([['cannot-be-said', '99CTWS', 'cannot be said']])
    expect(valuesOf(ett, 'Source of the calibration')).toEqual(['not calibrated: pixels only, no limit in cm is judged'])
    expect(JSON.stringify(ett)).not.toMatch(/\b(?:mm|\d cm)\b/u)
    expect(named(flat(report.root), 'Impression').map(({ value }) => value)).toEqual([longText])
    expect(report.patient[1]).toMatch(/^陈 =\^长{13}~[0-9a-f]{16}$/u)
    expect(report.characters).toBe('ISO_IR 192')
  })
})
