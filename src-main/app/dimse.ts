import { join } from 'node:path'
import type { DimsePlan, DimseStatus } from '../../src-shared/contract/dimse.ts'
import type { PacsTest, SentFile } from '../../src-shared/contract/pacs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { IntakeFile } from '../importing/intake.ts'
import { Staging } from '../importing/staging.ts'
import { StagingRoom } from '../importing/stagingRoom.ts'
import { echo, storeFile } from '../pacs/dimse/services.ts'
import { startReceiver, type Receiver, type Sending } from '../pacs/dimse/receiver.ts'
import { usualLimits, type PacsLimits } from '../pacs/limits.ts'
import { dimseSettings, saveDimsePlan } from '../store/dimse.ts'
import type { Caller } from './caller.ts'
import { dimsePeer } from './dimsePeer.ts'
import { oneAtATime } from './inTurn.ts'
import { refusalOf, sendEach } from './pacsSending.ts'
import { ReceivedFiles } from './received.ts'
import type { Services } from './services.ts'
import type { Work } from './work.ts'

/** Associations that may stand at a time. */
const associations = 4

/**
 * DICOM's own protocol. Files are taken while somebody is signed in, on behalf of that person, because the store is closed
 * otherwise; who calls meanwhile is told to come again.
 */
export interface Dimse {
  status(): DimseStatus
  /** Throws AppError `dimse.port`, with everything as it was. */
  plan(plan: DimsePlan, caller: Caller): Promise<DimseStatus>
  test(caller: Caller): Promise<PacsTest>
  /** Throws AppError `pacs.noPeer` where none is named. */
  send(files: readonly Pick<IntakeFile, 'open'>[], caller: Caller): Promise<readonly SentFile[]>
  /** Receives from now on where the settings say so; asked again at each sign-in. A host calls it, a command does not. */
  receive(): void
}

export const createDimse = (services: Services, work: Pick<Work, 'importOpen'>, limits: PacsLimits = usualLimits): Dimse => new DimseDoor(services, work, limits)

class DimseDoor implements Dimse {
  readonly #services: Services
  readonly #work: Pick<Work, 'importOpen'>
  readonly #limits: PacsLimits
  readonly #staging: StagingRoom
  /** Changes of what is listened to: two at once would each start a receiver, and the first could not be closed any more. */
  readonly #inTurn = oneAtATime()
  #isHosted = false
  #receiver: Receiver | null = null
  /** What is listened to now, to be compared with what is asked for. */
  #listensTo: string | null = null
  #failed = false
  #received = 0
  #refused = 0
  #lastRefusal: DimseStatus['lastRefusal'] = null

  constructor(services: Services, work: Pick<Work, 'importOpen'>, limits: PacsLimits) {
    this.#services = services
    this.#work = work
    this.#limits = limits
    this.#staging = new StagingRoom(() => Staging.create(join(services.store.folder, 'received')))
  }

  status(): DimseStatus {
    const plan = dimseSettings(this.#services.store.database())
    const state = this.#receiver !== null ? 'listening' : this.#failed ? 'failed' : 'off'
    return { plan, state, received: this.#received, refused: this.#refused, lastRefusal: this.#lastRefusal }
  }

  plan(plan: DimsePlan, caller: Caller): Promise<DimseStatus> {
    return this.#inTurn(() => this.#change(plan, caller))
  }

  async #change(plan: DimsePlan, caller: Caller): Promise<DimseStatus> {
    const before = dimseSettings(this.#services.store.database())
    try {
      await this.#listen(plan)
    } catch (error) {
      await this.#listen(before).catch(() => undefined)
      throw error
    }
    this.#services.audited.run('dimse.plan', caller, (db) => {
      saveDimsePlan(db, plan)
      return { value: null, detail: { receive: Number(plan.receive.on), fromNetwork: Number(plan.receive.fromNetwork), send: Number(plan.peer !== null) } }
    })
    return this.status()
  }

  async test(caller: Caller): Promise<PacsTest> {
    const { clock } = this.#services
    const start = clock.monotonicMs()
    const error = await (async () => echo(dimsePeer(this.#services.store.database()), this.#limits))().then(() => null, refusalOf)
    this.#note('dimse.test', caller, { code: error?.code ?? 'ok' })
    return { error, milliseconds: Math.round(clock.monotonicMs() - start) }
  }

  async send(files: readonly Pick<IntakeFile, 'open'>[], caller: Caller): Promise<readonly SentFile[]> {
    const peer = dimsePeer(this.#services.store.database())
    const sent = await sendEach(files, (bytes) => storeFile(peer, bytes, this.#limits))
    const refused = sent.filter(({ error }) => error !== null).length
    this.#note('dimse.send', caller, { sent: sent.length - refused, refused })
    return sent
  }

  receive(): void {
    const { events, access, store, log } = this.#services
    this.#isHosted = true
    events.subscribe((event) => {
      if (event.kind !== 'session.changed' || event.userId === null) return
      // The session is told of before it can be used.
      setImmediate(() => {
        this.#inTurn(async () => {
          if (access.caller().userId !== null && store.isOpen()) await this.#listen(dimseSettings(store.database()))
        }).catch((error: unknown) => {
          this.#failed = true
          this.#noteRefused(error)
          if (!(error instanceof AppError)) void log.incident(error, 'dimse.receive')
        })
      })
    })
  }

  async #listen({ aeTitle, receive }: DimsePlan): Promise<void> {
    const { store, access } = this.#services
    const wanted = this.#isHosted && receive.on ? JSON.stringify([aeTitle, receive]) : null
    if (wanted === this.#listensTo) return
    await this.#receiver?.close()
    this.#receiver = null
    this.#listensTo = null
    this.#failed = false
    if (wanted === null) return
    this.#receiver = await startReceiver({
      port: receive.port,
      address: receive.fromNetwork ? '0.0.0.0' : '127.0.0.1',
      aeTitle,
      callers: receive.callers,
      associations,
      staging: () => this.#staging.get(),
      isReady: () => access.caller().userId !== null && store.isOpen(),
      begin: () => this.#begin(),
      refused: (error) => this.#noteRefused(error),
    }, this.#limits)
    this.#listensTo = wanted
  }

  #begin(): Sending {
    const files = new ReceivedFiles(this.#services, this.#work)
    return {
      keep: async (file) => {
        await files.keep(file)
        this.#received += 1
        this.#services.events.emit({ kind: 'dimse.changed' })
      },
      end: (failure) => files.end(failure),
    }
  }

  #noteRefused(error: unknown): void {
    const { clock, events, log } = this.#services
    if (!(error instanceof AppError)) void log.incident(error, 'dimse.receive')
    const { code, detail } = error instanceof AppError ? error : new AppError('internal')
    this.#refused += 1
    this.#lastRefusal = { at: clock.nowIso(), code, detail }
    events.emit({ kind: 'dimse.changed' })
  }

  #note(event: string, caller: Caller, detail: Readonly<Record<string, string | number>>): void {
    this.#services.audited.run(event, caller, () => ({ value: null, detail }))
  }
}
