import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { isAbsolute, sep } from 'node:path'

/** There, a folder, writable, and not in the store itself: what is written into the store would be lost with it. */
export function isWritableOutside(folder: string, storeFolder: string): boolean {
  try {
    if (!isAbsolute(folder) || !statSync(folder).isDirectory()) return false
    accessSync(folder, constants.W_OK)
    const real = realpathSync(folder) + sep
    return !real.startsWith(realpathSync(storeFolder) + sep)
  } catch {
    return false
  }
}
