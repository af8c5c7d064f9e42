import { createHmac } from 'node:crypto'
import type { Task } from '../../src-shared/domain/case.ts'
import type { ImageId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { projectKey, storedProjectKey } from './patients.ts'

/**
 * A picture is found again by its file's name, with or without the folder it lay in, although the store keeps no names:
 * it keeps their HMAC under the store's own key, from which nobody can read a name back.
 */
export function rememberName(db: WriteDb, imageId: ImageId, file: { readonly folder: string; readonly name: string }): void {
  const key = projectKey(db)
  const insert = db.prepare('INSERT INTO image_names (name_key, image_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
  for (const name of namesOf(`${file.folder}/${file.name}`)) insert.run(keyOf(key, name), imageId)
}

/** Whether the picture is known by this name already. */
export function isNameKnown(db: ReadDb, imageId: ImageId, file: { readonly folder: string; readonly name: string }): boolean {
  const key = storedProjectKey(db)
  if (key === null) return false
  const known = db.prepare('SELECT 1 FROM image_names WHERE name_key = ? AND image_id = ?')
  return namesOf(`${file.folder}/${file.name}`).every((name) => known.get(keyOf(key, name), imageId) !== undefined)
}

export interface FoundImage {
  readonly imageId: ImageId
  readonly widthPx: number
  readonly heightPx: number
  /** Whether its visit is read for the task. */
  readonly hasCase: boolean
}

/**
 * Finds pictures by what a file calls them: the end of a path, a file name with or without its ending, the SHA-256 of
 * the file or the picture's id here. Several answers mean that the name alone does not tell.
 */
export function imageFinder(db: ReadDb, task: Task): (name: string) => readonly FoundImage[] {
  const key = storedProjectKey(db)
  const byName = db.prepare<[Lookup], FoundRow>(`${selectFound} JOIN image_names n ON n.image_id = i.image_id WHERE n.name_key = @sought`)
  const byId = db.prepare<[Lookup], FoundRow>(`${selectFound} WHERE i.image_id = @sought OR i.sha256 = @sought`)
  return (path) => {
    for (const nameKey of key === null ? [] : namesOf(path).map((name) => keyOf(key, name))) {
      const found = byName.all({ task, sought: nameKey })
      if (found.length > 0) return found.map(toFound)
    }
    return byId.all({ task, sought: plainPath(path).at(-1) ?? '' }).map(toFound)
  }
}

interface Lookup {
  readonly task: Task
  readonly sought: string
}

interface FoundRow {
  readonly imageId: ImageId
  readonly widthPx: number
  readonly heightPx: number
  readonly hasCase: number
}

const toFound = (row: FoundRow): FoundImage => ({ ...row, hasCase: row.hasCase === 1 })

const selectFound = `
  SELECT i.image_id AS imageId, json_extract(i.info, '$.widthPx') AS widthPx, json_extract(i.info, '$.heightPx') AS heightPx,
         EXISTS (SELECT 1 FROM cases c WHERE c.visit_id = i.visit_id AND c.task = @task) AS hasCase
    FROM images i`

const keyOf = (key: Uint8Array, name: string): string => createHmac('sha256', key).update(`file name: ${name}`, 'utf8').digest('hex').slice(0, 32)

/** With its folder first, where it has one: that tells more. */
function namesOf(path: string): readonly string[] {
  const [folder, name] = plainPath(path).slice(-2)
  if (folder === undefined) return []
  return name === undefined ? [folder] : [`${folder}/${name}`, name]
}

/** Capitals, composed letters and the ending differ between a table and the files it speaks of. */
function plainPath(path: string): readonly string[] {
  const parts = path.normalize('NFC').toLowerCase().split(/[/\\]/u).map((part) => part.trim()).filter((part) => part !== '' && part !== '.')
  return parts.map((part, index) => (index === parts.length - 1 ? part.replace(/\.(?:jpe?g|png|tiff?|webp|dcm|dicom|bmp|heic|heif)$/u, '') : part))
}
