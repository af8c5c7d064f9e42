import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CaseView } from '../../src-shared/contract/bench.ts'
import type { Analysis, ReaderMeasures } from '../../src-shared/domain/analysis.ts'
import { emptyMask, encodeMask, strokedMask } from '../../src-shared/domain/mask.ts'
import { cellsFrom, cellValues } from '../../src-shared/domain/tongueCells.ts'
import { casesAsCoco } from '../../src-main/export/coco.ts'
import { casesAsCsv } from '../../src-main/export/csv.ts'
import { signedCases } from '../../src-main/store/signedCases.ts'
import { insertRun } from '../../src-main/store/predictions.ts'
import { outerContour } from '../../src-main/segmentation/contour.ts'
import { measureTongue } from '../../src-main/tongue/measure.ts'
import { drawTongue } from '../fixtures/drawnTongue.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

const person = { name: '李 Owner', password: 'correct horse battery' }
const size = { widthPx: 320, heightPx: 320 }
const drawing = drawTongue({ sidePx: 320, coatedTo: 0.5, dents: { left: 3, right: 0 } })
/** Smaller than the tongue that is drawn: its left half. */
const half = encodeMask(strokedMask(emptyMask(size), { from: [130, 90], to: [130, 230], radiusPx: 50, erase: false }))

describe.each(['loopback', 'electron'] as const)('a tongue corrected on the %s host', (kind) => {
  let host: TestHost
  let opened: CaseView
  let imageId: string

  const answer = async <T>(name: string, input: unknown): Promise<T> => {
    const reply = await host.call(name, input)
    if (!reply.ok) throw new Error(reply.error.code)
    return reply.value as T
  }
  const open = (): Promise<CaseView> => answer('case.open', { caseId: opened.row.caseId })
  const outline = (changes: object = {}) => ({ markId: randomUUID(), imageId, kind: 'outline', ...size, runs: half, handles: null, ...changes })
  const save = async (...marks: readonly { readonly markId: string }[]): Promise<unknown> => {
    const { read } = await open()
    return answer('read.save', { readId: read.readId, baseRevision: read.revision, edits: marks.map((mark) => ({ kind: 'mark', markId: mark.markId, mark })) })
  }
  const reveal = (): Promise<unknown> => answer('read.reveal', { readId: opened.read.readId })
  const measure = (): Promise<ReaderMeasures> => answer('tongue.measure', { readId: opened.read.readId, imageId })
  const sign = async (): Promise<void> => {
    await answer('signing.open', { password: person.password })
    const { read } = await open()
    await answer('read.sign', { readId: read.readId, baseRevision: read.revision })
  }

  beforeEach(async () => {
    host = await startTestHost(kind)
    await answer('owner.create', person)
    const png = await sharp(drawing.samples.data, { raw: { width: 320, height: 320, channels: 3 } }).png().toBuffer()
    const { intakeId } = await host.intake('a.png', png).then((reply) => (reply as { value: { intakeId: string } }).value)
    const { jobId } = await answer<{ jobId: never }>('import.start', { intakeIds: [intakeId], task: 'tongue', patients: { kind: 'byHand', pseudonym: 'P-7' } })
    const { jobs, store } = host.services
    await jobs.settled(jobId)
    for (const job of jobs.list()) if (job.kind === 'analysis') await jobs.settled(job.jobId)
    const caseId = store.database().prepare('SELECT case_id FROM cases').pluck().get() as string
    opened = await answer('case.open', { caseId })
    const [image] = opened.images
    if (image === undefined) throw new Error('no picture')
    imageId = image.imageId
    // What a segmenter of another day finds here must not decide this test.
    const analysis: Analysis = {
      sha256: image.sha256, ok: true, kind: 'photo', task: 'tcmtd', ...size, quality: {}, labels: [], maps: {},
      model: { id: 'tcmtd', version: '1', sha256: 'ef'.repeat(32), provider: 'cpu', demonstration: true },
      segmentation: { areaFraction: 0.4, polygon: outerContour(drawing.mask) }, tongue: measureTongue({ ...drawing, quality: {} }),
      timingsMs: { decode: 1, preprocess: 1, infer: 1, segment: 1, total: 4 },
    }
    store.write((db) => insertRun(db, { caseId: opened.row.caseId, imageId: image.imageId, analysis, at: '2031-05-01T08:00:00.000Z' }))
  })
  afterEach(() => host.close())

  // One read from its blind beginning to its amendment: each host is started once.
  it('is measured again beside the model’s values, frozen by the signature and kept by an amendment', async () => {
    await expect(save(outline())).rejects.toThrow('read.notRevealed')
    await expect(measure()).rejects.toThrow('read.notRevealed')
    await reveal()
    await expect(measure()).rejects.toThrow('contract.badInput')
    for (const changes of [{ widthPx: 10 }, { runs: 'zz' }, { handles: [[1, 1]] }]) await expect(save(outline(changes))).rejects.toThrow('mark.')

    const cells = (await open()).prediction?.tongue?.cells
    if (cells === undefined || cells === null) throw new Error('no cells')
    const bare = { markId: randomUUID(), imageId, kind: 'separation', cells: cellsFrom(cells, cellValues(cells).map((value) => (value === 0 ? 1 : value))) }
    await save(bare)
    expect((await measure()).tongue).toMatchObject({ coatingCoverage: 0, coating: { lab: null }, signs: { coatingGrade: { value: 'none' }, coatingCoverage: { confidence: 1 } } })
    expect((await open()).prediction?.tongue?.coatingCoverage).toBeGreaterThan(0.4)

    const mark = outline({ runs: encodeMask(strokedMask(emptyMask(size), { from: [160, 90], to: [160, 230], radiusPx: 60, erase: false })) })
    await save(mark)
    expect((await open()).read.measures).toEqual([])
    await expect(save(outline())).rejects.toThrow('contract.badInput')
    await save({ ...mark, runs: half } as never)

    const again = () => host.call('tongue.measure', { readId: opened.read.readId, imageId })
    expect(await Promise.all([again(), again()])).toMatchObject([{ ok: false, error: { code: 'job.cancelled' } }, { ok: true }])
    const stopped = again()
    await answer('tongue.stopMeasuring', { readId: opened.read.readId })
    expect(await stopped).toMatchObject({ ok: false, error: { code: 'job.cancelled' } })

    const measured = await measure()
    expect(Math.abs(measured.areaFraction - 0.213)).toBeLessThan(0.01)
    expect(measured.tongue.signs?.axis?.widthPx).toBeLessThan(105)
    const { read, prediction } = await open()
    expect(read.measures).toEqual([measured])
    expect(prediction?.tongue?.signs?.axis?.widthPx).toBeGreaterThan(150)
    const events = host.services.store.database().prepare(`SELECT count(*) FROM audit WHERE event = 'tongue.measure'`).pluck().get()
    expect(events).toBe(3)

    await sign()
    await expect(measure()).rejects.toThrow('read.signed')
    const before = (await open()).read
    await answer('read.amend', { readId: opened.read.readId, reason: 'again' })
    const amended = (await open()).read
    expect(amended.marks).toEqual(before.marks)
    expect(amended.measures).toEqual([measured])
    const [signed] = signedCases(host.services.store.database(), 'tongue')
    if (signed === undefined) throw new Error('nothing is signed')
    expect(signed.measures).toEqual([measured])
    const columns = casesAsCsv([signed], () => [])
    for (const part of ['tongue_outline_reader', '""source"":""reader""', 'measured_signs_reader']) expect(columns).toContain(part)
    const [image] = signed.images
    if (image === undefined) throw new Error('no picture')
    const { images, annotations } = JSON.parse(casesAsCoco([{ signed, image, fileName: 'a.png' }], 'now', () => [])) as { images: readonly Record<string, unknown>[]; annotations: readonly Record<string, unknown>[] }
    expect(annotations).toMatchObject([{ category_id: 1, source: 'reader', kind: 'outline', segmentation: { size: [320, 320] } }])
    expect(images[0]).toMatchObject({ tongue_outline_model: { source: 'model tcmtd 1' }, tongue_cells: { source: 'reader' }, measured_signs: {}, measured_signs_reader: {} })

    expect(await host.call('report.make', { caseId: opened.row.caseId, language: 'en' })).toMatchObject({ ok: true, value: { pages: 1 } })
    // Changed behind the signature, the record is no longer what was signed.
    host.services.store.write((db) => db.prepare(`UPDATE reader_measures SET body = json_set(body, '$.areaFraction', 0.9) WHERE read_id = ?`).run(opened.read.readId))
    expect(await host.call('report.make', { caseId: opened.row.caseId, language: 'en' })).toMatchObject({ ok: false, error: { code: 'store.damaged' } })
  })
})
