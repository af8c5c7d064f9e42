import type { ImageId, ReadId, UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { retryOnceWhenStopped } from '../../engine/retry.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb } from '../../store/database.ts'
import { imagesOfCase } from '../../store/images.ts'
import { readById } from '../../store/reads.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type TubeCalls = 'tubes.suggest' | 'tubes.stopSuggesting'

/** Tubes that the demonstration model suggests after the reveal. */
export function tubeHandlers({ store, engine }: Services): Pick<Handlers, TubeCalls> {
  const running = new Map<ReadId, AbortController>()
  const stop = (readId: ReadId): void => running.get(readId)?.abort()
  return {
    'tubes.suggest': async ({ readId, imageId }, caller) => {
      const sha256 = pictureOf(store.database(), { readId, imageId, userId: caller.userId })
      stop(readId)
      const own = new AbortController()
      running.set(readId, own)
      try {
        const bytes = await store.blobs().read(sha256)
        if (own.signal.aborted) throw new AppError('job.cancelled')
        return await retryOnceWhenStopped(() => engine.suggestTubes(bytes, own.signal))
      } finally {
        if (running.get(readId) === own) running.delete(readId)
      }
    },
    'tubes.stopSuggesting': ({ readId }) => {
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

/** SHA-256 of the picture's original. Throws AppError `read.…`, and `contract.badInput` for a picture of another case and for a task without tubes. */
function pictureOf(db: ReadDb, { readId, imageId, userId }: Asked): string {
  const { read, readerId, caseId } = readById(db, readId)
  if (read.phase === 'signed') throw new AppError('read.signed')
  if (readerId !== userId) throw new AppError('read.others')
  if (read.phase === 'blind') throw new AppError('read.notRevealed')
  const { visitId, task } = caseFacts(db, caseId)
  if (task !== 'chestxray11') throw new AppError('contract.badInput', { field: 'readId' })
  const image = imagesOfCase(db, visitId, task).find((each) => each.imageId === imageId)
  if (image === undefined) throw new AppError('contract.badInput', { field: 'imageId' })
  return image.sha256
}
