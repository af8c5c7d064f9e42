import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseView } from '../../src-shared/contract/bench.ts'
import type { ReaderMeasures } from '../../src-shared/domain/analysis.ts'
import { encodeMask } from '../../src-shared/domain/mask.ts'
import { maskOfPolygon, onePiece } from '../../src-shared/domain/maskPieces.ts'
import { drawUnderside } from '../../src-main/bench/drawnUnderside.ts'
import { outerContour } from '../../src-main/segmentation/contour.ts'
import type { Samples } from '../../src-main/imaging/raster.ts'
import { drawTongue } from '../fixtures/drawnTongue.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

const person = { name: '李 Owner', password: 'correct horse battery' }
const underside = drawUnderside({ seed: 4 })
const pngOf = ({ data, widthPx, heightPx }: Samples): Promise<Buffer> => sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png().toBuffer()

describe('a photo of the underside', () => {
  let host: TestHost
  let caseId: string

  const answer = async <T>(name: string, input: unknown): Promise<T> => {
    const reply = await host.call(name, input)
    if (!reply.ok) throw new Error(reply.error.code)
    return reply.value as T
  }
  const open = (): Promise<CaseView> => answer('case.open', { caseId })
  const view = (imageId: unknown, side: 'surface' | 'underside'): Promise<null> => answer('photo.view', { caseId, imageId, view: side })
  const waitingCases = (): unknown => host.services.store.database().prepare(`SELECT count(*) FROM audit WHERE event = 'photo.view'`).pluck().get()

  beforeAll(async () => {
    host = await startTestHost('loopback')
    await answer('owner.create', person)
    const files = { 'first.png': await pngOf(drawTongue({ sidePx: 320, coatedTo: 0.5 }).samples), 'second.png': await pngOf(underside.samples) }
    const intakeIds: string[] = []
    for (const [name, bytes] of Object.entries(files)) intakeIds.push(((await host.intake(name, bytes)) as { value: { intakeId: string } }).value.intakeId)
    const { jobId } = await answer<{ jobId: never }>('import.start', { intakeIds, task: 'tongue', patients: { kind: 'byHand', pseudonym: 'P-7' } })
    const { jobs, store } = host.services
    await jobs.settled(jobId)
    for (const job of jobs.list()) if (job.kind === 'analysis') await jobs.settled(job.jobId)
    caseId = store.database().prepare('SELECT case_id FROM cases').pluck().get() as string
  })
  afterAll(() => host.close())

  it('is said to be one, never the only one, and its veins are measured in the reader’s outline', async () => {
    const { images, read } = await open()
    const surface = images.find(({ widthPx }) => widthPx === 320)
    const other = images.find(({ widthPx }) => widthPx !== 320)
    if (surface === undefined || other === undefined) throw new Error('two photos')
    await expect(view(randomUUID(), 'underside')).rejects.toThrow('contract.badInput')
    await view(other.imageId, 'underside')
    expect((await open()).images.map(({ imageId, role }) => [imageId, role])).toEqual([[surface.imageId, 'main'], [other.imageId, 'underside']])
    await expect(view(surface.imageId, 'underside')).rejects.toThrow('photo.onlySurface')
    expect((await open()).images[0]?.role).toBe('main')
    expect(waitingCases()).toBe(1)

    await answer('read.reveal', { readId: read.readId })
    const size = { widthPx: other.widthPx, heightPx: other.heightPx }
    const markId = randomUUID()
    const outline = { markId, imageId: other.imageId, kind: 'outline', ...size, runs: encodeMask(onePiece(maskOfPolygon(outerContour(underside.mask), size))), handles: null }
    const { read: open1 } = await open()
    await answer('read.save', { readId: read.readId, baseRevision: open1.revision, edits: [{ kind: 'mark', markId, mark: outline }] })
    const measured = await answer<ReaderMeasures>('tongue.measure', { readId: read.readId, imageId: other.imageId })
    const veins = measured.tongue.signs?.sublingualVeins
    expect(veins).toMatchObject({ reason: null, photoSha256: other.sha256 })
    expect(Math.abs((veins?.left?.widthShare ?? 0) - (underside.left?.widthShare ?? 0))).toBeLessThan(0.01)
    expect(measured.tongue.signs?.greasy).toMatchObject({ value: null, reason: 'underside' })

    // Said to show the surface after all: what was measured as an underside falls away, the analysed photo stays.
    await view(other.imageId, 'surface')
    const back = await open()
    expect(back.read.measures).toEqual([])
    expect(back.images[0]?.imageId).toBe(surface.imageId)
    // The other way round would take the analysed photo from under measures that were seen.
    await expect(view(surface.imageId, 'underside')).rejects.toThrow('photo.seen')
    expect((await open()).images.map(({ role }) => role)).toEqual(['main', 'main'])
  }, 60_000)
})
