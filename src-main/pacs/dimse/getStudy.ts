import { AppError } from '../../../src-shared/errors.ts'
import { objectHead } from '../../dicom/write.ts'
import type { StagedFile, Staging } from '../../importing/staging.ts'
import { Fetched, stage, type StagedPart, type StudyRequest } from '../fetched.ts'
import type { PacsLimits } from '../limits.ts'
import type { Association, Message } from './association.ts'
import { commandFields } from './command.ts'
import type { DimsePeer, Proposal } from './connect.ts'
import { answerTo, bytesIn, encodeKeys, isPending, requireSuccess, type QueryKeys } from './query.ts'
import { plainSyntaxes, requireContext, within } from './services.ts'

/** Study Root Query/Retrieve, GET (PS3.4, C.6.2). */
const studyRootGet = '1.2.840.10008.5.1.4.1.2.2.3'
/** Some objects could not be sent: which ones is found by counting what came. */
const someFailed = 0xb000

/** DX and DX for processing, CR, secondary capture in all its forms, photographs, radiofluoroscopy. */
const pictureClasses = ['1.1.1', '1.1.1.1', '1.1', '1.7', '1.7.2', '1.7.3', '1.7.4', '1.77.1.4', '1.12.2'].map((tail) => `1.2.840.10008.5.1.4.1.${tail}`)
/** Reports (PDF too), presentation states, segmentations and key objects that lie in a film's study: without a context for one of them the whole study would not come. */
const otherClasses = ['1.88.11', '1.88.22', '1.88.33', '1.88.34', '1.88.59', '1.88.67', '1.104.1', '1.11.1', '1.66.4'].map((tail) => `1.2.840.10008.5.1.4.1.${tail}`)
const packedSyntaxes = ['4.50', '4.51', '4.57', '4.70', '4.80', '4.81', '4.90', '4.91', '4.201', '4.202', '4.203', '5'].map((tail) => `1.2.840.10008.1.2.${tail}`)

/** A context for each packed syntax: who answers chooses one syntax in a context, and a file can be sent only as it is kept. */
const contexts: Proposal['contexts'] = [
  { abstractSyntax: studyRootGet, transferSyntaxes: plainSyntaxes },
  ...pictureClasses.flatMap((abstractSyntax) => [plainSyntaxes, ...packedSyntaxes.map((syntax) => [syntax])].map((transferSyntaxes) => ({ abstractSyntax, transferSyntaxes }))),
  ...otherClasses.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: plainSyntaxes })),
]

interface Means {
  readonly staging: Staging
  readonly limits: PacsLimits
}

/**
 * Retrieves the files of a study (C-GET, PS3.4, C.4.3), as `fetchStudy` does: staged, by their SOP Instance UIDs, all of
 * them and of the study and the patient asked for, or none is kept. Throws AppError `pacs.*`, `dimse.*`, `dicom.unreadable`, `store.full`.
 */
export async function getStudy(peer: DimsePeer, request: StudyRequest, means: Means): Promise<ReadonlyMap<string, StagedFile>> {
  const { wanted, listed, whole, signal } = request
  const fetched = new Fetched(request)
  const study = ['UI', wanted.studyUid] as const
  const questions: readonly QueryKeys[] = whole
    ? [{ 0x0008_0052: ['CS', 'STUDY'], 0x0020_000d: study }]
    : listed.map(({ seriesUid, sopUid }) => ({ 0x0008_0018: ['UI', sopUid], 0x0008_0052: ['CS', 'IMAGE'], 0x0020_000d: study, 0x0020_000e: ['UI', seriesUid] }))
  try {
    await within(peer, { contexts, providerOf: [...pictureClasses, ...otherClasses], ...(signal && { signal }) }, means.limits, async (association) => {
      for (const keys of questions) await getOne(association, keys, fetched, means)
    })
    fetched.requireAll()
    return fetched.files
  } catch (error) {
    await fetched.release()
    throw error
  }
}

async function getOne(association: Association, keys: QueryKeys, fetched: Fetched, { staging, limits }: Means): Promise<void> {
  const contextId = requireContext(association.contextFor(studyRootGet))
  const syntax = association.contexts.get(contextId)?.transferSyntax ?? ''
  await association.send(contextId, { affectedClass: studyRootGet, commandField: commandFields.get, messageId: association.nextMessageId(), priority: 0 }, encodeKeys(keys, syntax))
  for (let room = limits.studyBytes; ; ) {
    const message = await association.next()
    if (message?.command.commandField === commandFields.store) {
      const file = await stored(message, staging, limits)
      await fetched.add(file)
      room -= file.bytes
      if (room < 0) throw new AppError('pacs.tooMuch', { megabytes: Math.ceil(limits.studyBytes / 2 ** 20) })
      const { affectedClass = '', affectedInstance = '', messageId = 0 } = message.command
      await association.send(message.contextId, { affectedClass, commandField: commandFields.storeAnswer, messageIdAnswered: messageId, status: 0, affectedInstance })
      continue
    }
    const { command, data } = answerTo(message, commandFields.getAnswer)
    if (data !== null) await bytesIn(data, limits.answerBytes)
    if (isPending(command.status)) continue
    if (command.status !== someFailed) requireSuccess(command.status)
    return
  }
}

function stored({ command, context, data }: Message, staging: Staging, { fileBytes }: PacsLimits): Promise<StagedPart> {
  const { affectedClass: sopClassUid, affectedInstance: sopUid } = command
  if (data === null || sopClassUid !== context.abstractSyntax || sopUid === undefined) throw new AppError('dimse.protocol', { reason: 'data' })
  return stage(staging, asFile(objectHead({ sopClass: sopClassUid, sopInstance: sopUid, syntax: { uid: context.transferSyntax } }), data), fileBytes)
}

async function* asFile(head: Buffer, data: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* data
}
