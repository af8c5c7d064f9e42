import { AppError } from '../../../src-shared/errors.ts'

/** Protocol data units of the upper layer (PS3.8, 9.3). */
export const pduTypes = { request: 1, accept: 2, reject: 3, data: 4, releaseRequest: 5, releaseReply: 6, abort: 7 } as const

export interface Pdu {
  readonly type: number
  readonly body: Buffer
}

const headBytes = 6

/** Longest unit that is taken, and the longest that is asked for. */
export const longestPduBytes = 128 * 1024

export function pduOf(type: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes)
  head[0] = type
  head.writeUInt32BE(body.length, 2)
  return Buffer.concat([head, body])
}

/**
 * The units of a connection as they arrive; no more than one is held. Throws AppError `dimse.protocol` for a type that there
 * is not or a length beyond `longestPduBytes`, and `pacs.cutOff` where the connection ends within one.
 */
export async function* pdusOf(source: AsyncIterable<Buffer>): AsyncGenerator<Pdu> {
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (held.length >= headBytes) {
      const [type, length] = [held.readUInt8(0), held.readUInt32BE(2)]
      if (type < pduTypes.request || type > pduTypes.abort) throw new AppError('dimse.protocol', { reason: 'type' })
      if (length > longestPduBytes) throw new AppError('dimse.protocol', { reason: 'length' })
      if (held.length < headBytes + length) break
      yield { type, body: held.subarray(headBytes, headBytes + length) }
      held = held.subarray(headBytes + length)
    }
  }
  if (held.length > 0) throw new AppError('pacs.cutOff')
}

export interface Fragment {
  readonly contextId: number
  readonly isCommand: boolean
  readonly isLast: boolean
  readonly bytes: Buffer
}

/** What a P-DATA-TF unit carries (PS3.8, 9.3.5). Throws AppError `dimse.protocol`. */
export function fragmentsOf(body: Buffer): readonly Fragment[] {
  const fragments: Fragment[] = []
  for (let at = 0; at < body.length; ) {
    const length = at + 6 <= body.length ? body.readUInt32BE(at) : 0
    const end = at + 4 + length
    if (length < 2 || end > body.length) throw new AppError('dimse.protocol', { reason: 'fragment' })
    const control = body.readUInt8(at + 5)
    fragments.push({ contextId: body.readUInt8(at + 4), isCommand: (control & 1) !== 0, isLast: (control & 2) !== 0, bytes: body.subarray(at + 6, end) })
    at = end
  }
  return fragments
}

export function dataPdu({ contextId, isCommand, isLast, bytes }: Fragment): Buffer {
  const head = Buffer.alloc(6)
  head.writeUInt32BE(bytes.length + 2, 0)
  head[4] = contextId
  head[5] = (isCommand ? 1 : 0) | (isLast ? 2 : 0)
  return pduOf(pduTypes.data, Buffer.concat([head, bytes]))
}
