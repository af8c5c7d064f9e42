import type { Tag } from '../../src-shared/contract/worklist.ts'
import { foldTag, tidyTag } from '../../src-shared/domain/tag.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** Tags on at least one case, the most used first. */
export function tagsInUse(db: ReadDb): readonly Tag[] {
  return db
    .prepare<[], Tag>(
      `SELECT t.name, count(*) AS cases FROM case_tags ct JOIN tags t ON t.tag_id = ct.tag_id
        GROUP BY ct.tag_id ORDER BY count(*) DESC, t.folded`,
    )
    .all()
}

/** The number of a tag under any spelling, or undefined. */
export function tagIdOf(db: ReadDb, name: string): number | undefined {
  return db.prepare<[string], number>('SELECT tag_id FROM tags WHERE folded = ?').pluck().get(foldTag(name))
}

/** The number of a tag, made under this spelling where there is none. */
export function ensureTag(db: WriteDb, name: string): number {
  const known = tagIdOf(db, name)
  if (known !== undefined) return known
  return Number(db.prepare('INSERT INTO tags (name, folded) VALUES (?, ?)').run(tidyTag(name), foldTag(name)).lastInsertRowid)
}
