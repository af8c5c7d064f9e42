import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { PacsConnection } from './connection.ts'
import { usualLimits } from './limits.ts'
import { findStudies, listInstances, listStudies } from './search.ts'

const study = '1.2.3'
const instances = Array.from({ length: 7 }, (_, index) => ({
  '0020000D': { vr: 'UI', Value: [study] }, '0020000E': { vr: 'UI', Value: [`${study}.1`] }, '00080018': { vr: 'UI', Value: [`${study}.1.${index + 1}`] },
}))

/** A server that answers at most so many matches at a time, whatever it is asked for; `says`: and that there are more. */
async function serverOf(most: number, says: boolean) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const offset = Number(new URL(request.url ?? '', 'http://x').searchParams.get('offset'))
    const page = instances.slice(offset, offset + most)
    const left = instances.length - offset - page.length
    if (says && left > 0) response.setHeader('Warning', `299 pacs.example "There are ${left} additional results that can be requested"`)
    response.writeHead(200, { 'Content-Type': 'application/dicom+json' }).end(JSON.stringify(page))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const connection = new PacsConnection({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, user: '', password: '', authority: '' }, usualLimits)
  onTestFinished(() => {
    connection.close()
    server.closeAllConnections()
    server.close()
  })
  return { connection, asked }
}

it('goes on where a server answers fewer than it was asked for, and says so', async () => {
  const { connection, asked } = await serverOf(3, true)
  expect((await listInstances(connection, study)).map(({ sopUid }) => sopUid)).toEqual(instances.map(({ '00080018': { Value } }) => Value[0]))
  expect(asked).toHaveLength(3)
  expect((await listStudies(connection, [study])).get(study)).toHaveLength(7)
  const query = { patientId: '', patientName: '', from: '', to: '', accession: '', modality: '', offset: 0 }
  expect(await findStudies(connection, query)).toMatchObject({ more: true, studies: { length: 3 } })
  expect(await findStudies(connection, { ...query, offset: 6 })).toMatchObject({ more: false })
})

it('asks once where everything fits', async () => {
  const { connection, asked } = await serverOf(100, true)
  expect(await listInstances(connection, study)).toHaveLength(7)
  expect(asked).toHaveLength(1)
})
