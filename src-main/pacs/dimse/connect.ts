import { connect, type Socket } from 'node:net'
import { AppError } from '../../../src-shared/errors.ts'
import { connectionError } from '../failures.ts'
import type { PacsLimits } from '../limits.ts'
import { Association, type Context } from './association.ts'
import { decodeAccept, encodeRequest, type ProposedContext } from './associate.ts'
import { pdusOf, pduOf, pduTypes, type Pdu } from './pdu.ts'

/** Who is spoken to over DICOM's own protocol, and under which name. */
export interface DimsePeer {
  readonly host: string
  readonly port: number
  readonly calledAe: string
  readonly callingAe: string
}

export interface Proposal {
  readonly contexts: readonly Omit<ProposedContext, 'id'>[]
  /** Classes whose objects the other side may store here. */
  readonly providerOf?: readonly string[]
  readonly signal?: AbortSignal
}

/** Throws AppError `pacs.*` for a connection that does not stand, `dimse.rejected` where the other side will not speak with us. */
export async function openAssociation(peer: DimsePeer, { contexts, providerOf = [], signal }: Proposal, limits: PacsLimits): Promise<Association> {
  const socket = await connected(peer, limits, signal)
  try {
    const proposed = contexts.map((context, index) => ({ ...context, id: index * 2 + 1 }))
    socket.write(pduOf(pduTypes.request, encodeRequest({ ...peer, contexts: proposed, providerOf })))
    const pdus = pdusOf(socket)
    const answer = await pdus.next()
    const { contexts: answered, peerPduBytes } = acceptIn(answer.done === true ? null : answer.value)
    const agreed = new Map<number, Context>()
    for (const { id, transferSyntax } of answered) {
      const abstractSyntax = proposed.find((context) => context.id === id)?.abstractSyntax
      if (abstractSyntax !== undefined && transferSyntax !== null) agreed.set(id, { abstractSyntax, transferSyntax })
    }
    return new Association(socket, pdus, { contexts: agreed, peerPduBytes })
  } catch (error) {
    socket.destroy()
    throw connectionError(error)
  }
}

function acceptIn(pdu: Pdu | null): ReturnType<typeof decodeAccept> {
  if (pdu?.type === pduTypes.accept) return decodeAccept(pdu.body)
  // Result, source and reason, as PS3.8, 9.3.4 numbers them.
  if (pdu?.type === pduTypes.reject) throw new AppError('dimse.rejected', { reason: [...pdu.body.subarray(1, 4)].join('.') })
  if (pdu === null || pdu.type === pduTypes.abort) throw new AppError('pacs.cutOff')
  throw new AppError('dimse.protocol', { reason: 'type' })
}

function connected({ host, port }: DimsePeer, { connectMs, idleMs, overallMs }: PacsLimits, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // A signal tells only once.
    if (signal?.aborted === true) return reject(new AppError('job.cancelled'))
    const socket = connect({ host, port, noDelay: true })
    const stop = (error: AppError) => () => void socket.destroy(error)
    const connecting = setTimeout(stop(new AppError('pacs.unreachable', { reason: 'time' })), connectMs)
    const overall = setTimeout(stop(new AppError('pacs.stalled')), overallMs)
    const cancel = stop(new AppError('job.cancelled'))
    signal?.addEventListener('abort', cancel, { once: true })
    socket.setTimeout(idleMs, stop(new AppError('pacs.stalled')))
    socket.once('connect', () => {
      clearTimeout(connecting)
      resolve(socket)
    })
    socket.on('error', (error) => reject(connectionError(error)))
    socket.once('close', () => {
      clearTimeout(connecting)
      clearTimeout(overall)
      signal?.removeEventListener('abort', cancel)
    })
  })
}
