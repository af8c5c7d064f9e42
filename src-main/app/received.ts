import { AppError } from '../../src-shared/errors.ts'
import { splitFile } from '../dicom/dataSet.ts'
import type { IntakeFile } from '../importing/intake.ts'
import type { OpenImport } from '../importing/openImport.ts'
import { samenessOf } from '../importing/sameFilm.ts'
import type { Sending } from '../pacs/dimse/receiver.ts'
import type { StagedPart } from '../pacs/fetched.ts'
import { knownImage } from '../store/images.ts'
import { originalOfInstance, rememberInstances } from '../store/pacs.ts'
import type { Caller } from './caller.ts'
import type { JobContext } from './jobs.ts'
import type { Services } from './services.ts'
import type { Work } from './work.ts'

/** An import that is open for the files of one association. */
interface Opened {
  readonly caller: Caller
  readonly films: OpenImport
  readonly signal: AbortSignal
  /** Ends it; with what broke it off, where something did. */
  readonly end: (failure: AppError | null) => void
  /** Once its report is kept. */
  readonly ended: Promise<unknown>
}

/** What is sent in one association, as one import of whoever is signed in when its first file comes. */
export class ReceivedFiles implements Sending {
  readonly #services: Services
  readonly #work: Pick<Work, 'importOpen'>
  readonly #unsubscribe: () => void
  #opened: Opened | null = null

  constructor(services: Services, work: Pick<Work, 'importOpen'>) {
    this.#services = services
    this.#work = work
    // The store is not kept open for what a sender may still send.
    this.#unsubscribe = services.events.subscribe((event) => {
      if (event.kind === 'session.changed' && event.userId !== this.#opened?.caller.userId) this.#close(new AppError('auth.signedOut'))
    })
  }

  /**
   * Once this comes back the file is sealed and its rows are on the disk, so that the sender may be told. Throws AppError for what is
   * refused: `pacs.uidReused` or `pacs.lossyCopy` where another object came before under the same identifier, the code of the import's
   * own gates, `auth.signedOut`, `job.cancelled` once a person has cancelled the import.
   */
  async keep({ identity: { sopUid }, ...staged }: StagedPart): Promise<void> {
    this.#opened ??= await this.#open()
    const { caller, films, signal } = this.#opened
    const file: IntakeFile = { ...staged, name: `${sopUid}.dcm`, folder: '', release: async () => {} }
    await this.#services.jobs.turn('import', async () => {
      if (signal.aborted) throw new AppError('job.cancelled')
      if (await this.#isHere(films, file, sopUid)) return
      const imageId = await films.add(file)
      this.#services.audited.run('dimse.received', caller, (db) => {
        rememberInstances(db, [{ sopUid, imageId }])
        return { value: null, object: imageId }
      })
    })
  }

  async end(failure: unknown): Promise<void> {
    this.#unsubscribe()
    const ended = this.#opened?.ended
    this.#close(failure === null ? null : new AppError('dimse.brokenOff'))
    await ended
  }

  #close(failure: AppError | null): void {
    this.#opened?.end(failure)
    this.#opened = null
  }

  async #open(): Promise<Opened> {
    const { access, jobs } = this.#services
    const caller = access.caller()
    if (caller.userId === null) throw new AppError('auth.signedOut')
    const over = promised<null>()
    // Where nobody waits for it any more, nobody needs to hear of it.
    over.promise.catch(() => undefined)
    const begun = promised<Pick<Opened, 'films' | 'signal'>>()
    const jobId = this.#work.importOpen(caller, async (films, job) => {
      begun.resolve({ films, signal: job.signal })
      await untilOver(over.promise, job)
    })
    const ended = jobs.settled(jobId)
    // A job that ends before it has begun opens nothing.
    void ended.then(({ error }) => begun.reject(new AppError(error ?? 'job.cancelled')))
    const end = (failure: AppError | null): void => {
      if (failure === null) over.resolve(null)
      else over.reject(failure)
    }
    return { caller, ...(await begun.promise), end, ended }
  }

  /** The meta header before a data set is each writer's own; the data set is the object, and so is any other coding of the same film. */
  async #isHere(films: OpenImport, file: IntakeFile, sopUid: string): Promise<boolean> {
    const { store } = this.#services
    const sha256 = originalOfInstance(store.database())(sopUid)
    const known = sha256 === undefined ? undefined : knownImage(store.database(), sha256)
    if (sha256 === undefined || known === undefined) return false
    try {
      await films.addKnown(file, { imageId: known.imageId, kind: await this.#kindOf(await file.open(), sha256) })
      return true
    } catch (error) {
      await films.refuse(file, error)
      throw error
    }
  }

  async #kindOf(bytes: Uint8Array, sha256: string): Promise<'exact' | 'recoded'> {
    const { store, engine } = this.#services
    const [one, other] = [splitFile(await store.blobs().read(sha256)), splitFile(bytes)]
    if (one.transferSyntax === other.transferSyntax && Buffer.compare(one.dataSet, other.dataSet) === 0) return 'exact'
    const sameness = await samenessOf({ store, engine }, bytes, sha256)
    if (sameness === 'same') return 'recoded'
    throw new AppError(sameness === 'lossyCopy' ? 'pacs.lossyCopy' : 'pacs.uidReused')
  }
}

/** Throws what broke it off, and AppError `job.cancelled` once a person has cancelled it or the program ends. */
async function untilOver(over: Promise<null>, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
  const cancelled = promised<null>()
  const cancel = (): void => cancelled.reject(new AppError('job.cancelled'))
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await Promise.race([over, cancelled.promise])
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

interface Promised<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

function promised<T>(): Promised<T> {
  let [resolve, reject]: [Promised<T>['resolve'], Promised<T>['reject']] = [() => {}, () => {}]
  const promise = new Promise<T>((kept, broken) => {
    resolve = kept
    reject = broken
  })
  return { promise, resolve, reject }
}
