import type { Socket } from 'node:net'
import { AppError } from '../../../src-shared/errors.ts'
import { connectionError } from '../failures.ts'
import { decodeCommand, encodeCommand, withDataSet, withoutDataSet, type Command } from './command.ts'
import { dataPdu, fragmentsOf, longestPduBytes, pduOf, pduTypes, type Fragment, type Pdu } from './pdu.ts'

/** A command set with everything in it is shorter by far. */
const longestCommandBytes = 16 * 1024
const fragmentHeadBytes = 6
const shortestPeerPduBytes = 1024

export interface Context {
  readonly abstractSyntax: string
  readonly transferSyntax: string
}

export interface Message {
  readonly contextId: number
  readonly context: Context
  readonly command: Command
  /** To be read to its end before the next message is asked for; null where none comes. */
  readonly data: AsyncIterable<Buffer> | null
}

export interface Negotiated {
  readonly contexts: ReadonlyMap<number, Context>
  readonly peerPduBytes: number
}

/** An association once both sides have agreed on it: messages in pieces, either way (PS3.7, PS3.8). */
export class Association {
  readonly contexts: ReadonlyMap<number, Context>
  readonly #socket: Socket
  readonly #pdus: AsyncIterator<Pdu>
  readonly #pieceBytes: number
  #waiting: Fragment[] = []
  #messages = 0

  constructor(socket: Socket, pdus: AsyncIterator<Pdu>, { contexts, peerPduBytes }: Negotiated) {
    this.contexts = contexts
    this.#socket = socket
    this.#pdus = pdus
    const longest = peerPduBytes === 0 ? longestPduBytes : Math.min(longestPduBytes, Math.max(shortestPeerPduBytes, peerPduBytes))
    this.#pieceBytes = longest - fragmentHeadBytes
  }

  /** The context in which objects of a class may go in one of the transfer syntaxes; undefined: none was agreed. */
  contextFor(abstractSyntax: string, transferSyntax?: string): number | undefined {
    const fits = (context: Context): boolean => context.abstractSyntax === abstractSyntax && (transferSyntax === undefined || context.transferSyntax === transferSyntax)
    return [...this.contexts].find(([, context]) => fits(context))?.[0]
  }

  nextMessageId(): number {
    this.#messages = (this.#messages % 0xffff) + 1
    return this.#messages
  }

  /** The next message, or null once the other side has released the association. Throws AppError `pacs.*`, `dimse.*`. */
  async next(): Promise<Message | null> {
    const first = await this.#fragment()
    if (first === null) return null
    const { contextId } = first
    const context = this.contexts.get(contextId)
    if (context === undefined) throw new AppError('dimse.protocol', { reason: 'context' })
    const pieces: Buffer[] = []
    let bytes = 0
    for (let piece: Fragment | null = first; ; piece = await this.#fragment()) {
      // Pieces without bytes would cost memory without end.
      const isEmpty = piece !== null && piece.bytes.length === 0 && !piece.isLast
      if (piece === null || isEmpty || !piece.isCommand || piece.contextId !== contextId) throw new AppError('dimse.protocol', { reason: 'command' })
      bytes += piece.bytes.length
      if (bytes > longestCommandBytes) throw new AppError('dimse.protocol', { reason: 'command' })
      pieces.push(piece.bytes)
      if (piece.isLast) break
    }
    const command = decodeCommand(Buffer.concat(pieces))
    const hasData = (command.dataSetType ?? withoutDataSet) !== withoutDataSet
    return { contextId, context, command, data: hasData ? this.#data(contextId) : null }
  }

  async *#data(contextId: number): AsyncGenerator<Buffer> {
    for (;;) {
      const piece = await this.#fragment()
      if (piece === null || piece.isCommand || piece.contextId !== contextId) throw new AppError('dimse.protocol', { reason: 'data' })
      if (piece.bytes.length > 0) yield piece.bytes
      if (piece.isLast) return
    }
  }

  async #fragment(): Promise<Fragment | null> {
    while (this.#waiting.length === 0) {
      const pdu = await this.#pdu()
      if (pdu === null || pdu.type === pduTypes.abort) throw new AppError('pacs.cutOff')
      if (pdu.type === pduTypes.releaseRequest) {
        await this.#write(pduOf(pduTypes.releaseReply, Buffer.alloc(4)))
        return null
      }
      if (pdu.type !== pduTypes.data) throw new AppError('dimse.protocol', { reason: 'type' })
      this.#waiting.push(...fragmentsOf(pdu.body))
    }
    return this.#waiting.shift() ?? null
  }

  async #pdu(): Promise<Pdu | null> {
    try {
      const next = await this.#pdus.next()
      return next.done === true ? null : next.value
    } catch (error) {
      throw connectionError(error)
    }
  }

  /** Sends a message; the next one may follow at once. */
  async send(contextId: number, command: Omit<Command, 'dataSetType'>, data: Uint8Array | null = null): Promise<void> {
    await this.#pieces(contextId, true, encodeCommand({ ...command, dataSetType: data === null ? withoutDataSet : withDataSet }))
    if (data !== null) await this.#pieces(contextId, false, data)
  }

  async #pieces(contextId: number, isCommand: boolean, whole: Uint8Array): Promise<void> {
    for (let at = 0; at === 0 || at < whole.length; at += this.#pieceBytes) {
      const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).subarray(at, at + this.#pieceBytes)
      await this.#write(dataPdu({ contextId, isCommand, isLast: at + this.#pieceBytes >= whole.length, bytes }))
    }
  }

  #write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(connectionError(error)) : resolve()))
    })
  }

  /** Ends it as it should end; what the other side then says, or that it has gone, makes no difference any more: the work is done. */
  async release(): Promise<void> {
    const answered = this.#write(pduOf(pduTypes.releaseRequest, Buffer.alloc(4))).then(() => this.#pdu())
    await answered.catch(() => null)
    this.#socket.destroySoon()
  }

  abort(): void {
    if (this.#socket.writable) this.#socket.end(pduOf(pduTypes.abort, Buffer.alloc(4)))
    this.#socket.destroySoon()
  }
}
