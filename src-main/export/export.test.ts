import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { tonguePng } from '../../test/fixtures/pictures.ts'
import { ownerName, startOwned, type TestWorkstation } from '../../test/support/workstation.ts'
import type { ExportReport } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { createHostDoors } from '../app/hostDoors.ts'
import { createWork } from '../app/work.ts'
import { sha256Of } from '../store/blobs.ts'
import { exportArchive } from './archive.ts'
import { csvText } from '../../src-shared/csv.ts'

const root = path.resolve(import.meta.dirname, '../..')
const modelsFolder = path.resolve(root, 'test/fixtures/models')
const python = path.resolve(root, 'training/.venv/bin/python')
const canaries = ['CANARY-NAME', 'CANARY-PATIENT', 'CANARY-NOTE', 'CANARY-IMPRESSION', 'CANARY-FOLDER', 'CANARY-EXIF', '2019-03-07', '20190307']
const photoPatient = 'CANARY-PATIENT'

interface Made {
  readonly report: ExportReport
  readonly folder: string
}

/** Exports as a window does and unpacks the archive that the host hands out. */
async function makeExport({ services, send }: TestWorkstation, format: string, task: Task | null): Promise<Made> {
  const { jobId } = await send('export.start', { format, task })
  expect(await services.jobs.settled(jobId)).toMatchObject({ state: 'done' })
  const report = (await send('export.list', {}))[0] as ExportReport
  const folder = temporaryFolder()
  for (const [name, bytes] of Object.entries(unzipSync(await exportArchive(services.store, report.exportId)))) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), bytes)
  }
  return { report, folder }
}

/** Two tongue photos of one patient (one with a telling EXIF) and six films without a patient; all but one film signed. */
async function signedStore() {
  const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  const tongue = await tonguePng({ widthPx: 300, heightPx: 320 })
  const telling = await sharp(tongue).jpeg().withExif({ IFD0: { Artist: 'CANARY-EXIF', ImageDescription: 'CANARY-EXIF' } }).toBuffer()
  const table = `file,patient,date\nCANARY-NAME.jpg,${photoPatient},2019-03-07\nCANARY-NAME-underside.png,${photoPatient},2019-03-07\n`
  await importAll(
    station,
    [
      { name: 'CANARY-NAME.jpg', folder: 'CANARY-FOLDER', bytes: telling },
      { name: 'CANARY-NAME-underside.png', folder: 'CANARY-FOLDER', bytes: await sharp(tongue).modulate({ hue: 30 }).png().toBuffer() },
    ],
    { patients: { kind: 'table', csv: table } },
  )
  for (let seed = 0; seed < 6; seed += 1) await importAll(station, [{ name: `CANARY-NAME-${seed}.png`, bytes: await patchesPng(seed) }])
  const rows = await allRows(station)
  const texts = { note: '=HYPERLINK("CANARY-NOTE")', impression: 'CANARY-IMPRESSION' }
  await readAndSign(station, rows[0]?.caseId as CaseId, { answers: { qixu: 'present', shire: 'absent', xueyu: 'unsure', tebing: 'notAssessable' }, ...texts })
  for (const row of rows.slice(1, 6)) await readAndSign(station, row.caseId, { answers: { effusion: 'present', mass: 'absent', edema: 'unsure' }, ...texts })
  return { ...station, rows }
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()

describe('an export', () => {
  it('as CSV: one line a picture, empty cells for everything that is no answer, no formula', async () => {
    const station = await signedStore()
    const { report, folder } = await makeExport(station, 'csv', null)
    expect(report).toMatchObject({ cases: 6, images: 7, patients: 6, groupedPatients: 5 })
    const text = readFileSync(path.join(folder, 'cases.csv'), 'utf8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    const lines = parse(text, { bom: true, columns: true }) as readonly Record<string, string>[]
    expect(lines).toHaveLength(7)
    expect(lines[0]).toMatchObject({
      patient: photoPatient, patient_kind: 'given', visit_date: '2019-03-07', task: 'tongue', image_role: 'main', reader: ownerName,
      'constitution9.qixu': '1', 'constitution9.shire': '0', 'constitution9.xueyu': '', 'constitution9.tebing': '', 'constitution9.yangxu': '',
      'chestxray14.effusion': '', unsure: 'constitution9.xueyu', not_assessable: 'constitution9.tebing',
      note: `'=HYPERLINK("CANARY-NOTE")`, research_use_only: researchUseOnly.en,
    })
    expect(lines[2]).toMatchObject({ patient_kind: 'grouped', 'chestxray14.effusion': '1', 'chestxray14.mass': '0', 'chestxray14.edema': '', 'chestxray14.hernia': '' })
  })

  it('as COCO: the outline that the reader saw, readable by pycocotools', async ({ skip }) => {
    const station = await signedStore()
    const { folder } = await makeExport(station, 'coco', null)
    const file = path.join(folder, 'annotations.json')
    const coco = JSON.parse(readFileSync(file, 'utf8')) as { images: { file_name: string; labels: object; width: number; height: number }[]; annotations: unknown[] }
    expect(coco.images[0]?.labels).toEqual({ 'constitution9.qixu': 1, 'constitution9.shire': 0 })
    for (const { file_name: name, width, height } of coco.images) {
      expect(await sharp(path.join(folder, name)).metadata()).toMatchObject({ format: 'png', width, height })
    }
    if (!existsSync(python)) return skip('training/.venv is not there')
    const script = `
import sys
from pycocotools.coco import COCO
coco = COCO(sys.argv[1])
ids = coco.getAnnIds(catIds=coco.getCatIds(catNms=["tongue"]))
for ann in coco.loadAnns(ids):
    share = coco.annToMask(ann).sum() / ann["area"]
    assert 0.9 < share < 1.1, share
print("loaded", len(coco.getImgIds()), len(ids), len(coco.getCatIds()))`
    const { stdout, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toContain(`loaded 7 1 ${1 + 9 + 28 + 14}`)
  })

  it('as a bundle: nothing of a patient in any byte, splits by patient, hashes that agree', async () => {
    const station = await signedStore()
    const { report, folder } = await makeExport(station, 'bundle', 'chestxray14')
    // One of five patients, by the store's own random key now and then two, is a test patient and stays here.
    const heldBackCases = report.bundle?.heldBackCases ?? 0
    expect([1, 2]).toContain(heldBackCases)
    const given = 5 - heldBackCases
    expect(report).toMatchObject({ cases: given, images: given, patients: given, groupedPatients: given })
    expect(report.bundle).toMatchObject({ task: 'chestxray14', since: null, newCases: given, changedCases: 0 })
    const names = filesBelow(folder)
    expect(names.filter((name) => name.startsWith('images/'))).toHaveLength(given)
    const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Record<string, never> & { files: { path: string; sha256: string }[] }
    expect(manifest).toMatchObject({
      formatVersion: 1, task: 'chestxray14', labelSet: { id: 'chestxray14', version: 1 }, researchUseOnly: researchUseOnly.en,
      counts: { cases: given, images: given, patients: given, groupedPatients: given },
    })
    for (const { path: name, sha256 } of manifest.files) expect(sha256Of(readFileSync(path.join(folder, name)))).toBe(sha256)
    expect([...manifest.files.map((file) => file.path), 'manifest.json'].sort()).toEqual(names)
    const lines = parse(readFileSync(path.join(folder, 'labels.csv'), 'utf8'), { columns: true }) as readonly Record<string, string>[]
    expect(lines.map((line) => [line['effusion'], line['mass'], line['edema'], line['hernia']])).toEqual(Array.from({ length: given }, () => ['1', '0', '', '']))
    expect(new Set(lines.map((line) => line['split']))).toEqual(new Set(['train', 'validation']))
    // A second export shares no name and no patient code with the first: they cannot be joined.
    const second = await makeExport(station, 'bundle', 'chestxray14')
    expect(second.report.bundle).toMatchObject({ since: report.exportId, newCases: 0, changedCases: 0 })
    expect(filesBelow(second.folder).filter((name) => names.includes(name))).toEqual(['labels.csv', 'manifest.json'])
  })

  it('as a bundle of photos: none of the planted words, ids or hashes anywhere', async () => {
    const station = await signedStore()
    const { folder } = await makeExport(station, 'bundle', 'tongue')
    const ids = station.rows.flatMap(({ caseId, patientId, visitId, thumbnailImageId }) => [caseId, patientId, visitId, thumbnailImageId ?? ''])
    const hashes = station.services.store.database().prepare('SELECT sha256 FROM images').pluck().all() as string[]
    const names = filesBelow(folder)
    expect(names).toHaveLength(3)
    for (const name of names) {
      const content = readFileSync(path.join(folder, name)).toString('latin1')
      for (const word of [...canaries, ...ids, ...hashes, ownerName]) {
        expect(content.includes(word), `${word} in ${name}`).toBe(false)
        expect(name.includes(word)).toBe(false)
      }
    }
    const png = names.find((name) => name.endsWith('.png')) ?? ''
    const { exif, xmp, icc, width, height } = await sharp(path.join(folder, png)).metadata()
    expect({ exif, xmp, icc }).toEqual({ exif: undefined, xmp: undefined, icc: undefined })
    // A face is an identifier: only the mouth leaves. The drawn tongue is half as wide as its 300 x 320 photo.
    expect(width).toBeGreaterThan(150)
    expect(width).toBeLessThan(260)
    expect(height).toBeLessThan(320)
  })

  it('trains: the bundle goes through "ctranscnn train --data"', { timeout: 300_000 }, async ({ skip }) => {
    if (!existsSync(python)) return skip('training/.venv is not there')
    const station = await signedStore()
    const { folder } = await makeExport(station, 'bundle', 'chestxray14')
    const runFolder = temporaryFolder()
    const trained = spawnSync(
      python,
      ['-m', 'ctranscnn', 'train', '--data', folder, '--run', runFolder, '--epochs', '1', '--threads', '1'],
      { encoding: 'utf8', cwd: path.join(root, 'training') },
    )
    expect(trained.stderr).not.toContain('Traceback')
    expect(trained.status).toBe(0)
    // Five pictures leave most measures undefined; Python writes those as NaN.
    const lastLine = (trained.stdout.trim().split('\n').at(-1) ?? '').replaceAll('NaN', 'null')
    const evaluation = JSON.parse(lastLine) as { pictures: object }
    const { splits } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as { splits: object }
    expect(evaluation.pictures).toEqual(splits)
  })

  it('holds the newest signed version while an amendment is open, and the amendment once it is signed', async () => {
    const station = await signedStore()
    const { send, rows } = station
    const caseId = rows[1]?.caseId as CaseId
    const signed = await send('case.open', { caseId })
    const amended = await send('read.amend', { readId: signed.read.readId, reason: 'second look' })
    const answer = { kind: 'answer', labelSet: 'chestxray14', label: 'hernia', state: 'present' }
    const { revision } = await send('read.save', { readId: amended.read.readId, baseRevision: amended.read.revision, edits: [answer] })
    const hernias = async (): Promise<string> => {
      const { folder } = await makeExport(station, 'csv', 'chestxray14')
      const lines = parse(readFileSync(path.join(folder, 'cases.csv'), 'utf8'), { bom: true, columns: true }) as readonly Record<string, string>[]
      return lines.map((line) => line['chestxray14.hernia']).join()
    }
    expect(await hernias()).toBe(',,,,')
    await send('read.sign', { readId: amended.read.readId, baseRevision: revision })
    expect(await hernias()).toBe('1,,,,')
  })

  it('comes as one archive through the host, and only under its own id', async () => {
    const station = await signedStore()
    const { report } = await makeExport(station, 'csv', null)
    const doors = createHostDoors(station.services)
    expect(Object.keys(unzipSync(await doors.exportArchive(report.exportId)))).toEqual(['cases.csv'])
    for (const id of ['..', '../blobs', '00000000-0000-4000-8000-000000000000', `${report.exportId}/..`]) {
      await expect(doors.exportArchive(id)).rejects.toMatchObject({ code: 'job.missing' })
    }
  })

  it('lies in the store like everything else: unreadable without the key', async () => {
    const station = await signedStore()
    await makeExport(station, 'csv', null)
    await makeExport(station, 'coco', null)
    await station.close()
    const names = filesBelow(station.folder)
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const content = readFileSync(path.join(station.folder, name)).toString('latin1')
      for (const word of canaries) expect(content.includes(word), `${word} in ${name}`).toBe(false)
    }
  })
})

describe('an export that cannot be made', () => {
  it('leaves nothing behind', async () => {
    const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
    const outcome = async (format: string, task: Task | null): Promise<string | null> => {
      const { jobId } = await station.send('export.start', { format, task })
      return (await station.services.jobs.settled(jobId)).error
    }
    expect(await outcome('csv', null)).toBe('export.nothing')
    await expect(station.send('export.start', { format: 'bundle', task: null })).rejects.toMatchObject({ code: 'contract.badInput' })
    await importAll(station, [{ name: 'a.png', bytes: await patchesPng(1) }])
    const [row] = await allRows(station)
    await readAndSign(station, row?.caseId as CaseId, { answers: { mass: 'present' } })
    // The original is damaged: the copy would be incomplete.
    const blob = station.services.store.database().prepare('SELECT sha256 FROM images').pluck().get() as string
    writeFileSync(path.join(station.folder, 'blobs', blob.slice(0, 2), blob), 'broken')
    expect(await outcome('bundle', 'chestxray14')).toBe('store.damaged')
    expect(await station.send('export.list', {})).toEqual([])
    // The same into a folder: the first picture fails, so the folder never appears.
    const outside = temporaryFolder()
    const work = createWork(station.services, 'whenAsked')
    const jobId = work.startExport({ format: 'coco', task: null }, station.services.access.caller(), path.join(outside, 'out'))
    expect((await station.services.jobs.settled(jobId)).error).toBe('store.damaged')
    expect(readdirSync(outside)).toEqual([])
  })

  it('refuses a folder that holds something', async () => {
    const { ExportFolder } = await import('./folder.ts')
    const folder = temporaryFolder()
    const occupied = path.join(folder, 'occupied')
    mkdirSync(occupied)
    writeFileSync(path.join(occupied, 'theirs.txt'), 'theirs')
    await expect(ExportFolder.create(occupied)).rejects.toMatchObject({ code: 'contract.wrongUse' })
    await expect(ExportFolder.create(path.join(occupied, 'theirs.txt'))).rejects.toMatchObject({ code: 'contract.wrongUse' })
    onTestFinished(() => expect(readFileSync(path.join(occupied, 'theirs.txt'), 'utf8')).toBe('theirs'))
  })
})

describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])('%j is no formula', (text) => {
    const [[cell = '']] = parse(csvText([[text]]), { relax_quotes: false }) as [string[]]
    expect(cell).toBe(`'${text}`)
  })
  it('keeps numbers, quotes, lines and every script as they are', () => {
    const row = ['a"b', 'one\r\ntwo', '李雷 👩🏽‍⚕️ שלום', 'x=1', ' =1']
    expect(parse(csvText([[...row, -1, null]]))).toEqual([[...row, '-1', '']])
  })
})
