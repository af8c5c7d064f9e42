import { open, readFile } from 'node:fs/promises'
import type { IntakeFile } from './intake.ts'

/** A chosen file that lies on this machine's disk and is read where it lies. */
export const diskFile = (path: string, facts: Pick<IntakeFile, 'name' | 'folder' | 'bytes'>): IntakeFile => ({
  ...facts,
  open: () => readFile(path),
  readAt: (start, endBefore) => readRange(path, start, endBefore),
  release: async () => {},
})

async function readRange(path: string, start: number, endBefore: number): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const piece = Buffer.alloc(endBefore - start)
    const { bytesRead } = await file.read(piece, 0, piece.length, start)
    return piece.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
