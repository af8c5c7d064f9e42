import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Input, Output } from '../../src-shared/contract/contract.ts'
import type { PacsPlan, PacsStatus, PacsTest, SentFile } from '../../src-shared/contract/pacs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { IntakeFile } from '../importing/intake.ts'
import { Staging } from '../importing/staging.ts'
import { StagingRoom } from '../importing/stagingRoom.ts'
import { rootOf } from '../pacs/connection.ts'
import { dimseDoor, webDoor, type PacsDoor } from '../pacs/door.ts'
import { usualLimits, type PacsLimits } from '../pacs/limits.ts'
import { Retrieval } from '../pacs/retrieval.ts'
import { pacsSettings, savePacsPlan } from '../store/pacs.ts'
import type { Caller } from './caller.ts'
import { dimsePeer } from './dimsePeer.ts'
import { refusalOf, sendEach } from './pacsSending.ts'
import type { Services } from './services.ts'
import type { Work } from './work.ts'
import { workplaceOf } from './workplace.ts'

/** A picture archive spoken to over DICOMweb or DIMSE, on behalf of whoever is signed in. Off until an administrator names it. */
export interface Pacs {
  status(): PacsStatus
  /** Throws AppError `pacs.address`, `pacs.badCertificate`, `pacs.noPeer`. */
  plan(plan: PacsPlan, caller: Caller): PacsStatus
  /** Asks it for something, also while it is off. */
  test(caller: Caller): Promise<PacsTest>
  /** Throws AppError `pacs.*`. */
  find(query: Input<'pacs.find'>, caller: Caller): Promise<Output<'pacs.find'>>
  /** Throws AppError `pacs.off`. */
  get(order: Input<'pacs.get'>, caller: Caller): JobId
  /** Stores files one after another; what is wrong with one is told of it. Throws AppError `pacs.off`. */
  send(files: readonly Pick<IntakeFile, 'open'>[], caller: Caller): Promise<readonly SentFile[]>
}

/** Films that wait for their import; beyond it they are sealed on the disk. */
export const stagedInMemoryBytes = 64 * 2 ** 20

export const createPacs = (services: Services, work: Pick<Work, 'importPrepared'>, limits: PacsLimits = usualLimits): Pacs => new NamedPacs(services, work, limits)

class NamedPacs implements Pacs {
  readonly #services: Services
  readonly #work: Pick<Work, 'importPrepared'>
  readonly #limits: PacsLimits
  readonly #staging: StagingRoom

  constructor(services: Services, work: Pick<Work, 'importPrepared'>, limits: PacsLimits) {
    this.#services = services
    this.#work = work
    this.#limits = limits
    this.#staging = new StagingRoom(() => Staging.create(join(services.store.folder, 'pacs-staging'), stagedInMemoryBytes))
  }

  status(): PacsStatus {
    const { password, ...plan } = pacsSettings(this.#services.store.database())
    return { ...plan, hasPassword: password !== '' }
  }

  plan(plan: PacsPlan, caller: Caller): PacsStatus {
    if (plan.url !== '' || (plan.on && plan.protocol === 'dicomweb')) rootOf(plan.url)
    if (plan.on && plan.protocol === 'dimse') dimsePeer(this.#services.store.database())
    requireCertificates(plan.authority)
    this.#services.audited.run('pacs.plan', caller, (db) => {
      savePacsPlan(db, plan)
      return { value: null, detail: { on: Number(plan.on) } }
    })
    return this.status()
  }

  async test(caller: Caller): Promise<PacsTest> {
    const { clock } = this.#services
    const start = clock.monotonicMs()
    const error = await this.#with('asked', (door) => door.test()).then(() => null, refusalOf)
    this.#note('pacs.test', caller, { code: error?.code ?? 'ok' })
    return { error, milliseconds: Math.round(clock.monotonicMs() - start) }
  }

  async find(query: Input<'pacs.find'>, caller: Caller): Promise<Output<'pacs.find'>> {
    const found = await this.#with('on', (door) => door.find(query))
    this.#note('pacs.find', caller, { studies: found.studies.length })
    return found
  }

  get(order: Input<'pacs.get'>, caller: Caller): JobId {
    this.#connect('on').close()
    this.#note('pacs.get', caller, { studies: order.studies.length })
    return this.#work.importPrepared(order.studies.length, caller, async ({ signal }) => {
      const staging = await this.#staging.get()
      const door = this.#connect('on')
      const retrieval = new Retrieval(workplaceOf(this.#services, caller), { door, staging, signal })
      const finish = (): void => {
        door.close()
        retrieval.finish()
      }
      try {
        return { prepared: await retrieval.prepare(order), finish }
      } catch (error) {
        finish()
        throw error
      }
    })
  }

  async send(files: readonly Pick<IntakeFile, 'open'>[], caller: Caller): Promise<readonly SentFile[]> {
    const sent = await this.#with('on', (door) => sendEach(files, (bytes) => door.send(bytes)))
    const refused = sent.filter(({ error }) => error !== null).length
    this.#note('pacs.send', caller, { sent: sent.length - refused, refused })
    return sent
  }

  /** on: only where it is switched on; asked: also where an administrator tries it out. */
  #connect(when: 'on' | 'asked'): PacsDoor {
    const db = this.#services.store.database()
    const settings = pacsSettings(db)
    if (when === 'on' && !settings.on) throw new AppError('pacs.off')
    return settings.protocol === 'dimse' ? dimseDoor(dimsePeer(db), this.#limits) : webDoor(settings, this.#limits)
  }

  async #with<T>(when: 'on' | 'asked', work: (door: PacsDoor) => Promise<T>): Promise<T> {
    const door = this.#connect(when)
    try {
      return await work(door)
    } finally {
      door.close()
    }
  }

  #note(event: string, caller: Caller, detail: Readonly<Record<string, string | number>>): void {
    this.#services.audited.run(event, caller, () => ({ value: null, detail }))
  }
}

/** Throws AppError `pacs.badCertificate` for text that holds none. */
function requireCertificates(pem: string): void {
  try {
    if (pem !== '') createSecureContext({ ca: pem })
  } catch (cause) {
    throw new AppError('pacs.badCertificate', {}, { cause })
  }
}
