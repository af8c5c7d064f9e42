import type { PredictionView } from '../../../src-shared/contract/bench.ts'
import type { PictureSize } from '../../../src-shared/domain/markRules.ts'
import type { ReaderMeasures } from '../../../src-shared/domain/analysis.ts'
import type { ImageId, ReadId, UserId } from '../../../src-shared/domain/ids.ts'
import { isOutline, isSeparation, isTongueMark, type TongueMark } from '../../../src-shared/domain/mark.ts'
import { encodeMask } from '../../../src-shared/domain/mask.ts'
import { maskOfPolygon, onePiece } from '../../../src-shared/domain/maskPieces.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'
import type { MeasureRequest } from '../../engine/protocol.ts'
import { retryOnceWhenStopped } from '../../engine/retry.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb } from '../../store/database.ts'
import { imagesOfCase } from '../../store/images.ts'
import { runById } from '../../store/predictions.ts'
import { keepReaderMeasures } from '../../store/readerMeasures.ts'
import { readById, type StoredRead } from '../../store/reads.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** Measures a tongue again in the outline and separation that its reader has drawn. */
export function tongueHandlers({ audited, store, engine }: Services): Pick<Handlers, 'tongue.measure' | 'tongue.stopMeasuring'> {
  const running = new Map<ReadId, AbortController>()
  const stop = (readId: ReadId): void => running.get(readId)?.abort()
  return {
    'tongue.measure': async ({ readId, imageId }, caller) => {
      const asked = questionOf(store.database(), { readId, imageId, userId: caller.userId })
      stop(readId)
      const own = new AbortController()
      running.set(readId, own)
      try {
        const bytes = await store.blobs().read(asked.sha256)
        if (own.signal.aborted) throw new AppError('job.cancelled')
        const measured = await retryOnceWhenStopped(() => engine.measureTongue({ bytes, ...asked.request }, own.signal))
        const measures: ReaderMeasures = { imageId, ...measured }
        return audited.run('tongue.measure', caller, (db) => {
          const now = questionOf(db, { readId, imageId, userId: caller.userId })
          if (now.drawnSha256 !== asked.drawnSha256) throw new AppError('read.conflict', { revision: now.revision })
          keepReaderMeasures(db, readId, measures)
          return { value: measures, object: readId, beforeSha256: asked.drawnSha256, afterSha256: canonicalSha256(measures), detail: { image: imageId } }
        })
      } finally {
        if (running.get(readId) === own) running.delete(readId)
      }
    },
    'tongue.stopMeasuring': ({ readId }) => {
      stop(readId)
      return null
    },
  }
}

interface Asked {
  readonly readId: ReadId
  readonly imageId: ImageId
  readonly userId: UserId | null
}

interface MeasureQuestion {
  readonly request: Omit<MeasureRequest, 'bytes'>
  /** Of the original. */
  readonly sha256: string
  /** Of what the reader has drawn. */
  readonly drawnSha256: string
  readonly revision: number
}

/** What is to be measured, as it is saved. Throws AppError `read.…`, and `contract.badInput` where the reader has drawn nothing or there is no outline at all. */
function questionOf(db: ReadDb, { readId, imageId, userId }: Asked): MeasureQuestion {
  const stored = readById(db, readId)
  const { read } = stored
  if (read.phase === 'signed') throw new AppError('read.signed')
  if (stored.readerId !== userId) throw new AppError('read.others')
  if (read.phase === 'blind') throw new AppError('read.notRevealed')
  const drawn = read.marks.filter((mark): mark is TongueMark => isTongueMark(mark) && mark.imageId === imageId)
  const { visitId, task } = caseFacts(db, stored.caseId)
  const image = imagesOfCase(db, visitId, task).find((each) => each.imageId === imageId)
  const run = image === undefined ? null : runOn(db, stored, image.imageId)
  const outline = drawn.find(isOutline) ?? (image === undefined || run === null ? null : modelOutline(run, image))
  if (image === undefined || drawn.length === 0 || outline === null) throw new AppError('contract.badInput', { field: 'imageId' })
  const { widthPx, heightPx, runs } = outline
  return {
    request: { outline: { widthPx, heightPx, runs }, cells: drawn.find(isSeparation)?.cells ?? null, calibration: run?.tongue?.calibration ?? null, underside: image.role === 'underside' ? { photoSha256: image.sha256 } : null },
    sha256: image.sha256,
    drawnSha256: canonicalSha256(drawn),
    revision: read.revision,
  }
}

/** The run the reader saw, where it is one of this picture. */
function runOn(db: ReadDb, { read }: StoredRead, imageId: ImageId): PredictionView | null {
  const run = read.runId === null ? undefined : runById(db, read.runId)
  return run?.imageId === imageId ? run : null
}

/** The model's outline as the region it encloses: what stands where the reader has corrected the separation alone. */
function modelOutline({ segmentation }: PredictionView, { widthPx, heightPx }: PictureSize): MeasureRequest['outline'] | null {
  if (segmentation === null) return null
  return { widthPx, heightPx, runs: encodeMask(onePiece(maskOfPolygon(segmentation.polygon, { widthPx, heightPx }))) }
}
