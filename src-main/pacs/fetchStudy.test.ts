import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { pacsFilm } from '../../test/fixtures/pacsFilms.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { Staging } from '../importing/staging.ts'
import { PacsConnection } from './connection.ts'
import { fetchStudy } from './fetchStudy.ts'
import { usualLimits } from './limits.ts'

const studyUid = '1.2.826.0.1.3680043.10.9999.70'
const sopUid = `${studyUid}.1.1`
const film = pacsFilm({ patientId: 'PAT-71', studyUid, sopUid, seed: 700 })
const opening = Buffer.from('--edge\r\nContent-Type: application/dicom\r\n\r\n')

async function serving(answer: (response: ServerResponse) => void): Promise<Server> {
  const server = createServer((_, response) => answer(response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

const openConnections = (server: Server): Promise<number> => new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))

/** Of a patient whom nobody asked for; neither answer ever comes to its end. */
const refused = {
  'pacs.otherPatient': (response: ServerResponse): void => void response.writeHead(200, { 'Content-Type': 'multipart/related; boundary=edge' }).write(Buffer.concat([opening, film, Buffer.from('\r\n'), opening])),
  'pacs.notDicomweb': (response: ServerResponse): void => void response.writeHead(200, { 'Content-Type': 'text/html' }).write('<p>sign in</p>'),
}

it.each(Object.entries(refused))('lets go of the connection of an answer that is refused half-way (%s)', async (code, answer) => {
  const server = await serving(answer)
  const connection = new PacsConnection({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, user: '', password: '', authority: '' }, { ...usualLimits, idleMs: 600_000 })
  onTestFinished(() => connection.close())
  const staging = await Staging.create(temporaryFolder())
  const request = { wanted: { studyUid, patientId: 'PAT-70' }, listed: [{ sopUid, seriesUid: `${studyUid}.1` }], whole: true }
  await expect(fetchStudy(connection, staging, request)).rejects.toMatchObject({ code })
  await expect.poll(() => openConnections(server)).toBe(0)
})
