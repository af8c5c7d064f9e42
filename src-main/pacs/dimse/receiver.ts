import { createServer, type Server, type Socket } from 'node:net'
import { AppError, type ErrorCode } from '../../../src-shared/errors.ts'
import { syntaxOf } from '../../dicom/syntaxes.ts'
import { objectHead } from '../../dicom/write.ts'
import type { Staging } from '../../importing/staging.ts'
import { stage, type StagedPart } from '../fetched.ts'
import type { PacsLimits } from '../limits.ts'
import { Association, type Context, type Message } from './association.ts'
import { decodeRequest, encodeAccept, type AnsweredContext, type AssociateRequest, type ProposedContext } from './associate.ts'
import { commandFields } from './command.ts'
import { pdusOf, pduOf, pduTypes, type Pdu } from './pdu.ts'
import { plainSyntaxes, verification } from './services.ts'

/** Classes of stored objects share this root, but for some retired ones. */
const storageRoot = '1.2.840.10008.5.1.4.1.1.'

export interface ReceiverOptions {
  readonly port: number
  /** 127.0.0.1: programs on this computer only. */
  readonly address: string
  readonly aeTitle: string
  /** Application entities that may send; nobody else gets an association. */
  readonly callers: readonly string[]
  /** Associations at a time. */
  readonly associations: number
  readonly staging: () => Promise<Staging>
  /** false: nothing can be taken just now; whoever calls is told to come again. */
  readonly isReady: () => boolean
  /** Asked with the first file of each association. */
  readonly begin: () => Sending
  /** What went wrong with an association or a file. */
  readonly refused: (error: unknown) => void
}

/** What one association sends. */
export interface Sending {
  /** Keeps a file for good before it answers: the sender may delete its own afterwards. Throws AppError for what is refused. */
  keep(file: StagedPart): Promise<void>
  /** Once nothing more will come: null where the sender has released the association, else what it broke off with. */
  end(failure: unknown): Promise<void>
}

export interface Receiver {
  /** The port it listens at. */
  readonly port: number
  close(): Promise<void>
}

/** Reasons of a rejection: result, source, reason (PS3.8, 9.3.4). */
const rejections = { callingAe: [1, 1, 3], calledAe: [1, 1, 7], busy: [2, 3, 2], notReady: [2, 3, 1] } as const
const refusals = { abstractSyntax: 3, transferSyntaxes: 4 } as const
/** Statuses of C-STORE (PS3.4, B.2.3) and of messages in general (PS3.7, annex C). */
const statuses = { success: 0, noRoom: 0xa700, otherObject: 0xa900, notUnderstood: 0xc000, noSuchOperation: 0x0211 } as const

/** A receiving application entity: C-ECHO and C-STORE. Throws AppError `dimse.port` where it cannot listen. */
export async function startReceiver(options: ReceiverOptions, limits: PacsLimits): Promise<Receiver> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    // Errors of the socket also reach whoever reads from it.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    void serve(socket, options, { limits, isBusy: sockets.size > options.associations })
  })
  // A crowd is turned away before it costs anything.
  server.maxConnections = options.associations * 2
  await listening(server, options)
  const address = server.address()
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { port: typeof address === 'object' && address !== null ? address.port : options.port, close }
}

function listening(server: Server, { port, address }: ReceiverOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new AppError('dimse.port', { port }, { cause })))
    server.listen(port, address, () => resolve())
    // Nobody waits for callers only.
    server.unref()
  })
}

interface Serving {
  readonly limits: PacsLimits
  readonly isBusy: boolean
}

async function serve(socket: Socket, options: ReceiverOptions, { limits, isBusy }: Serving): Promise<void> {
  socket.setTimeout(limits.idleMs, () => void socket.destroy(new AppError('pacs.stalled')))
  const overall = setTimeout(() => void socket.destroy(new AppError('pacs.stalled')), limits.overallMs)
  // A sender may break off at a refusal: that one is told of already.
  const state: { sending: Sending | null; isToldOf: boolean; failure: unknown } = { sending: null, isToldOf: false, failure: null }
  // Who waits for our answer is not the one that stalls.
  const keep = async (file: StagedPart): Promise<void> => {
    state.sending ??= options.begin()
    socket.setTimeout(0)
    await state.sending.keep(file).finally(() => socket.setTimeout(limits.idleMs))
  }
  try {
    const association = await accept(socket, options, isBusy)
    try {
      for (let message = await association?.next(); message; message = await association?.next()) {
        state.isToldOf = false
        state.isToldOf = isFailure(await answer(association as Association, message, { options, keep, limits }))
      }
      socket.end()
    } catch (error) {
      association?.abort()
      state.failure = error
      if (!state.isToldOf) throw state.sending === null ? error : afterFiles(error)
    }
  } catch (error) {
    options.refused(error)
    socket.destroySoon()
  } finally {
    clearTimeout(overall)
    await state.sending?.end(state.failure).catch(options.refused)
  }
}

const broken: ReadonlySet<ErrorCode> = new Set(['pacs.cutOff', 'pacs.stalled'])

/** What is told of a connection that broke: some of what was sent is kept. */
const afterFiles = (error: unknown): unknown => (error instanceof AppError && broken.has(error.code) ? new AppError('dimse.brokenOff', {}, { cause: error }) : error)

interface Answering extends Pick<Serving, 'limits'> {
  readonly options: ReceiverOptions
  readonly keep: Sending['keep']
}

async function accept(socket: Socket, options: ReceiverOptions, isBusy: boolean): Promise<Association | undefined> {
  const pdus = pdusOf(socket)
  const first = await pdus.next()
  const request = decodeRequest(requestIn(first.done === true ? null : first.value))
  const rejection = rejectionOf(request, options, isBusy)
  if (rejection !== null) {
    socket.end(pduOf(pduTypes.reject, Buffer.from([0, ...rejections[rejection]])))
    options.refused(new AppError('dimse.turnedAway', { reason: rejection }))
    return undefined
  }
  const answered = request.contexts.map(answerTo)
  socket.write(pduOf(pduTypes.accept, encodeAccept(request, answered)))
  const contexts = new Map<number, Context>()
  for (const { id, transferSyntax, abstractSyntax } of answered) if (transferSyntax !== null) contexts.set(id, { abstractSyntax, transferSyntax })
  return new Association(socket, pdus, { contexts, peerPduBytes: request.peerPduBytes })
}

function requestIn(pdu: Pdu | null): Buffer {
  if (pdu === null) throw new AppError('pacs.cutOff')
  if (pdu.type !== pduTypes.request) throw new AppError('dimse.protocol', { reason: 'type' })
  return pdu.body
}

function rejectionOf({ calledAe, callingAe }: AssociateRequest, { aeTitle, callers, isReady }: ReceiverOptions, isBusy: boolean): keyof typeof rejections | null {
  if (calledAe !== aeTitle) return 'calledAe'
  if (!callers.includes(callingAe)) return 'callingAe'
  if (isBusy) return 'busy'
  return isReady() ? null : 'notReady'
}

interface Answered extends AnsweredContext {
  readonly abstractSyntax: string
  readonly refusal: number
}

function answerTo({ id, abstractSyntax, transferSyntaxes }: ProposedContext): Answered {
  const isEcho = abstractSyntax === verification
  const refused = (refusal: number): Answered => ({ id, abstractSyntax, transferSyntax: null, refusal })
  if (!isEcho && !abstractSyntax.startsWith(storageRoot)) return refused(refusals.abstractSyntax)
  const taken = transferSyntaxes.find((uid) => (isEcho ? plainSyntaxes.includes(uid) : syntaxOf(uid) !== null))
  return taken === undefined ? refused(refusals.transferSyntaxes) : { id, abstractSyntax, transferSyntax: taken, refusal: 0 }
}

/** What became of it, as a status. */
async function answer(association: Association, message: Message, serving: Answering): Promise<number> {
  const { contextId, command, data } = message
  const common = { ...(command.affectedClass !== undefined && { affectedClass: command.affectedClass }), messageIdAnswered: command.messageId ?? 0 }
  if (command.commandField === commandFields.echo) {
    await association.send(contextId, { ...common, commandField: commandFields.echoAnswer, status: statuses.success })
    return statuses.success
  }
  if (command.commandField !== commandFields.store || data === null) {
    if (data !== null) for await (const _ of data);
    await association.send(contextId, { ...common, commandField: (command.commandField ?? 0) | 0x8000, status: statuses.noSuchOperation })
    // Nothing was refused that anybody is told of.
    return statuses.success
  }
  const status = await keepObject(message, data, serving)
  const { affectedInstance } = command
  await association.send(contextId, { ...common, commandField: commandFields.storeAnswer, status, ...(affectedInstance !== undefined && { affectedInstance }) })
  return status
}

const isFailure = (status: number): boolean => status !== statuses.success

/** The status to answer with. Throws what ends the association: a connection that broke, or data beyond every limit. */
async function keepObject({ context, command }: Message, data: AsyncIterable<Buffer>, { options, keep, limits }: Answering): Promise<number> {
  const { affectedClass: sopClassUid = '', affectedInstance: sopUid = '' } = command
  const head = objectHead({ sopClass: sopClassUid, sopInstance: sopUid, syntax: { uid: context.transferSyntax } })
  let file: StagedPart
  const body = { whole: false }
  try {
    file = await stage(await options.staging(), withHead(head, data, body), limits.fileBytes)
  } catch (error) {
    // Only what came whole can be answered: the stream stands elsewhere otherwise.
    if (!body.whole) throw error
    options.refused(error)
    return statusOf(error)
  }
  try {
    if (sopClassUid !== context.abstractSyntax || file.identity.sopUid !== sopUid || file.identity.sopClassUid !== sopClassUid) throw new AppError('pacs.badAnswer', { reason: 'uid' })
    await keep(file)
    return statuses.success
  } catch (error) {
    options.refused(error)
    return statusOf(error)
  } finally {
    await file.release()
  }
}

async function* withHead(head: Buffer, data: AsyncIterable<Buffer>, body: { whole: boolean }): AsyncGenerator<Buffer> {
  yield head
  yield* data
  body.whole = true
}

const otherObjects: ReadonlySet<ErrorCode> = new Set(['pacs.badAnswer', 'pacs.uidReused', 'pacs.lossyCopy'])

function statusOf(error: unknown): number {
  if (!(error instanceof AppError) || /^(?:store|job|auth|engine)\./u.test(error.code)) return statuses.noRoom
  return otherObjects.has(error.code) ? statuses.otherObject : statuses.notUnderstood
}
