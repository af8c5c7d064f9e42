import { createHmac } from 'node:crypto'
import * as v from 'valibot'
import { pacsPlan, type PacsPlan } from '../../src-shared/contract/pacs.ts'
import type { ImageId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './keptSetting.ts'
import type { KnownImage } from './images.ts'
import { projectKey, storedProjectKey } from './patients.ts'

/** The plan with its password, which is kept in the encrypted store and nowhere else. */
export interface KeptPacs extends PacsPlan {
  readonly password: string
}

const kept = v.strictObject({ ...pacsPlan.entries, password: v.string() })
const settingsKey = 'pacs'
const atFirst: KeptPacs = { on: false, protocol: 'dicomweb', url: '', user: '', password: '', authority: '' }

export const pacsSettings = (db: ReadDb): KeptPacs => readSetting(db, settingsKey, { schema: kept, atFirst })

/** A password that is kept stays with the place and the person it was given for: another address never gets it. */
export function savePacsPlan(db: WriteDb, { password, ...plan }: PacsPlan): void {
  const before = pacsSettings(db)
  const isSamePlace = before.user === plan.user && originOf(before.url) === originOf(plan.url)
  writeSetting(db, settingsKey, { ...plan, password: password ?? (isSamePlace ? before.password : '') })
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null)

/** Finds the SHA-256 of the original that came in under a SOP Instance UID. */
export function originalOfInstance(db: ReadDb): (sopUid: string) => string | undefined {
  const key = storedProjectKey(db)
  if (key === null) return () => undefined
  const find = db.prepare<[string], string>('SELECT i.sha256 FROM pacs_instances p JOIN images i USING (image_id) WHERE p.uid_key = ?').pluck()
  return (sopUid) => find.get(keyOf(key, sopUid))
}

export interface ImportedInstance {
  readonly sopUid: string
  readonly imageId: ImageId
}

export function rememberInstances(db: WriteDb, instances: readonly ImportedInstance[]): void {
  const key = projectKey(db)
  const insert = db.prepare('INSERT INTO pacs_instances (uid_key, image_id) VALUES (?, ?) ON CONFLICT (uid_key) DO UPDATE SET image_id = excluded.image_id')
  for (const { sopUid, imageId } of instances) insert.run(keyOf(key, sopUid), imageId)
}

/**
 * Remembers a film that came in as a file, the first under its UID: a film that is sent here may be known by it, but none is refused for
 * it, because files from elsewhere may carry any UID.
 */
export function rememberFiled(db: WriteDb, { sopUid, imageId }: ImportedInstance): void {
  db.prepare('INSERT INTO pacs_instances (uid_key, image_id) VALUES (?, ?) ON CONFLICT DO NOTHING').run(filedKeyOf(projectKey(db), sopUid), imageId)
}

/** The films that came in under a SOP Instance UID, sent here or as a file. */
export function picturesOfInstance(db: ReadDb, sopUid: string): readonly (KnownImage & { readonly sha256: string })[] {
  const key = storedProjectKey(db)
  if (key === null) return []
  return db
    .prepare<[string, string], KnownImage & { sha256: string }>(
      'SELECT DISTINCT i.image_id AS imageId, i.visit_id AS visitId, i.kind, i.sha256 FROM pacs_instances p JOIN images i USING (image_id) WHERE p.uid_key IN (?, ?)',
    )
    .all(keyOf(key, sopUid), filedKeyOf(key, sopUid))
}

const keyOf = (key: Uint8Array, sopUid: string, how = 'sop'): string => createHmac('sha256', key).update(`${how} ${sopUid}`, 'utf8').digest('hex')
const filedKeyOf = (key: Uint8Array, sopUid: string): string => keyOf(key, sopUid, 'sop of a file')
