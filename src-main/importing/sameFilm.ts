import { AppError } from '../../src-shared/errors.ts'
import type { FilmPixels } from '../dicom/filmPixels.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import type { KnownImage } from '../store/images.ts'
import { picturesOfInstance } from '../store/pacs.ts'
import type { Workplace } from '../store/workplace.ts'

/**
 * What two files under one SOP Instance UID are to each other: one film, whatever its coding; another film; another one where one of
 * them is compressed with loss; or the same film under another patient or study.
 */
type Sameness = 'same' | 'otherPixels' | 'lossyCopy' | 'otherPatient'

type Place = Pick<Workplace, 'engine' | 'store'>

/** Compares a file with an original of the store. One after the other goes to the engine. Throws AppError `engine.*`, `store.*`. */
export async function samenessOf(place: Place, bytes: Uint8Array, storedSha256: string): Promise<Sameness> {
  const one = await pixelsOf(place, bytes)
  if (one === null) return 'otherPixels'
  const other = await pixelsOf(place, await place.store.blobs().read(storedSha256))
  if (other === null || one.sopUid !== other.sopUid) return 'otherPixels'
  if (one.pixelsSha256 !== other.pixelsSha256) return one.lossy || other.lossy ? 'lossyCopy' : 'otherPixels'
  return one.patientId === other.patientId && one.studyUid === other.studyUid ? 'same' : 'otherPatient'
}

/** The stored film that a file is another coding of. Throws AppError `engine.*`, `store.*`. */
export async function sameFilm(place: Place, bytes: Uint8Array, sopUid: string): Promise<KnownImage | undefined> {
  if (sopUid === '') return undefined
  for (const { sha256, ...known } of picturesOfInstance(place.store.database(), sopUid)) {
    if ((await samenessOf(place, bytes, sha256)) === 'same') return known
  }
  return undefined
}

const cannotBeRead = /^(?:dicom|image)\.|^engine\.(?:timeout|memory)$/u

/** null: not every frame of it can be read, in the time and memory that one file may take. */
async function pixelsOf({ engine }: Place, bytes: Uint8Array): Promise<FilmPixels | null> {
  try {
    return await retryOnceWhenStopped(() => engine.pixels(bytes))
  } catch (error) {
    if (error instanceof AppError && cannotBeRead.test(error.code)) return null
    throw error
  }
}
