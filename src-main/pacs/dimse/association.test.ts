import { temporaryFolder } from '../../../test/support/folder.ts'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { usualLimits } from '../limits.ts'
import { Staging } from '../../importing/staging.ts'
import { decodeRequest, encodeAccept, type AssociateRequest } from './associate.ts'
import { Association } from './association.ts'
import { commandFields } from './command.ts'
import type { DimsePeer } from './connect.ts'
import { getStudy } from './getStudy.ts'
import { dataPdu, pdusOf, pduOf, pduTypes, type Pdu } from './pdu.ts'
import { listInstancesByDimse } from './query.ts'
import { echo } from './services.ts'

const syntax = '1.2.840.10008.1.2'

/** Another side that agrees to everything; `serve` does the rest. */
async function peerThat(serve: (association: Association, means: { readonly socket: Socket; readonly pdus: AsyncIterator<Pdu> }) => Promise<void>): Promise<{ readonly peer: DimsePeer; readonly called: () => number; readonly requests: readonly AssociateRequest[] }> {
  const requests: AssociateRequest[] = []
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
    requests.push(request)
    const answered = request.contexts.map(({ id, abstractSyntax }) => ({ id, abstractSyntax, transferSyntax: syntax, refusal: 0 }))
    socket.write(pduOf(pduTypes.accept, encodeAccept(request, answered)))
    await serve(new Association(socket, pdus, { contexts: new Map(answered.map((each) => [each.id, each])), peerPduBytes: request.peerPduBytes }), { socket, pdus })
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { peer: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, calledAe: 'PACS', callingAe: 'CTW' }, called: () => sockets.size, requests }
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

it('asks for whatever may lie in the study of a film, in no more contexts than there may be', async () => {
  const { peer, requests } = await peerThat((association) => association.next().then(() => association.abort()))
  const request = { wanted: { studyUid: '1.2.3', patientId: 'P' }, listed: [{ sopUid: '1.2.3.1', seriesUid: '1.2.3.0' }], whole: true }
  await expect(getStudy(peer, request, { staging: await Staging.create(temporaryFolder()), limits: usualLimits })).rejects.toMatchObject({ code: 'pacs.cutOff' })
  const contexts = requests[0]?.contexts ?? []
  expect(contexts.length).toBeLessThanOrEqual(128)
  expect(Math.max(...contexts.map(({ id }) => id))).toBeLessThan(256)
  // A digital film, an enhanced report, a PDF.
  for (const tail of ['1.1.1', '1.88.22', '1.104.1']) expect(contexts.map(({ abstractSyntax }) => abstractSyntax)).toContain(`1.2.840.10008.5.1.4.1.${tail}`)
})
