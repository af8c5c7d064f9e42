import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { usualLimits } from '../limits.ts'
import { decodeRequest, encodeAccept } from './associate.ts'
import { Association } from './association.ts'
import { commandFields } from './command.ts'
import type { DimsePeer } from './connect.ts'
import { dataPdu, pdusOf, pduOf, pduTypes, type Pdu } from './pdu.ts'
import { listInstancesByDimse } from './query.ts'
import { echo } from './services.ts'

const syntax = '1.2.840.10008.1.2'

/** Another side that agrees to everything; `serve` does the rest. */
async function peerThat(serve: (association: Association, means: { readonly socket: Socket; readonly pdus: AsyncIterator<Pdu> }) => Promise<void>): Promise<{ readonly peer: DimsePeer; readonly called: () => number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    void agree(socket).catch(() => socket.destroy())
  })
  async function agree(socket: Socket): Promise<void> {
    const pdus = pdusOf(socket)
    const first = await pdus.next()
    const request = decodeRequest((first.value as Pdu).body)
    const answered = request.contexts.map(({ id, abstractSyntax }) => ({ id, abstractSyntax, transferSyntax: syntax, refusal: 0 }))
    socket.write(pduOf(pduTypes.accept, encodeAccept(request, answered)))
    await serve(new Association(socket, pdus, { contexts: new Map(answered.map((each) => [each.id, each])), peerPduBytes: request.peerPduBytes }), { socket, pdus })
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { peer: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, calledAe: 'PACS', callingAe: 'CTW' }, called: () => sockets.size }
}

it.each([
  ['cuts the connection', (socket: Socket) => void socket.resetAndDestroy()],
  ['sends bytes that are no unit', (socket: Socket) => void socket.write(Buffer.alloc(64, 0xee))],
])('work that is done stays done where the other side %s in place of a farewell', async (_, farewell) => {
  const { peer } = await peerThat(async (association, { socket, pdus }) => {
    const message = await association.next()
    await association.send(message?.contextId ?? 0, { commandField: commandFields.echoAnswer, messageIdAnswered: 1, status: 0 })
    await pdus.next()
    farewell(socket)
  })
  await expect(echo(peer, usualLimits)).resolves.toBeUndefined()
})

it('a command in pieces without bytes is none, however many come', async () => {
  const empty = dataPdu({ contextId: 1, isCommand: true, isLast: false, bytes: Buffer.alloc(0) })
  async function* endless(): AsyncGenerator<Pdu> {
    // Less than without end, so that the test ends.
    for (let sent = 0; sent < 1000; sent += 1) yield { type: pduTypes.data, body: empty.subarray(6) }
  }
  const association = new Association({} as Socket, endless(), { contexts: new Map([[1, { abstractSyntax: '1.2', transferSyntax: syntax }]]), peerPduBytes: 0 })
  await expect(association.next()).rejects.toMatchObject({ code: 'dimse.protocol' })
})

it('asks nobody any more once the work was given up', async () => {
  const { peer, called } = await peerThat(async (association) => void (await association.next()))
  await expect(listInstancesByDimse(peer, '1.2.3', { limits: usualLimits, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'job.cancelled' })
  expect(called()).toBe(0)
})
