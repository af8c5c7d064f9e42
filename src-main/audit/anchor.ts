import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { syncFolder } from '../store/files.ts'
import { emptyHead, type AuditHead } from './append.ts'

/** Fixed length, so that a head is replaced by one write in place. */
const recordBytes = 256

const anchorFile = v.strictObject({
  format: v.literal(1),
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
  /** false from the moment the file and the chain disagreed: later writes must not hide that. */
  intact: v.boolean(),
})
export type Anchor = v.InferOutput<typeof anchorFile>

export interface AnchorFile {
  /** null when the file is gone or unreadable. */
  read(): Anchor | null
  /**
   * Called after the commit it tells of, without waiting for the disk: an anchor that is behind is allowed after a
   * power cut, one that is ahead of the database means that rows were lost.
   */
  write(head: AuditHead, intact: boolean): void
  close(): void
}

/** The chain's head outside the database: rows cut off its end are missed here. `create`: the store is new. */
export function openAnchor(path: string, create: boolean): AnchorFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  const write = (head: AuditHead, intact: boolean): void => {
    const text = JSON.stringify({ format: 1, ...head, intact } satisfies Anchor)
    writeSync(descriptor, `${text.padEnd(recordBytes - 1)}\n`, 0)
  }
  if (create) {
    write(emptyHead, true)
    fsyncSync(descriptor)
    syncFolder(dirname(path))
  }
  return {
    read: () => readAnchor(path),
    write,
    close: () => {
      fsyncSync(descriptor)
      closeSync(descriptor)
    },
  }
}

function readAnchor(path: string): Anchor | null {
  try {
    const parsed = v.safeParse(anchorFile, JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
