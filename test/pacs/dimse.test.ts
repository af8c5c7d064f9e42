import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Staging } from '../../src-main/importing/staging.ts'
import { echo, storeFile } from '../../src-main/pacs/dimse/services.ts'
import { startReceiver, type ReceiverOptions, type Sending } from '../../src-main/pacs/dimse/receiver.ts'
import { usualLimits } from '../../src-main/pacs/limits.ts'
import { AppError } from '../../src-shared/errors.ts'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { temporaryFolder } from '../support/folder.ts'
import { hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc.ts'

const run = promisify(execFile)
const hasDcmtk = existsSync('/usr/bin/storescu')
const studyUid = '1.2.826.0.1.3680043.10.9999.60'
const film = (number: number): Uint8Array => pacsFilm({ patientId: 'PAT-60', studyUid, sopUid: `${studyUid}.1.${number}`, seed: 600 + number })

interface Received {
  readonly port: number
  readonly kept: Uint8Array[]
  readonly refused: string[]
  /** How each association ended that sent a file. */
  readonly ended: string[]
  readonly folder: string
}

async function receiving({ keep, ...options }: Partial<ReceiverOptions & Pick<Sending, 'keep'>> = {}, limits: Partial<typeof usualLimits> = {}): Promise<Received> {
  const folder = temporaryFolder()
  const staging = Staging.create(join(folder, 'staging'))
  const [kept, refused, ended]: [Uint8Array[], string[], string[]] = [[], [], []]
  const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error))
  const receiver = await startReceiver({
    port: 0, address: '127.0.0.1', aeTitle: 'CTW', callers: ['MODALITY', 'ORTHANC'], associations: 2, staging: () => staging, isReady: () => true,
    begin: () => ({
      keep: keep ?? (async (file) => void kept.push(await file.open())),
      end: async (failure) => void ended.push(failure === null ? 'released' : codeOf(failure)),
    }),
    refused: (error) => void refused.push(codeOf(error)),
    ...options,
  }, { ...usualLimits, ...limits })
  onTestFinished(() => receiver.close())
  return { port: receiver.port, kept, refused, ended, folder }
}

const us = (port: number) => ({ host: '127.0.0.1', port, calledAe: 'CTW', callingAe: 'MODALITY' })
const stagedIn = ({ folder }: Received): readonly string[] => readdirSync(join(folder, 'staging'))

it('takes what its own sender stores, byte for byte, and answers an echo', async () => {
  const received = await receiving()
  await echo(us(received.port), usualLimits)
  await storeFile(us(received.port), film(1), usualLimits)
  const [kept] = received.kept
  // The data set is what was sent; only the meta header before it is written anew.
  expect(Buffer.from(kept ?? []).subarray(-32_000)).toEqual(Buffer.from(film(1)).subarray(-32_000))
  expect(stagedIn(received)).toEqual([])
  // The echo’s association sent no file.
  await expect.poll(() => received.ended).toEqual(['released'])
})

it('turns away who is not on its list, who calls another name, and everybody while it is not ready', async () => {
  const { port, refused } = await receiving()
  await expect(echo({ ...us(port), callingAe: 'STRANGER' }, usualLimits)).rejects.toMatchObject({ code: 'dimse.rejected', detail: { reason: '1.1.3' } })
  await expect(echo({ ...us(port), calledAe: 'OTHER' }, usualLimits)).rejects.toMatchObject({ code: 'dimse.rejected', detail: { reason: '1.1.7' } })
  expect(refused).toEqual(['dimse.turnedAway', 'dimse.turnedAway'])
  const closed = await receiving({ isReady: () => false })
  await expect(echo(us(closed.port), usualLimits)).rejects.toMatchObject({ code: 'dimse.rejected', detail: { reason: '2.3.1' } })
})

it('answers with a failure for what it does not keep, and goes on', async () => {
  let first = true
  const received = await receiving({
    keep: async () => {
      if (!first) return
      first = false
      throw new AppError('store.full')
    },
  })
  await expect(storeFile(us(received.port), film(1), usualLimits)).rejects.toMatchObject({ code: 'pacs.notStored', detail: { reason: 0xa700 } })
  await storeFile(us(received.port), film(1), usualLimits)
  expect(stagedIn(received)).toEqual([])
  // Our own sender breaks off at a refusal, and that is no refusal more.
  await expect.poll(() => received.ended.toSorted()).toEqual(['pacs.cutOff', 'released'])
  expect(received.refused).toEqual(['store.full'])
})

it('gives up callers that stall, talk too long or talk nonsense', async () => {
  const received = await receiving({}, { idleMs: 300, fileBytes: 4096 })
  const said = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(received.port, '127.0.0.1', () => void socket.write(bytes))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
    })
  await said(new Uint8Array())
  await said(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
  await said(Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]))
  await said(Buffer.from([1, 0, 0, 0, 0, 2, 0, 0]))
  await expect(storeFile(us(received.port), film(1), usualLimits)).rejects.toMatchObject({ code: 'pacs.cutOff' })
  expect(received.refused).toEqual(['pacs.stalled', 'dimse.protocol', 'dimse.protocol', 'dimse.protocol', 'pacs.tooMuch'])
  expect(stagedIn(received)).toEqual([])
  // It is still there for those who behave.
  await echo(us(received.port), usualLimits)
})

it.skipIf(!hasDcmtk)("takes what DCMTK's storescu sends, and answers its echoscu", async () => {
  const received = await receiving()
  const file = join(received.folder, 'film.dcm')
  writeFileSync(file, film(2))
  const titles = ['-aet', 'MODALITY', '-aec', 'CTW', '127.0.0.1', String(received.port)]
  await run('/usr/bin/echoscu', titles)
  await run('/usr/bin/storescu', [...titles, file])
  await expect(run('/usr/bin/echoscu', ['-aet', 'STRANGER', ...titles.slice(2)])).rejects.toThrow(/Calling AE Title Not Recognized/u)
  expect(received.kept).toHaveLength(1)
  expect(Buffer.from(received.kept[0] ?? []).subarray(-32_000)).toEqual(Buffer.from(film(2)).subarray(-32_000))
})

describe.skipIf(!hasOrthanc)('a real Orthanc over DIMSE', () => {
  let orthanc: Orthanc
  beforeAll(async () => {
    orthanc = await startOrthanc()
  })
  afterAll(() => orthanc.stop())

  it('echoes, takes a film, and sends it back', async () => {
    const peer = { host: '127.0.0.1', port: orthanc.dicomPort, calledAe: 'ORTHANC', callingAe: 'CTW' }
    await echo(peer, usualLimits)
    await storeFile(peer, film(3), usualLimits)
    expect(await orthanc.count()).toBe(1)
    const received = await receiving()
    await orthanc.rest('modalities/CTW', { method: 'PUT', body: JSON.stringify({ AET: 'CTW', Host: '127.0.0.1', Port: received.port }) })
    const [instance] = (await (await orthanc.rest('instances')).json()) as string[]
    const sent = await orthanc.rest('modalities/CTW/store', { method: 'POST', body: instance ?? '' })
    expect(sent.status).toBe(200)
    expect(received.kept).toHaveLength(1)
  })

  it('says what is wrong where the port is that of the web, or nothing listens', async () => {
    const peer = { host: '127.0.0.1', port: Number(new URL(orthanc.url).port), calledAe: 'ORTHANC', callingAe: 'CTW' }
    await expect(echo(peer, { ...usualLimits, idleMs: 2000 })).rejects.toMatchObject({ code: expect.stringMatching(/^(?:dimse\.protocol|pacs\.cutOff|pacs\.stalled)$/u) as string })
    await expect(echo({ ...peer, port: 9 }, usualLimits)).rejects.toMatchObject({ code: 'pacs.refused' })
  })
})
