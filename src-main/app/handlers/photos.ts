import type { Input } from '../../../src-shared/contract/contract.ts'
import type { ImageRole } from '../../../src-shared/domain/image.ts'
import type { ReadId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { isMeasureSeen } from '../../store/calibrations.ts'
import { caseFacts, queueAnalysis } from '../../store/cases.ts'
import type { WriteDb } from '../../store/database.ts'
import { imagesOfVisit, mainImage, setImageRole } from '../../store/images.ts'
import { dropReaderMeasures } from '../../store/readerMeasures.ts'
import type { Audited } from '../audited.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import type { Work } from '../work.ts'

/** Which side of the tongue a photo shows: the import goes by its name, the reader has the last word. */
export function photoHandlers({ audited, events }: Services, work: Work): Pick<Handlers, 'photo.view'> {
  return {
    'photo.view': (input, caller) => {
      const again = audited.run('photo.view', caller, (db) => setView(db, input))
      events.emit({ kind: 'case.changed', caseId: input.caseId })
      if (again) work.analyze(caller)
      return null
    },
  }
}

/** Answers whether the case waits for another analysis. */
function setView(db: WriteDb, { caseId, imageId, view }: Input<'photo.view'>): Audited<boolean> {
  const { visitId, task } = caseFacts(db, caseId)
  const photos = imagesOfVisit(db, visitId, task)
  const photo = photos.find((image) => image.imageId === imageId)
  if (task !== 'tongue' || photo === undefined) throw new AppError('contract.badInput', { field: 'imageId' })
  const role: ImageRole = view === 'underside' ? 'underside' : 'main'
  if (role === 'underside' && !photos.some((image) => image.role === 'main' && image.imageId !== imageId)) throw new AppError('photo.onlySurface')
  const before = photos[0]?.imageId
  setImageRole(db, imageId, role)
  const again = mainImage(db, visitId, task)?.imageId !== before
  if (again && isMeasureSeen(db, caseId)) throw new AppError('photo.seen')
  // What was measured in a reader's outline was measured as the other side.
  for (const readId of openReads(db, caseId)) dropReaderMeasures(db, readId, imageId)
  if (again) queueAnalysis(db, caseId)
  return { value: again, object: imageId, detail: { view } }
}

const openReads = (db: WriteDb, caseId: string): readonly ReadId[] =>
  db.prepare<[string], ReadId>(`SELECT read_id FROM reads WHERE case_id = ? AND phase <> 'signed'`).pluck().all(caseId)
