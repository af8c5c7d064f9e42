import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createPacs, type Pacs } from '../../src-main/app/pacs.ts'
import { createWork } from '../../src-main/app/work.ts'
import { usualLimits, type PacsLimits } from '../../src-main/pacs/limits.ts'
import type { RejectedFile } from '../../src-shared/contract/jobs.ts'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { allRows } from '../support/importing.ts'
import { anyStudy, plainPlan } from '../support/pacs.ts'
import { startOwned, type TestWorkstation } from '../support/workstation.ts'

const modelsFolder = resolve(import.meta.dirname, '../fixtures/models')
const studyUid = '1.2.826.0.1.3680043.10.9999.50'
const patientId = 'PAT-50'
const film = (number: number, more: Partial<Parameters<typeof pacsFilm>[0]> = {}): Uint8Array =>
  pacsFilm({ patientId, studyUid, sopUid: `${studyUid}.1.${number}`, seed: 500 + number, ...more })

/** How the server answers what is asked for films; searches are answered as they should be unless it says otherwise. */
interface Behaviour {
  readonly search?: (response: ServerResponse) => void
  readonly files?: (response: ServerResponse, request: IncomingMessage) => void
}

const json = (response: ServerResponse, value: unknown): void => void response.writeHead(200, { 'Content-Type': 'application/dicom+json' }).end(JSON.stringify(value))
const listed = [1, 2].map((number) => ({ '00080018': { vr: 'UI', Value: [`${studyUid}.1.${number}`] }, '0020000E': { vr: 'UI', Value: [`${studyUid}.1`] } }))
const multipart = { 'Content-Type': 'multipart/related; type="application/dicom"; boundary=edge' }
const opening = '\r\n--edge\r\nContent-Type: application/dicom\r\n\r\n'

function answerFiles(response: ServerResponse, files: readonly Uint8Array[]): void {
  response.writeHead(200, multipart)
  for (const file of files) response.write(Buffer.concat([Buffer.from(opening), file]))
  response.end('\r\n--edge--\r\n')
}

async function badPacs({ search, files }: Behaviour): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.includes('/instances?')) return search === undefined ? json(response, listed) : search(response)
    if (path.startsWith('/studies?')) return search === undefined ? json(response, []) : search(response)
    return files?.(response, request)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Tried {
  readonly here: TestWorkstation
  readonly pacs: Pacs
  readonly get: () => Promise<{ readonly imported: number; readonly rejected: readonly RejectedFile[]; readonly codes: readonly string[]; readonly error: string | null }>
}

/** On the workstation of this test, made by the first that asks for it. */
let shared: TestWorkstation | null = null

async function workstation(): Promise<TestWorkstation> {
  if (shared === null) {
    shared = await startOwned({ modelsFolder })
    onTestFinished(() => {
      shared = null
    })
  }
  return shared
}

async function against(behaviour: Behaviour, limits: Partial<PacsLimits> = {}): Promise<Tried> {
  const here = await workstation()
  const caller = here.services.access.caller()
  const pacs = createPacs(here.services, createWork(here.services, 'whenAsked'), { ...usualLimits, ...limits })
  pacs.plan({ ...plainPlan, url: await badPacs(behaviour) }, caller)
  const get = async () => {
    const jobId = pacs.get({ studies: [{ studyUid, patientId }], task: null }, caller)
    const { error } = await here.services.jobs.settled(jobId)
    const { imported, rejected } = await here.send('import.report', { jobId }).catch(() => ({ imported: 0, rejected: [] }))
    return { imported, rejected, codes: [...new Set(rejected.map(({ code }) => code))], error }
  }
  return { here, pacs, get }
}

/** Every file refused for one reason, nothing imported, and nothing left on the disk. */
async function refusesAll(behaviour: Behaviour, code: string, limits: Partial<PacsLimits> = {}): Promise<void> {
  const { here, get } = await against(behaviour, limits)
  expect(await get()).toMatchObject({ imported: 0, codes: [code] })
  expect(await allRows(here)).toEqual([])
  expect(readdirSync(join(here.folder, 'pacs-staging'))).toEqual([])
}

it('takes both films of a server that behaves, the control of all that follows', async () => {
  const { get } = await against({ files: (response) => answerFiles(response, [film(1), film(2)]) })
  expect(await get()).toMatchObject({ imported: 2, codes: [] })
})

it('gives up a server that stalls, at once or in the middle of a part, and one that only trickles', async () => {
  await refusesAll({ files: () => {} }, 'pacs.stalled', { idleMs: 100 })
  await refusesAll({ files: (response) => void response.writeHead(200, multipart).write(Buffer.concat([Buffer.from(opening), film(1).subarray(0, 3000)])) }, 'pacs.stalled', { idleMs: 100 })
  const trickle = (response: ServerResponse): void => {
    response.writeHead(200, multipart).write(opening)
    const timer = setInterval(() => response.write('x'), 20)
    response.once('close', () => clearInterval(timer))
  }
  await refusesAll({ files: trickle }, 'pacs.stalled', { overallMs: 300 })
})

it('takes nothing of an answer that breaks off or lies about its length', async () => {
  const half = Buffer.concat([Buffer.from(opening), film(1), Buffer.from(opening), film(2).subarray(0, 5000)])
  await refusesAll({ files: (response) => void response.writeHead(200, multipart).write(half, () => response.destroy()) }, 'pacs.cutOff')
  await refusesAll({ files: (response) => void response.writeHead(200, multipart).end(half) }, 'pacs.cutOff')
  const longer = (response: ServerResponse): void => void response.writeHead(200, { ...multipart, 'Content-Length': '90000000' }).write(half, () => response.destroy())
  await refusesAll({ files: longer }, 'pacs.cutOff')
  const whole = Buffer.concat([Buffer.from(opening), film(1), Buffer.from(opening), film(2), Buffer.from('\r\n--edge--\r\n')])
  // Shorter than what follows, straight on the wire: Node's own server would not say it.
  const shorter = (response: ServerResponse): void => void response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${multipart['Content-Type']}\r\nContent-Length: 20000\r\n\r\n`), whole]))
  await refusesAll({ files: shorter }, 'pacs.cutOff')
  const part = Buffer.concat([Buffer.from('\r\n--edge\r\nContent-Length: 7\r\n\r\n'), film(1), Buffer.from('\r\n--edge--\r\n')])
  await refusesAll({ files: (response) => void response.writeHead(200, multipart).end(part) }, 'pacs.cutOff')
})

it('takes nothing of a study among whose files is one of another patient, another study, or one that was not listed', async () => {
  await refusesAll({ files: (response) => answerFiles(response, [film(1), film(2, { patientId: 'PAT-51' })]) }, 'pacs.otherPatient')
  await refusesAll({ files: (response) => answerFiles(response, [film(1), film(2, { studyUid: `${studyUid}.7` })]) }, 'pacs.otherPatient')
  await refusesAll({ files: (response) => answerFiles(response, [film(1), film(3)]) }, 'pacs.notAsked')
  await refusesAll({ files: (response) => answerFiles(response, [film(1)]) }, 'pacs.incomplete')
})

it('takes a file that comes twice once, and none where two different files share an identifier', async () => {
  await refusesAll({ files: (response) => answerFiles(response, [film(1), film(1, { seed: 7 }), film(2)]) }, 'pacs.uidReused')
  const { get } = await against({ files: (response) => answerFiles(response, [film(1), film(1), film(2)]) })
  expect(await get()).toMatchObject({ imported: 2, codes: [] })
})

it('stops reading a server that sends without end, as films or as the answer to a search', async () => {
  const endless = (head: string) => (response: ServerResponse): void => {
    response.writeHead(200, head === '[' ? { 'Content-Type': 'application/dicom+json' } : multipart).write(head)
    const pour = (): void => {
      while (response.writable && response.write(Buffer.alloc(65_536, 0x20)));
      response.once('drain', pour)
    }
    pour()
  }
  await refusesAll({ files: endless(opening) }, 'pacs.tooMuch', { fileBytes: 2 ** 20 })
  await refusesAll({ files: endless(opening) }, 'pacs.tooMuch', { studyBytes: 2 ** 20 })
  const { pacs, here, get } = await against({ search: endless('[') }, { answerBytes: 2 ** 20 })
  await expect(pacs.find(anyStudy, here.services.access.caller())).rejects.toMatchObject({ code: 'pacs.tooMuch' })
  expect(await get()).toMatchObject({ imported: 0, codes: ['pacs.tooMuch'] })
})

it('refuses junk in place of films, and goes to no other address', async () => {
  await refusesAll({ files: (response) => answerFiles(response, [Buffer.alloc(5000, 7)]) }, 'dicom.unreadable')
  await refusesAll({ files: (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>sign in</p>') }, 'pacs.notDicomweb')
  await refusesAll({ files: (response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/elsewhere' }).end() }, 'pacs.redirect')
  await refusesAll({ files: (response) => void response.writeHead(500).end('trace') }, 'pacs.failed')
})

it('names what is wrong with an answer that is no search result', async () => {
  const code = async (search: (response: ServerResponse) => void): Promise<string | undefined> => {
    const { pacs, here } = await against({ search })
    return (await pacs.test(here.services.access.caller())).error?.code
  }
  expect(await code((response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>PACS</p>'))).toBe('pacs.notDicomweb')
  expect(await code((response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":1}'))).toBe('pacs.notDicomweb')
  expect(await code((response) => json(response, [{ '0020000D': { vr: 'UI', Value: ['../../etc'] } }]))).toBe('pacs.badAnswer')
  expect(await code((response) => void response.writeHead(204).end())).toBeUndefined()
  expect(await code((response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'))).toBe('pacs.notDicomweb')
})

it('fetches no second file once the PACS is gone or refuses', async () => {
  let asked = 0
  const { get } = await against({ files: (response) => void ((asked += 1), response.writeHead(401).end()) })
  expect(await get()).toMatchObject({ imported: 0, codes: ['pacs.denied'] })
  expect(asked).toBe(1)
})
