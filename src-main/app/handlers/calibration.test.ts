import path from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { tonguePixels } from '../../../test/fixtures/pictures.ts'
import { allRows, analysesSettled, importAll } from '../../../test/support/importing.ts'
import { withCase } from '../../../test/support/openCase.ts'
import { ownerPassword, startOwned, type TestWorkstation } from '../../../test/support/workstation.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { plainScene } from '../../bench/chartPhotos.ts'
import { chartCorners, drawChart } from '../../bench/drawnChart.ts'
import type { Samples } from '../../imaging/raster.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../../test/fixtures/models')
const size = { widthPx: 420, heightPx: 460 }
const plain: Samples = { ...size, channels: 3, data: tonguePixels(size) }
const png = ({ widthPx: width, heightPx: height, data }: Samples): Promise<Buffer> => sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer()

let photos: { readonly tongue: Buffer; readonly chart: Buffer; readonly worn: Buffer; readonly both: Buffer }
beforeAll(async () => {
  const alone = { corners: chartCorners([150, 150], 240), gains: [1, 0.8, 0.6] } as const
  photos = {
    tongue: await png(plain),
    chart: await png(drawChart(plainScene(300), alone)),
    worn: await png(drawChart(plainScene(300), { ...alone, worn: 0.25 })),
    both: await png(drawChart(plain, { corners: chartCorners([335, 60], 130), gains: [0.9, 0.9, 0.9] })),
  }
})

interface Sitting {
  readonly here: TestWorkstation
  readonly tongue: CaseId
  readonly chart: CaseId
}

/** One import of a tongue without a chart and of a chart; each makes a case, for nobody is named. */
async function sitting(chart: Buffer = photos.chart): Promise<Sitting> {
  const here = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  await importAll(here, [{ name: 'tongue.png', bytes: photos.tongue }, { name: 'chart.png', bytes: chart }])
  const [first, second] = await allRows(here)
  return { here, tongue: first?.caseId as CaseId, chart: second?.caseId as CaseId }
}

async function chartImage({ here, tongue, chart }: Sitting): Promise<string> {
  const found = (await here.send('chart.photos', { caseId: tongue })).find(({ caseId }) => caseId === chart)
  return found?.imageId ?? ''
}

describe('the chart of another photo', () => {
  test('of the same import corrects a photo, which is measured again, and is signed with it', async () => {
    const made = await sitting()
    const { here, tongue } = made
    const chartImageId = await chartImage(made)
    expect((await here.send('case.open', { caseId: tongue })).calibrations).toEqual([])
    expect(await here.send('chart.use', { caseId: tongue, chartImageId, scope: 'photo' })).toEqual({ photos: 1, left: 0 })
    await analysesSettled(here.services)
    const blind = await here.send('case.open', { caseId: tongue })
    expect(blind.prediction).toBeNull()
    expect(blind.calibrations).toMatchObject([{ chartImageId, calibration: { source: 'other', good: true } }])
    const { prediction, calibrations } = await here.send('read.reveal', { readId: blind.read.readId })
    expect(prediction?.tongue).toMatchObject({ calibrated: true, calibration: { source: 'other' }, signs: { calibrated: true } })
    expect(calibrations).toEqual(blind.calibrations)
    await here.send('signing.open', { password: ownerPassword })
    const { read } = await here.send('case.open', { caseId: tongue })
    await here.send('read.sign', { readId: read.readId, baseRevision: read.revision })
    await expect(here.send('chart.use', { caseId: tongue, chartImageId, scope: 'photo' })).rejects.toMatchObject({ code: 'chart.seen' })
    expect((await here.send('store.verify', {})).ok).toBe(true)
    // What was signed is not changed unseen: neither the table nor the run's own copy.
    expect(() => here.services.store.write((db) => db.prepare('UPDATE calibrations SET calibration = NULL').run())).toThrow()
    here.services.store.write((db) => db.prepare(`UPDATE runs SET result = json_set(result, '$.tongue.calibration.correction.gamma', 2)`).run())
    expect(await here.send('store.verify', {})).toMatchObject({ ok: false, rows: { bad: 1 } })
    const used = (await here.send('audit.list', {})).find(({ event }) => event === 'chart.use')
    expect(used).toMatchObject({ object: tongue, detail: { chart: chartImageId, scope: 'photo', photos: 1, left: 0 } })
  })

  test('whose colours are off leaves colours without a name; the photo’s own chart, or none, comes back', async () => {
    const made = await sitting(photos.worn)
    const { here, tongue } = made
    await here.send('chart.use', { caseId: tongue, chartImageId: await chartImage(made), scope: 'import' })
    await analysesSettled(here.services)
    const signs = async () => JSON.parse(here.services.store.database().prepare(`SELECT result FROM runs r JOIN cases c ON c.run_id = r.run_id WHERE c.case_id = ?`).pluck().get(tongue) as string).tongue.signs
    expect(await signs()).toMatchObject({ calibrated: false, bodyColour: { name: null, reason: 'calibration-poor' } })
    const own = (await here.send('chart.photos', { caseId: tongue })).find(({ caseId }) => caseId === tongue)
    await here.send('chart.use', { caseId: tongue, chartImageId: own?.imageId, scope: 'photo' })
    await analysesSettled(here.services)
    expect(await signs()).toMatchObject({ calibrated: false, bodyColour: { reason: null } })
    expect((await here.send('case.open', { caseId: tongue })).calibrations).toEqual([])
  })

  test('is refused without a chart, of another sitting, and for a film', async () => {
    const { here, tongue, chart } = await sitting()
    const own = (await here.send('chart.photos', { caseId: chart })).find(({ caseId }) => caseId === tongue)
    await expect(here.send('chart.use', { caseId: chart, chartImageId: own?.imageId, scope: 'visit' })).rejects.toMatchObject({ code: 'chart.none' })
    await importAll(here, [{ name: 'later.png', bytes: photos.both }])
    const later = (await allRows(here)).find(({ caseId }) => caseId !== tongue && caseId !== chart)
    await expect(here.send('chart.use', { caseId: later?.caseId, chartImageId: own?.imageId, scope: 'visit' })).rejects.toMatchObject({ code: 'chart.otherSitting' })
    // Its own chart was found by the analysis, and is known while it is read blind.
    expect((await here.send('case.open', { caseId: later?.caseId })).calibrations).toMatchObject([{ calibration: { source: 'own' } }])
    const film = await withCase()
    await expect(film.send('chart.photos', { caseId: film.caseId })).rejects.toMatchObject({ code: 'chart.otherTask' })
  })
})
