import sharp from 'sharp'
import type { ImportReport, PatientRule } from '../../src-shared/contract/jobs.ts'
import type { CaseRow, Task, WorklistFilter } from '../../src-shared/domain/case.ts'
import type { IntakeFile } from '../../src-main/importing/intake.ts'
import { seededRandom } from './random.ts'
import type { TestWorkstation } from './workstation.ts'

export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
  readonly folder?: string
}

export const intakeFile = ({ name, bytes, folder = '' }: NamedBytes): IntakeFile => ({
  name,
  folder,
  bytes: bytes.length,
  open: async () => bytes,
  readAt: async (start, endBefore) => bytes.subarray(start, endBefore),
  release: async () => {},
})

export interface ImportOptions {
  readonly task?: Task | null
  readonly patients?: PatientRule
}

/** Imports as a host does, through the calls, and waits for the import and the analyses behind it. */
export async function importAll(
  { services, send }: TestWorkstation,
  files: readonly NamedBytes[],
  { task = null, patients = { kind: 'none' } }: ImportOptions = {},
): Promise<ImportReport> {
  const intakeIds = files.map((file) => services.intake.add(intakeFile(file)))
  const { jobId } = await send('import.start', { intakeIds, task, patients })
  await services.jobs.settled(jobId)
  await analysesSettled(services)
  return send('import.report', { jobId })
}

export async function analysesSettled({ jobs }: TestWorkstation['services']): Promise<void> {
  for (const { jobId, kind } of jobs.list()) if (kind === 'analysis') await jobs.settled(jobId)
}

export const everyCase: WorklistFilter = {
  search: '', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: false,
}

export async function allRows({ send }: TestWorkstation): Promise<readonly CaseRow[]> {
  return (await send('worklist.list', { filter: everyCase, offset: 0, limit: 500 })).rows
}

/** A grey picture of soft patches, another one for every seed; the same seed at another size is a near-duplicate. */
export async function patchesPng(seed: number, sidePx = 256): Promise<Uint8Array> {
  const next = seededRandom(seed * 7919 + 1)
  const cells = 9
  const grey = Uint8Array.from({ length: cells * cells }, () => Math.floor(next() * 256))
  return sharp(grey, { raw: { width: cells, height: cells, channels: 1 } })
    .resize(sidePx, sidePx, { kernel: 'cubic' })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}
