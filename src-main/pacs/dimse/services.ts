import { AppError } from '../../../src-shared/errors.ts'
import { splitFile } from '../../dicom/dataSet.ts'
import { identityBytes, readIdentity } from '../../dicom/identity.ts'
import { explicitLittle, implicitLittle } from '../../dicom/syntaxes.ts'
import type { PacsLimits } from '../limits.ts'
import type { Association, Message } from './association.ts'
import { commandFields } from './command.ts'
import { openAssociation, type DimsePeer } from './connect.ts'

export const verification = '1.2.840.10008.1.1'
export const plainSyntaxes = [explicitLittle.uid, implicitLittle.uid]

/** Asks whether the other side is there and speaks with us (C-ECHO, PS3.7, 9.1.5). Throws AppError `pacs.*`, `dimse.*`. */
export async function echo(peer: DimsePeer, limits: PacsLimits): Promise<void> {
  await within(peer, { contexts: [{ abstractSyntax: verification, transferSyntaxes: [implicitLittle.uid] }] }, limits, async (association) => {
    const contextId = requireContext(association.contextFor(verification))
    await association.send(contextId, { affectedClass: verification, commandField: commandFields.echo, messageId: association.nextMessageId() })
    requireDone(await association.next(), commandFields.echoAnswer)
  })
}

/**
 * Stores one DICOM file as it is (C-STORE, PS3.4, annex B); nothing is transcoded. Throws AppError `pacs.*`, `dimse.unsupported`
 * where the other side takes no such objects in this transfer syntax, `pacs.notStored` with its status, `dicom.unreadable`.
 */
export async function storeFile(peer: DimsePeer, file: Uint8Array, limits: PacsLimits): Promise<void> {
  const { transferSyntax, dataSet } = splitFile(file)
  const { sopClassUid, sopUid } = readIdentity(file.subarray(0, identityBytes))
  await within(peer, { contexts: [{ abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntax] }] }, limits, async (association) => {
    const contextId = requireContext(association.contextFor(sopClassUid, transferSyntax))
    await association.send(contextId, { affectedClass: sopClassUid, commandField: commandFields.store, messageId: association.nextMessageId(), priority: 0, affectedInstance: sopUid }, dataSet)
    const answer = await association.next()
    const status = answer?.command.status
    if (answer?.command.commandField !== commandFields.storeAnswer || status === undefined) throw new AppError('dimse.protocol', { reason: 'answer' })
    // Warnings (Bxxx): stored, with an attribute changed or passed over.
    if (status !== 0 && status >>> 12 !== 0xb) throw new AppError('pacs.notStored', { reason: status })
  })
}

/** An association for one piece of work: released when it is done, aborted when it fails. */
export async function within<T>(peer: DimsePeer, proposal: Parameters<typeof openAssociation>[1], limits: PacsLimits, work: (association: Association) => Promise<T>): Promise<T> {
  const association = await openAssociation(peer, proposal, limits)
  try {
    const value = await work(association)
    await association.release()
    return value
  } catch (error) {
    association.abort()
    throw error
  }
}

/** Throws AppError `dimse.unsupported`. */
export function requireContext(contextId: number | undefined): number {
  if (contextId === undefined) throw new AppError('dimse.unsupported')
  return contextId
}

function requireDone(answer: Message | null, commandField: number): void {
  if (answer?.command.commandField !== commandField) throw new AppError('dimse.protocol', { reason: 'answer' })
  if (answer.command.status !== 0) throw new AppError('pacs.failed', { status: answer.command.status ?? 0 })
}
