import * as v from 'valibot'
import type { ReadDb, WriteDb } from './database.ts'

/** A setting as it is kept; `atFirst` where there is none yet, and where what is there is not of this form. */
export function readSetting<T>(db: ReadDb, key: string, { schema, atFirst }: { readonly schema: v.GenericSchema<unknown, T>; readonly atFirst: T }): T {
  const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(key)
  const parsed = v.safeParse(schema, text === undefined ? atFirst : JSON.parse(text))
  return parsed.success ? parsed.output : atFirst
}

export function writeSetting(db: WriteDb, key: string, value: unknown): void {
  db.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, JSON.stringify(value))
}
