import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { bytesOf, PacsConnection } from './connection.ts'
import { usualLimits } from './limits.ts'

const search = { path: 'studies', accept: 'application/dicom+json', maximumBytes: 1000 } as const

/** Closes connections that have answered once, as soon as they are taken up again and `isImpatient`. */
async function impatientServer() {
  const behaviour = { isImpatient: false }
  const answered = new WeakSet<Socket>()
  const server = createServer((request, response) => {
    if (behaviour.isImpatient && answered.has(request.socket)) return request.socket.destroy()
    answered.add(request.socket)
    return response.end('[]')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const connection = new PacsConnection({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, user: '', password: '', authority: '' }, usualLimits)
  onTestFinished(() => connection.close())
  return { behaviour, connection }
}

it('asks again where several kept connections turn out to be closed', async () => {
  const { behaviour, connection } = await impatientServer()
  const [one, other] = await Promise.all([connection.ask(search), connection.ask(search)])
  await Promise.all([bytesOf(one), bytesOf(other)])
  behaviour.isImpatient = true
  const again = await connection.ask(search)
  expect((await bytesOf(again)).toString()).toBe('[]')
})

it('sends a file only once, and says in its own words that the connection was closed', async () => {
  const { behaviour, connection } = await impatientServer()
  await bytesOf(await connection.ask(search))
  behaviour.isImpatient = true
  await expect(connection.ask({ ...search, post: { contentType: 'application/dicom', bytes: [Buffer.from('x')] } })).rejects.toMatchObject({ code: 'pacs.cutOff' })
})
