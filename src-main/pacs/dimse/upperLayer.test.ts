import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError } from '../../../src-shared/errors.ts'
import { decodeAccept, decodeRequest, encodeAccept, encodeRequest } from './associate.ts'
import { decodeCommand, encodeCommand, commandFields } from './command.ts'
import { dataPdu, fragmentsOf, pdusOf, pduOf, pduTypes, type Fragment } from './pdu.ts'

async function* inPieces(message: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size)
}

const request = {
  calledAe: 'CTW', callingAe: 'A MODALITY', providerOf: ['1.2.840.10008.5.1.4.1.1.1.1'],
  contexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }, { id: 3, abstractSyntax: '1.2.840.10008.5.1.4.1.1.1.1', transferSyntaxes: ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'] }],
}
const command = { affectedClass: '1.2.840.10008.1.1', commandField: commandFields.storeAnswer, messageIdAnswered: 7, status: 0xa700, errorComment: 'no', affectedInstance: '1.2.3' }

it('reads back what it writes', () => {
  expect(decodeRequest(encodeRequest(request))).toMatchObject(request)
  expect(decodeAccept(encodeAccept(request, [{ id: 1, transferSyntax: '1.2.840.10008.1.2', refusal: 0 }, { id: 3, transferSyntax: null, refusal: 4 }])).contexts)
    .toEqual([{ id: 1, transferSyntax: '1.2.840.10008.1.2' }, { id: 3, transferSyntax: null }])
  expect(decodeCommand(encodeCommand(command))).toEqual(command)
})

it('takes units and their fragments apart however they are cut', async () => {
  const fragment = fc.record({ contextId: fc.constant(3), isCommand: fc.boolean(), isLast: fc.boolean(), bytes: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) })
  await fc.assert(
    fc.asyncProperty(fc.array(fragment, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), async (fragments, size) => {
      const read: Fragment[] = []
      for await (const { type, body } of pdusOf(inPieces(Buffer.concat(fragments.map(dataPdu)), size))) {
        expect(type).toBe(pduTypes.data)
        read.push(...fragmentsOf(body))
      }
      expect(read).toEqual(fragments)
    }),
  )
})

it('refuses any bytes that are none of these with a code', async () => {
  const wholes = [encodeRequest(request), encodeAccept(request, [{ id: 1, transferSyntax: '1.2', refusal: 0 }]), encodeCommand(command), dataPdu({ contextId: 1, isCommand: true, isLast: true, bytes: encodeCommand(command) })]
  const tried = (read: () => unknown): void => {
    try {
      read()
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
    }
  }
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...wholes), changes, fc.double({ min: 0, max: 1, noNaN: true }), async (whole, at, share) => {
      const bytes = Buffer.from(whole)
      for (const [place, value] of at) bytes[place % bytes.length] = value
      const cut = bytes.subarray(0, Math.ceil(share * bytes.length))
      for (const read of [decodeRequest, decodeAccept, decodeCommand, fragmentsOf]) tried(() => read(cut))
      const units = inPieces(Buffer.concat([pduOf(pduTypes.data, cut), cut]), 50)
      await (async () => {
        for await (const { body } of pdusOf(units)) tried(() => fragmentsOf(body))
      })().catch((error: unknown) => expect(error).toBeInstanceOf(AppError))
    }),
    { numRuns: 1000 },
  )
})
