import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Real pictures lie beside the project on some machines; nothing of them is part of it. */
export const sharedData = path.resolve(import.meta.dirname, '../../../shared/data')
export const hasSharedData = existsSync(sharedData)

/** Files below a folder of the shared data, sorted; licence texts are no pictures. */
export function sharedFiles(folder: string): string[] {
  const root = path.join(sharedData, folder)
  if (!existsSync(root)) return []
  const found = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^licen[cs]e/iu.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
  return found.toSorted()
}

/** Training's Python, which set-up makes. */
export const python = path.resolve(import.meta.dirname, '../../training/.venv/bin/python')
