import type { DataSet } from 'dicom-parser'
import type { PacsQuery, PacsStudy } from '../../../src-shared/contract/pacs.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { parseFile } from '../../dicom/dataSet.ts'
import { isUid } from '../../dicom/identity.ts'
import { explicitLittle, syntaxOf } from '../../dicom/syntaxes.ts'
import { textOf } from '../../dicom/text.ts'
import { textBytes, writeDataSet } from '../../dicom/write.ts'
import type { PacsLimits } from '../limits.ts'
import { dateRange, pageStudies, partOfName, type FoundStudies, type ListedInstance } from '../search.ts'
import type { Message } from './association.ts'
import { commandFields } from './command.ts'
import type { DimsePeer } from './connect.ts'
import { plainSyntaxes, requireContext, within } from './services.ts'

/** Study Root Query/Retrieve, FIND (PS3.4, C.6.2). */
const studyRootFind = '1.2.840.10008.5.1.4.1.2.2.1'
/** Statuses of C-FIND and C-GET (PS3.4, C.4). */
const statuses = { success: 0, cancelled: 0xfe00, pending: [0xff00, 0xff01] } as const

/** Tag -> value representation and text; '' asks for the attribute. */
export type QueryKeys = Readonly<Record<number, readonly [vr: string, text: string]>>

interface Means {
  readonly limits: PacsLimits
  readonly signal?: AbortSignal | undefined
}

/**
 * Studies that match, a page of them (C-FIND, PS3.4, C.4.1). The protocol knows no pages: what lies before the page is passed over,
 * and the PACS is asked to stop behind it.
 */
export async function findStudiesByDimse(peer: DimsePeer, query: PacsQuery, limits: PacsLimits): Promise<FoundStudies> {
  const keys: QueryKeys = {
    0x0008_0020: ['DA', dateRange(query.from, query.to)],
    0x0008_0050: ['SH', query.accession],
    0x0008_0052: ['CS', 'STUDY'],
    0x0008_0061: ['CS', query.modality],
    0x0008_1030: ['LO', ''],
    0x0010_0010: ['PN', partOfName(query.patientName)],
    0x0010_0020: ['LO', query.patientId],
    0x0020_000d: ['UI', ''],
    0x0020_1208: ['IS', ''],
  }
  const end = query.offset + pageStudies
  const matches = await matching(peer, keys, end + 1, { limits })
  return { studies: matches.slice(query.offset, end).map(studyOf), more: matches.length > end }
}

/** The instances of a study, series by series. Throws AppError `pacs.*`, `dimse.*`. */
export async function listInstancesByDimse(peer: DimsePeer, studyUid: string, means: Means): Promise<readonly ListedInstance[]> {
  const { studyFiles } = means.limits
  const found: ListedInstance[] = []
  const study = ['UI', studyUid] as const
  const series = await matching(peer, { 0x0008_0052: ['CS', 'SERIES'], 0x0020_000d: study, 0x0020_000e: ['UI', ''] }, studyFiles, means)
  for (const seriesUid of series.map((match) => uidOf(match, 'x0020000e'))) {
    const keys: QueryKeys = { 0x0008_0018: ['UI', ''], 0x0008_0052: ['CS', 'IMAGE'], 0x0020_000d: study, 0x0020_000e: ['UI', seriesUid] }
    const images = await matching(peer, keys, studyFiles + 1, means)
    found.push(...images.map((match) => ({ sopUid: uidOf(match, 'x00080018'), seriesUid })))
    if (found.length > studyFiles) throw new AppError('pacs.tooMuch', { files: studyFiles })
  }
  return found
}

async function matching(peer: DimsePeer, keys: QueryKeys, atMost: number, { limits, signal }: Means): Promise<readonly DataSet[]> {
  return within(peer, { contexts: [{ abstractSyntax: studyRootFind, transferSyntaxes: plainSyntaxes }], ...(signal && { signal }) }, limits, async (association) => {
    const contextId = requireContext(association.contextFor(studyRootFind))
    const messageId = association.nextMessageId()
    const syntax = association.contexts.get(contextId)?.transferSyntax ?? explicitLittle.uid
    await association.send(contextId, { affectedClass: studyRootFind, commandField: commandFields.find, messageId, priority: 0 }, encodeKeys(keys, syntax))
    const found: DataSet[] = []
    for (let room = limits.answerBytes, stopped = false; ; ) {
      const { command, data } = answerTo(await association.next(), commandFields.findAnswer)
      const bytes = data === null ? Buffer.alloc(0) : await bytesIn(data, room)
      room -= bytes.length
      if (!isPending(command.status)) {
        if (!(stopped && command.status === statuses.cancelled)) requireSuccess(command.status)
        return found
      }
      if (found.length < atMost) found.push(parseFile(bytes).dataSet)
      if (found.length < atMost || stopped) continue
      stopped = true
      await association.send(contextId, { commandField: commandFields.cancel, messageIdAnswered: messageId })
    }
  })
}

/** Keys in UTF-8, as a data set of its own. */
export function encodeKeys(keys: QueryKeys, transferSyntax: string): Buffer {
  const all: QueryKeys = { 0x0008_0005: ['CS', 'ISO_IR 192'], ...keys }
  const elements = Object.entries(all).map(([tag, [vr, text]]) => ({ tag: Number(tag), vr, value: textBytes(text, vr, 'utf8') }))
  return writeDataSet(elements, syntaxOf(transferSyntax) ?? explicitLittle)
}

/** Throws AppError `pacs.cutOff` where the association ended, `dimse.protocol` for another answer. */
export function answerTo(message: Message | null, commandField: number): Message {
  if (message === null) throw new AppError('pacs.cutOff')
  if (message.command.commandField !== commandField) throw new AppError('dimse.protocol', { reason: 'answer' })
  return message
}

export const isPending = (status: number | undefined): boolean => statuses.pending.some((pending) => pending === status)

/** Throws AppError `pacs.failed` with the status. */
export function requireSuccess(status: number | undefined): void {
  if (status !== statuses.success) throw new AppError('pacs.failed', { status: status ?? 0 })
}

/** Throws AppError `pacs.tooMuch`. */
export async function bytesIn(data: AsyncIterable<Buffer>, atMost: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of data) {
    bytes += piece.length
    if (bytes > atMost) throw new AppError('pacs.tooMuch', { megabytes: Math.ceil(atMost / 2 ** 20) })
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function studyOf(match: DataSet): PacsStudy {
  const text = (tag: string): string => textOf(match, tag).slice(0, 200)
  const images = Number(text('x00201208'))
  const [alphabetic = '', ideographic = ''] = text('x00100010').split('=')
  return {
    studyUid: uidOf(match, 'x0020000d'),
    patientId: text('x00100020'),
    // A PACS that answers in another character set leaves of a Chinese name its ^ alone.
    patientName: (/[^\s^]/u.test(ideographic) ? ideographic : alphabetic).trim(),
    date: /^(\d{4})(\d{2})(\d{2})$/u.exec(text('x00080020'))?.slice(1).join('-') ?? null,
    accession: text('x00080050'),
    description: text('x00081030'),
    modalities: text('x00080061').split('\\').map((each) => each.trim().slice(0, 16)).filter((each) => each !== '').slice(0, 20),
    images: Number.isSafeInteger(images) && images > 0 ? images : null,
  }
}

function uidOf(match: DataSet, tag: string): string {
  const text = textOf(match, tag)
  if (!isUid(text)) throw new AppError('pacs.badAnswer', { reason: 'uid' })
  return text
}
