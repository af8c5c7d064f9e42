import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { readTextIfThere } from '../store/files.ts'

export const manifestName = 'backup.json'

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const storeFiles = ['ctranscnn.db', 'keys.json', 'store.json', 'audit-head.json', 'originals.txt'] as const
/** `models/<version>/<id>/[golden/]<file>`: no part may begin with a dot, so none leads anywhere else. */
export const modelFile = /^models\/[0-9a-f]{32}\/[a-z0-9][a-z0-9-]{0,63}\/(?:golden\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/u
const portion = { bytes: count, sha256: hash }

const manifest = v.strictObject({
  format: v.literal(1),
  researchUseOnly: v.string(),
  backupId: v.pipe(v.string(), v.regex(/^[0-9TZ-]{16,40}$/u)),
  createdAt: v.string(),
  /** Random name of the workstation; says nothing of a person or a place. */
  workstationId: v.pipe(v.string(), v.uuid()),
  schema: count,
  counts: v.strictObject({ cases: count, images: count, reads: count, auditRows: count }),
  /** Bytes of the originals that are needed. */
  originalBytes: count,
  /** The store's own files, the models that were added to it, and the list of originals, in the backup's folder. Nothing else is ever copied back. */
  files: v.array(v.strictObject({ name: v.union([v.picklist(storeFiles), v.pipe(v.string(), v.regex(modelFile))]), ...portion })),
})
export type Manifest = v.InferOutput<typeof manifest>

/** One original: kept once for all backups of a store, beside their folders. */
export interface OriginalFacts {
  readonly original: string
  /** Of the sealed file. */
  readonly bytes: number
  readonly sha256: string
}

/** A list of its own, a line each: with 100,000 originals nobody should have to read it to name a backup. */
export const originalsName = 'originals.txt'
const originalLine = /^(?<original>[0-9a-f]{64}) (?<bytes>\d+) (?<sha256>[0-9a-f]{64})$/u

export const originalsText = (originals: readonly OriginalFacts[]): string =>
  originals.map(({ original, bytes, sha256 }) => `${original} ${bytes} ${sha256}\n`).join('')

/** Throws AppError `backup.damaged`. */
export async function readOriginals(folder: string): Promise<readonly OriginalFacts[]> {
  const text = await readFile(join(folder, originalsName), 'utf8').catch((cause: unknown) => {
    throw new AppError('backup.damaged', { part: originalsName }, { cause })
  })
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const { original = '', bytes = '', sha256 = '' } = originalLine.exec(line)?.groups ?? {}
    if (original === '') throw new AppError('backup.damaged', { part: originalsName })
    return { original, bytes: Number(bytes), sha256 }
  })
}

/** Throws AppError `backup.damaged` for a folder that is no whole backup, `backup.newer` for one of a later format. */
export function readManifest(folder: string): Manifest {
  const text = readTextIfThere(join(folder, manifestName))
  if (text === null) throw new AppError('backup.damaged', { part: manifestName })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new AppError('backup.damaged', { part: manifestName }, { cause })
  }
  const { format } = (parsed ?? {}) as { format?: unknown }
  if (typeof format === 'number' && format > 1) throw new AppError('backup.newer')
  const result = v.safeParse(manifest, parsed)
  if (!result.success) throw new AppError('backup.damaged', { part: manifestName })
  return result.output
}
