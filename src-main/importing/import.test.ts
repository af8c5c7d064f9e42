import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { filmPng, tonguePng } from '../../test/fixtures/pictures.ts'
import { allRows, analysesSettled, importAll, intakeFile, patchesPng } from '../../test/support/importing.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation } from '../../test/support/workstation.ts'
import type { CaseId, VisitId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { ensureCase, queueAnalysis } from '../store/cases.ts'
import type { PatientRule } from '../../src-shared/contract/jobs.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')
const station = () => startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
const size = { widthPx: 300, heightPx: 320 }
const byName: PatientRule = { kind: 'pattern', pattern: '^(?<patient>[a-z]+)-?(?<date>\\d{8})?' }

describe('an import', () => {
  it('keeps pictures, names patients by the folder and analyses the new cases', async () => {
    const here = await station()
    const report = await importAll(
      here,
      [
        { name: 'photo.png', bytes: await tonguePng(size), folder: 'all/李雷' },
        { name: 'film.png', bytes: await filmPng(size), folder: 'all/李雷' },
        { name: 'notes.png', bytes: Buffer.from('no picture at all'), folder: 'all/李雷' },
        { name: 'top.png', bytes: await patchesPng(1) },
        { name: 'nothing.png', bytes: new Uint8Array() },
      ],
      { patients: { kind: 'folder' } },
    )
    expect(report).toMatchObject({ imported: 2, alreadyKnown: 0, cases: 2, groupedImages: 0 })
    expect(report.rejected.map(({ name, code }) => [name, code])).toEqual([
      ['notes.png', 'image.unsupported'], ['top.png', 'import.noPatient'], ['nothing.png', 'image.empty'],
    ])
    const rows = await allRows(here)
    expect(rows.map(({ pseudonym, patientKind, task, analysis, topScores, imageCount }) => ({ pseudonym, patientKind, task, analysis, topScores, imageCount }))).toEqual([
      { pseudonym: '李雷', patientKind: 'given', task: 'tongue', analysis: 'done', topScores: [], imageCount: 1 },
      { pseudonym: '李雷', patientKind: 'given', task: 'chestxray14', analysis: 'done', topScores: [], imageCount: 1 },
    ])
    expect(new Set(rows.map(({ visitId }) => visitId)).size).toBe(1)
    expect(await here.send('store.verify', {})).toMatchObject({ ok: true, originals: { checked: 2 } })
  })

  it('knows the same bytes again, and reads them for another task when asked', async () => {
    const here = await station()
    const film = { name: 'a.png', bytes: await filmPng(size) }
    await importAll(here, [film])
    expect(await importAll(here, [{ ...film, name: 'copy.png' }])).toMatchObject({ imported: 0, alreadyKnown: 1, cases: 0 })
    expect(await importAll(here, [film], { task: 'chestxray11' })).toMatchObject({ imported: 0, alreadyKnown: 1, cases: 1 })
    const rows = await allRows(here)
    expect(rows.map(({ task }) => task)).toEqual(['chestxray14', 'chestxray11'])
    // No model of that name is installed here: the case says so and can still be read by hand.
    expect((await here.send('case.open', { caseId: rows[1]?.caseId })).refusal).toMatchObject({ code: 'model.missing' })
  })

  it('refuses a photo for a film task and a film for a tongue', async () => {
    const here = await station()
    const asFilm = await importAll(here, [{ name: 'photo.png', bytes: await tonguePng(size) }], { task: 'chestxray14' })
    const asTongue = await importAll(here, [{ name: 'film.png', bytes: await filmPng(size) }], { task: 'tongue' })
    expect([asFilm.rejected[0]?.code, asTongue.rejected[0]?.code]).toEqual(['quality.notFilm', 'quality.notTongue'])
    expect(await allRows(here)).toEqual([])
  })

  it('makes one visit of one date, and shows the earlier film as the prior', async () => {
    const here = await station()
    await importAll(
      here,
      [
        { name: 'wang-20240105.png', bytes: await patchesPng(1) },
        { name: 'wang-20240301-pa.png', bytes: await patchesPng(2) },
        { name: 'wang-20240301-ap.png', bytes: await patchesPng(3) },
        { name: 'wang-20231201.png', bytes: await patchesPng(4) },
      ],
      { patients: byName },
    )
    const rows = await allRows(here)
    expect(rows.map(({ visitDate, imageCount }) => [visitDate, imageCount])).toEqual([['2024-01-05', 1], ['2024-03-01', 2], ['2023-12-01', 1]])
    const { images } = await here.send('case.open', { caseId: rows[1]?.caseId })
    expect(images.map(({ role }) => role)).toEqual(['main', 'main', 'prior'])
    const { images: oldest } = await here.send('case.open', { caseId: rows[2]?.caseId })
    expect(oldest.map(({ role }) => role)).toEqual(['main'])
  })

  it('closes a visit to new pictures once somebody has begun to read it', async () => {
    const here = await station()
    await importAll(here, [{ name: 'wang-20240105.png', bytes: await patchesPng(1) }], { patients: byName })
    const [first] = await allRows(here)
    await here.send('case.open', { caseId: first?.caseId })
    await importAll(here, [{ name: 'wang-20240105b.png', bytes: await patchesPng(2) }], { patients: byName })
    expect((await allRows(here)).map(({ imageCount, status }) => [imageCount, status])).toEqual([[1, 'reading'], [1, 'new']])
  })

  it('tells the underside of a tongue by its name', async () => {
    const here = await station()
    const other = await sharp(await tonguePng(size)).flop().modulate({ hue: 20 }).png().toBuffer()
    const files = [{ name: '舌下.png', bytes: other }, { name: 'front.png', bytes: await tonguePng(size) }]
    await importAll(here, files, { patients: { kind: 'byHand', pseudonym: 'P-1' } })
    const [row] = await allRows(here)
    const { images } = await here.send('case.open', { caseId: row?.caseId })
    expect(images.map(({ role }) => role)).toEqual(['main', 'underside'])
  })

  it('reserves the names of groups', async () => {
    const here = await station()
    const report = await importAll(here, [{ name: 'a.png', bytes: await filmPng(size) }], { patients: { kind: 'byHand', pseudonym: 'G-0001' } })
    expect(report.rejected).toMatchObject([{ code: 'contract.badInput', detail: { reason: 'reserved' } }])
  })

  it('refuses a rule that cannot be used before it touches a file, and ids nobody handed in', async () => {
    const here = await station()
    const intakeId = here.services.intake.add(intakeFile({ name: 'a.png', bytes: await filmPng(size) }))
    const start = (patients: PatientRule, ids: readonly string[] = [intakeId]): Promise<unknown> =>
      here.send('import.start', { intakeIds: ids, task: null, patients }).then(
        () => 'started',
        ({ code }: AppError) => code,
      )
    expect(await start({ kind: 'table', csv: 'a,b' })).toBe('import.badTable')
    expect(await start({ kind: 'pattern', pattern: '(' })).toBe('contract.badInput')
    expect(await start({ kind: 'none' }, ['00000000-0000-4000-8000-000000000000'])).toBe('contract.badInput')
    // The file still waits: the person corrects the rule and goes on.
    expect(await start({ kind: 'none' })).toBe('started')
    expect(await start({ kind: 'none' })).toBe('contract.badInput')
  })

  it('stops when cancelled and keeps what came in', async () => {
    const here = await station()
    const files = await Promise.all(Array.from({ length: 40 }, async (_, seed) => ({ name: `${seed}.png`, bytes: await patchesPng(seed) })))
    const intakeIds = files.map((file) => here.services.intake.add(intakeFile(file)))
    let cancelledAt = 0
    const end = here.services.events.subscribe((event) => {
      if (event.kind !== 'job.changed' || event.job.kind !== 'import' || event.job.done < 3 || cancelledAt > 0) return
      cancelledAt = event.job.done
      here.services.jobs.cancel(event.job.jobId)
    })
    const { jobId } = await here.send('import.start', { intakeIds, task: null, patients: { kind: 'none' } })
    const { state, error, done } = await here.services.jobs.settled(jobId)
    end()
    expect({ state, error }).toEqual({ state: 'cancelled', error: null })
    // What shared the transaction of the third comes in with it, and nothing after.
    expect(done).toBeLessThan(cancelledAt + 4)
    expect(await here.send('import.report', { jobId })).toMatchObject({ imported: done, cases: done })
    expect(await allRows(here)).toHaveLength(done)
  })
})

describe('pictures without a patient', () => {
  it('share a group when they are copies of each other, also across imports', async () => {
    const here = await station()
    const resaved = await sharp(await patchesPng(1)).jpeg({ quality: 50 }).toBuffer()
    const first = await importAll(here, [
      { name: 'a.png', bytes: await patchesPng(1) },
      { name: 'b.png', bytes: await patchesPng(2) },
      { name: 'a-half.png', bytes: await patchesPng(1, 128) },
    ])
    expect(first).toMatchObject({ groupedImages: 3, cases: 2 })
    await importAll(here, [{ name: 'a-resaved.jpg', bytes: resaved }])
    expect((await allRows(here)).map(({ pseudonym, patientKind, imageCount }) => [pseudonym, patientKind, imageCount])).toEqual([
      ['G-0001', 'grouped', 3], ['G-0002', 'grouped', 1],
    ])
  })

  it('can be given a patient later, and the empty group goes', async () => {
    const here = await station()
    await importAll(here, [{ name: 'a.png', bytes: await patchesPng(1) }])
    const [row] = await allRows(here)
    const moved = await here.send('case.assignPatient', { caseId: row?.caseId, pseudonym: ' P-9 ' })
    expect(moved).toMatchObject({ pseudonym: 'P-9', patientKind: 'given' })
    expect((await here.send('worklist.list', { filter: { search: 'P-9', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: false }, offset: 0, limit: 9 })).total).toBe(1)
    expect(here.services.store.database().prepare(`SELECT count(*) FROM patients WHERE kind = 'grouped'`).pluck().get()).toBe(0)
    await expect(here.send('case.assignPatient', { caseId: row?.caseId, pseudonym: 'G-0077' })).rejects.toMatchObject({ code: 'contract.badInput' })
  })
})

describe('the queue of analyses', () => {
  it('outlives a restart', async () => {
    const here = await station()
    await importAll(here, [{ name: 'a.png', bytes: await filmPng(size) }])
    const [row] = await allRows(here)
    // As the program leaves it when it ends before the engine has answered: waiting in the store, no job at work.
    here.services.store.write((db) => queueAnalysis(db, row?.caseId as CaseId))
    await here.close()
    const again = startWorkstation({ storeFolder: here.folder, modelsFolder, engine: { provider: 'cpu', threads: 1 } })
    await again.send('session.open', { name: ownerName, password: ownerPassword })
    await expect.poll(async () => (await allRows(again))[0]?.analysis, { timeout: 20_000 }).toBe('done')
    expect(again.services.store.database().prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2)
  })

  it('goes on waiting when the program ends under a running job', async () => {
    const here = await station()
    await importAll(here, [{ name: 'a.png', bytes: await filmPng(size) }])
    const [row] = await allRows(here)
    here.services.engine.analyze = () => new Promise((_, reject) => setTimeout(() => reject(new AppError('engine.stopped')), 50))
    here.services.store.write((db) => {
      queueAnalysis(db, row?.caseId as CaseId)
      ensureCase(db, row?.visitId as VisitId, 'chestxray11', '2031-05-01T08:00:00.000Z')
    })
    await here.send('case.analyze', { caseId: row?.caseId })
    await here.services.jobs.close()
    // The first was at work when the engine ended, the second had not begun: neither may be forgotten or called refused.
    expect((await allRows(here)).map(({ analysis }) => analysis)).toEqual(['queued', 'queued'])
  })

  it('is emptied by a cancel, and a case can be queued again', async () => {
    const here = await station()
    await importAll(here, [{ name: 'a.png', bytes: await filmPng(size) }])
    const [row] = await allRows(here)
    const before = await here.send('case.open', { caseId: row?.caseId })
    const { jobId } = await here.send('case.analyze', { caseId: row?.caseId })
    await here.send('job.cancel', { jobId })
    const ended = await here.services.jobs.settled(jobId)
    expect(['cancelled', 'done']).toContain(ended.state)
    expect((await allRows(here))[0]?.analysis).toBe('done')
    await here.send('case.analyze', { caseId: row?.caseId })
    await analysesSettled(here.services)
    const runs = here.services.store.database().prepare('SELECT count(*) FROM runs').pluck().get() as number
    expect(runs).toBeGreaterThanOrEqual(2)
    expect(before.row.caseId).toBe(row?.caseId)
  })

  it('runs a case once more when the engine dies under it', async () => {
    const here = await station()
    const { engine } = here.services
    await importAll(here, [{ name: 'a.png', bytes: await filmPng(size) }])
    const [row] = await allRows(here)
    const end = here.services.events.subscribe((event) => {
      if (event.kind === 'job.changed' && event.job.kind === 'analysis' && event.job.state === 'running') {
        end()
        process.kill((engine as unknown as { processId(): number }).processId(), 'SIGKILL')
      }
    })
    await here.send('case.analyze', { caseId: row?.caseId })
    await analysesSettled(here.services)
    expect((await allRows(here))[0]?.analysis).toBe('done')
    expect(here.services.store.database().prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2)
  })
})
