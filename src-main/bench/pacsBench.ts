import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { stagedInMemoryBytes } from '../app/pacs.ts'
import { Staging } from '../importing/staging.ts'
import { PacsConnection } from '../pacs/connection.ts'
import { fetchStudy } from '../pacs/fetchStudy.ts'
import { usualLimits } from '../pacs/limits.ts'
import { listStudies, studiesAtOnce, type ListedInstance } from '../pacs/search.ts'
import { sendFile } from '../pacs/send.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { pacsFilmOf, studyUidOf } from './drawnPacsFilms.ts'
import { hasOrthanc, startOrthanc, type Orthanc } from './orthanc.ts'
import { residentMiB } from './residentMemory.ts'

/** As many as an import has open at a time. */
const atOnce = 8
const growthLimitMiB = 64

/**
 * 2,000 films of about 1 MB, a study each, from a real Orthanc by DICOMweb: listed, retrieved, checked and held as an import takes them.
 * Baseline: the same files downloaded from Orthanc's own door into plain files, by as many requests at once.
 */
export const pacsBench: Bench = async ({ quick, tell }) => {
  if (!hasOrthanc) {
    tell('bench: pacs is left out: Orthanc or its DICOMweb plugin is not installed')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const orthanc = await startOrthanc()
  try {
    return await measure({ folder, orthanc, count: quick ? 200 : 2000, tell })
  } finally {
    await orthanc.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Measuring {
  readonly folder: string
  readonly orthanc: Orthanc
  readonly count: number
  readonly tell: (text: string) => void
}

async function measure({ folder, orthanc, count, tell }: Measuring): Promise<readonly BenchResult[]> {
  const connection = new PacsConnection({ ...orthanc, authority: '' }, usualLimits)
  const staging = await Staging.create(join(folder, 'staging'), stagedInMemoryBytes)
  tell(`bench: storing ${count} films`)
  const numbers = Array.from({ length: count }, (_, index) => index)
  await together(numbers, (index) => sendFile(connection, pacsFilmOf(index)))
  const ids = (await (await orthanc.rest('instances')).json()) as readonly string[]
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const download = (half: readonly string[]): Promise<number> => timed(half, (id) => toDisk(new URL(`/instances/${id}/file`, orthanc.url), { agent, headers: orthanc.headers, path: join(folder, `plain-${id}`) }))
  // Once unmeasured, so that the files lie in the system's cache for both.
  await download(ids)
  let baseline = await download(ids.slice(0, count / 2))
  let halfMiB: number | null = null
  const listings = listingsOf(connection, numbers)
  const value = await timed(numbers, async (index) => {
    await retrieve({ connection, staging, listed: await listings(index) }, index)
    if (index >= count / 2) halfMiB ??= process.platform === 'linux' ? residentMiB(process.pid) : null
  })
  const endMiB = process.platform === 'linux' ? residentMiB(process.pid) : 0
  baseline += await download(ids.slice(count / 2))
  connection.close()
  agent.destroy()
  const speed = { name: 'pacs.dicomweb', value: value / 1000, unit: 's', baseline: baseline / 1000, ratio: baseline / value }
  if (halfMiB === null) return [speed]
  const grown = Math.max(1, endMiB - halfMiB)
  return [speed, { name: 'pacs.growth', value: grown, unit: 'MiB', baseline: growthLimitMiB, ratio: growthLimitMiB / grown }]
}

/** Lists studies as an import does: a group of them when the first is asked for. */
function listingsOf(connection: PacsConnection, numbers: readonly number[]): (index: number) => Promise<readonly ListedInstance[]> {
  const groups = new Map<number, ReturnType<typeof listStudies>>()
  return async (index) => {
    const group = Math.floor(index / studiesAtOnce)
    const uids = (): readonly string[] => numbers.slice(group * studiesAtOnce, (group + 1) * studiesAtOnce).map(studyUidOf)
    if (!groups.has(group)) groups.set(group, listStudies(connection, uids()))
    return (await groups.get(group))?.get(studyUidOf(index)) ?? []
  }
}

interface Means {
  readonly connection: PacsConnection
  readonly staging: Staging
  readonly listed: readonly ListedInstance[]
}

async function retrieve({ connection, staging, listed }: Means, index: number): Promise<void> {
  const wanted = { studyUid: studyUidOf(index), patientId: `PAT-${index}` }
  const files = await fetchStudy(connection, staging, { wanted, listed, whole: true })
  if (files.size !== 1) throw new Error(`The bench's own study came as ${files.size} files`)
  for (const file of files.values()) await file.release()
}

/** A plain download: as it comes, into a file. */
async function toDisk(url: URL, { agent, headers, path }: Pick<Orthanc, 'headers'> & { readonly agent: Agent; readonly path: string }): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent, headers }, resolve).once('error', reject)
  })
  await pipeline(response, createWriteStream(path))
  await rm(path)
}

async function timed<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  const start = performance.now()
  await together(items, work)
  return performance.now() - start
}

async function together<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const carry = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, carry))
}
