import type { ChartPhoto, ChartUsed } from '../../../src-shared/contract/calibration.ts'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { ColourCalibration } from '../../../src-shared/domain/colourCalibration.ts'
import type { CaseId, ImageId, UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { insertCalibration, isMeasureSeen, sameSitting } from '../../store/calibrations.ts'
import { caseFacts, queueAnalysis } from '../../store/cases.ts'
import type { ReadDb, WriteDb } from '../../store/database.ts'
import { imageById, mainImage } from '../../store/images.ts'
import type { Audited } from '../audited.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import type { Work } from '../work.ts'

type CalibrationCalls = 'chart.photos' | 'chart.use'

/** By which chart photos are corrected: chosen by a reader, kept with the photo, recorded. */
export function calibrationHandlers(services: Services, work: Work): Pick<Handlers, CalibrationCalls> {
  const { audited, store, events } = services
  return {
    'chart.photos': ({ caseId }) => sameSitting(store.database(), ownPhoto(store.database(), caseId)),
    'chart.use': async (input, caller) => {
      const { userId } = caller
      if (userId === null) throw new AppError('auth.signedOut')
      const calibration = await chartIn(services, input)
      const { used, cases } = audited.run('chart.use', caller, (db) => use(db, { ...input, calibration, userId, at: services.clock.nowIso() }))
      for (const caseId of cases) events.emit({ kind: 'case.changed', caseId })
      events.emit({ kind: 'worklist.changed' })
      work.analyze(caller)
      return used
    },
  }
}

/** Throws AppError `chart.otherTask`: films have no colours. */
function ownPhoto(db: ReadDb, caseId: CaseId): ImageId {
  const { visitId, task } = caseFacts(db, caseId)
  if (task !== 'tongue') throw new AppError('chart.otherTask')
  const image = mainImage(db, visitId, task)
  if (image === undefined) throw new AppError('image.missing')
  return image.imageId
}

/**
 * What the photo says of its chart; null for a case's own photo without one, which then is corrected by none. Throws
 * AppError `chart.none`, `chart.otherSitting`.
 */
async function chartIn({ store, engine }: Services, { caseId, chartImageId }: Input<'chart.use'>): Promise<ColourCalibration | null> {
  const own = ownPhoto(store.database(), caseId)
  if (!sameSitting(store.database(), own).some(({ imageId }) => imageId === chartImageId)) throw new AppError('chart.otherSitting')
  const image = imageById(store.database(), chartImageId)
  if (image === undefined) throw new AppError('image.missing')
  const reading = await engine.chart(await store.blobs().read(image.sha256))
  if (reading.found) return reading
  if (chartImageId === own) return null
  throw new AppError('chart.none', { reason: reading.reason })
}

interface Use extends Input<'chart.use'> {
  readonly calibration: ColourCalibration | null
  readonly userId: UserId
  readonly at: string
}

function use(db: WriteDb, { caseId, chartImageId, scope, calibration, userId, at }: Use): Audited<{ readonly used: ChartUsed; readonly cases: readonly CaseId[] }> {
  const photos = photosOf(db, caseId, scope)
  const open = photos.filter((photo) => !isMeasureSeen(db, photo.caseId))
  if (open.length === 0) throw new AppError('chart.seen')
  for (const { imageId } of open) insertCalibration(db, { imageId, chartImageId, calibration, chosenBy: userId, at })
  const cases = [...new Set(open.map((photo) => photo.caseId))]
  for (const each of cases) queueAnalysis(db, each)
  const used = { photos: open.length, left: photos.length - open.length }
  return { value: { used, cases }, object: caseId, detail: { chart: chartImageId, scope, ...used } }
}

function photosOf(db: ReadDb, caseId: CaseId, scope: Use['scope']): readonly ChartPhoto[] {
  const own = ownPhoto(db, caseId)
  const sitting = sameSitting(db, own)
  switch (scope) {
    case 'photo':
      return sitting.filter(({ imageId }) => imageId === own)
    case 'visit':
      return sitting.filter(({ sameVisit }) => sameVisit)
    case 'import':
      return sitting
    default:
      return scope satisfies never
  }
}
