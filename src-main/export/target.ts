import type { ExportReport } from '../../src-shared/contract/jobs.ts'
import type { Blobs } from '../store/blobs.ts'

export type ExportedFile = ExportReport['files'][number]

/** Where an export goes. */
export interface ExportTarget {
  /** What was written, in the order of paths. */
  readonly files: readonly ExportedFile[]
  /** `path` is relative, "/"-separated. The bytes are on the disk when this answers. */
  write(path: string, content: Uint8Array | string): Promise<void>
  finish(): Promise<void>
  /** Takes back what was written. */
  discard(): Promise<void>
}

export const inOrder = (files: readonly ExportedFile[]): readonly ExportedFile[] =>
  files.toSorted((one, other) => (one.path < other.path ? -1 : 1))

/**
 * Keeps an export in the store, sealed like an original: notes and pseudonyms must not lie readable beside the encrypted
 * database. Its report names the files by their hashes; a person takes it out as one archive.
 */
export function keptInStore(blobs: Blobs): ExportTarget {
  const written: ExportedFile[] = []
  return {
    get files() {
      return inOrder(written)
    },
    write: async (path, content) => {
      const blob = await blobs.put(typeof content === 'string' ? Buffer.from(content, 'utf8') : content)
      written.push({ path, ...blob })
    },
    finish: async () => {},
    // What no report names is never found again, and nobody can read it without the key.
    discard: async () => {},
  }
}
