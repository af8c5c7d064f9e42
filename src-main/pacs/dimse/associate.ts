import { AppError } from '../../../src-shared/errors.ts'
import { implementation } from '../../dicom/write.ts'
import { longestPduBytes } from './pdu.ts'

export interface ProposedContext {
  /** Odd, 1 to 255. */
  readonly id: number
  readonly abstractSyntax: string
  readonly transferSyntaxes: readonly string[]
}

export interface AnsweredContext {
  readonly id: number
  /** null: refused. */
  readonly transferSyntax: string | null
}

export interface AssociateRequest {
  readonly calledAe: string
  readonly callingAe: string
  readonly contexts: readonly ProposedContext[]
  /** The longest unit the other side takes; 0: any. */
  readonly peerPduBytes: number
  /** Classes of objects whose provider the requester also is (PS3.7, D.3.3.4). */
  readonly providerOf: readonly string[]
}

export interface AssociateAccept {
  readonly contexts: readonly AnsweredContext[]
  readonly peerPduBytes: number
}

const applicationContext = '1.2.840.10008.3.1.1.1'
const items = { application: 0x10, proposed: 0x20, answered: 0x21, abstractSyntax: 0x30, transferSyntax: 0x40, user: 0x50, longest: 0x51, implementation: 0x52, role: 0x54 } as const
const mostContexts = 128
const fixedBytes = 68

const bad = (): AppError => new AppError('dimse.protocol', { reason: 'association' })

function item(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(4)
  head[0] = type
  head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
const title = (name: string): Buffer => ascii(name.padEnd(16).slice(0, 16))

function fixedPart(calledAe: string, callingAe: string): Buffer {
  return Buffer.concat([Buffer.from([0, 1, 0, 0]), title(calledAe), title(callingAe), Buffer.alloc(32)])
}

function userItem(providerOf: readonly string[]): Buffer {
  const longest = Buffer.alloc(4)
  longest.writeUInt32BE(longestPduBytes)
  const roles = providerOf.map((uid) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(uid.length)
    return item(items.role, length, ascii(uid), Buffer.from([0, 1]))
  })
  return item(items.user, item(items.longest, longest), item(items.implementation, ascii(implementation.uid)), ...roles)
}

export function encodeRequest({ calledAe, callingAe, contexts, providerOf }: Omit<AssociateRequest, 'peerPduBytes'>): Buffer {
  const proposed = contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    item(items.proposed, Buffer.from([id, 0, 0, 0]), item(items.abstractSyntax, ascii(abstractSyntax)), ...transferSyntaxes.map((uid) => item(items.transferSyntax, ascii(uid)))))
  return Buffer.concat([fixedPart(calledAe, callingAe), item(items.application, ascii(applicationContext)), ...proposed, userItem(providerOf)])
}

/** A refused context carries the reason `refusal` (PS3.8, 9.3.3.2: 3 abstract syntax, 4 transfer syntaxes). */
export function encodeAccept({ calledAe, callingAe }: Pick<AssociateRequest, 'calledAe' | 'callingAe'>, contexts: readonly (AnsweredContext & { readonly refusal: number })[]): Buffer {
  const answered = contexts.map(({ id, transferSyntax, refusal }) =>
    item(items.answered, Buffer.from([id, 0, transferSyntax === null ? refusal : 0, 0]), item(items.transferSyntax, ascii(transferSyntax ?? ''))))
  return Buffer.concat([fixedPart(calledAe, callingAe), item(items.application, ascii(applicationContext)), ...answered, userItem([])])
}

interface Item {
  readonly type: number
  readonly body: Buffer
}

function* itemsIn(bytes: Buffer): Generator<Item> {
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw bad()
    const end = at + 4 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length) throw bad()
    yield { type: bytes.readUInt8(at), body: bytes.subarray(at + 4, end) }
    at = end
  }
}

const textOf = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\0 ]+$/u, '').trim()

/** Throws AppError `dimse.protocol` for what is no request of version 1 for the DICOM application context. */
export function decodeRequest(body: Buffer): AssociateRequest {
  if (body.length < fixedBytes || (body.readUInt16BE(0) & 1) === 0) throw bad()
  const all = [...itemsIn(body.subarray(fixedBytes))]
  if (!all.some(({ type, body: name }) => type === items.application && textOf(name) === applicationContext)) throw bad()
  const contexts = all.filter(({ type }) => type === items.proposed).map(({ body: context }) => proposedIn(context))
  if (contexts.length === 0 || contexts.length > mostContexts) throw bad()
  return { calledAe: textOf(body.subarray(4, 20)), callingAe: textOf(body.subarray(20, 36)), contexts, ...userFacts(all) }
}

function proposedIn(context: Buffer): ProposedContext {
  if (context.length < 4) throw bad()
  const syntaxes = [...itemsIn(context.subarray(4))]
  const abstractSyntax = syntaxes.find(({ type }) => type === items.abstractSyntax)
  if (abstractSyntax === undefined) throw bad()
  const transferSyntaxes = syntaxes.filter(({ type }) => type === items.transferSyntax).map(({ body }) => textOf(body))
  return { id: context.readUInt8(0), abstractSyntax: textOf(abstractSyntax.body), transferSyntaxes }
}

/** Throws AppError `dimse.protocol`. */
export function decodeAccept(body: Buffer): AssociateAccept {
  if (body.length < fixedBytes) throw bad()
  const all = [...itemsIn(body.subarray(fixedBytes))]
  const contexts = all.filter(({ type }) => type === items.answered).map(({ body: context }) => {
    if (context.length < 4) throw bad()
    const [id, result] = [context.readUInt8(0), context.readUInt8(2)]
    const syntax = [...itemsIn(context.subarray(4))].find(({ type }) => type === items.transferSyntax)
    return { id, transferSyntax: result === 0 && syntax !== undefined ? textOf(syntax.body) : null }
  })
  return { contexts, peerPduBytes: userFacts(all).peerPduBytes }
}

function userFacts(all: readonly Item[]): Pick<AssociateRequest, 'peerPduBytes' | 'providerOf'> {
  const user = all.find(({ type }) => type === items.user)
  const parts = user === undefined ? [] : [...itemsIn(user.body)]
  const longest = parts.find(({ type, body }) => type === items.longest && body.length === 4)
  const providerOf = parts.filter(({ type, body }) => type === items.role && body.length >= 4 && body.at(-1) === 1).map(({ body }) => textOf(body.subarray(2, -2)))
  return { peerPduBytes: longest?.body.readUInt32BE(0) ?? 0, providerOf }
}
