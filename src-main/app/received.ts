import type { ImageId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { splitFile } from '../dicom/dataSet.ts'
import { samenessOf } from '../importing/sameFilm.ts'
import type { StagedPart } from '../pacs/fetched.ts'
import { originalOfInstance, rememberInstances } from '../store/pacs.ts'
import { importReport } from '../store/reports.ts'
import type { Services } from './services.ts'
import type { Work } from './work.ts'

/**
 * Imports a file that was sent here, as an import of its own: once this comes back the file is sealed and its rows are on the
 * disk, so that the sender may be told. Throws AppError for what is refused: `pacs.uidReused` or `pacs.lossyCopy` where another
 * object came before under the same identifier, the code of the import's own gates, `auth.signedOut`.
 */
export async function keepReceived(services: Services, work: Pick<Work, 'importFiles'>, { identity: { sopUid }, ...staged }: StagedPart): Promise<void> {
  const { access, audited, jobs, store } = services
  const caller = access.caller()
  if (caller.userId === null) throw new AppError('auth.signedOut')
  if (await isHere(services, sopUid, await staged.open())) return
  let kept: ImageId | undefined
  const release = async (imageId?: ImageId): Promise<void> => void (kept ??= imageId)
  const jobId = await work.importFiles({ files: [{ ...staged, name: `${sopUid}.dcm`, folder: '', release }], task: null, patients: { kind: 'none' } }, caller)
  const { state, error } = await jobs.settled(jobId)
  if (state !== 'done') throw new AppError(error ?? 'job.cancelled')
  const [rejected] = importReport(store.database(), jobId)?.rejected ?? []
  if (rejected !== undefined) throw new AppError(rejected.code, rejected.detail)
  const imageId = kept
  if (imageId === undefined) throw new AppError('internal')
  audited.run('dimse.received', caller, (db) => {
    rememberInstances(db, [{ sopUid, imageId }])
    return { value: null, object: imageId }
  })
}

/** The meta header before a data set is each writer's own; the data set is the object, and so is any other coding of the same film. */
async function isHere({ store, engine }: Services, sopUid: string, bytes: Uint8Array): Promise<boolean> {
  const sha256 = originalOfInstance(store.database())(sopUid)
  if (sha256 === undefined) return false
  const [one, other] = [splitFile(await store.blobs().read(sha256)), splitFile(bytes)]
  if (one.transferSyntax === other.transferSyntax && Buffer.compare(one.dataSet, other.dataSet) === 0) return true
  const sameness = await samenessOf({ store, engine }, bytes, sha256)
  if (sameness === 'same') return true
  throw new AppError(sameness === 'lossyCopy' ? 'pacs.lossyCopy' : 'pacs.uidReused')
}
