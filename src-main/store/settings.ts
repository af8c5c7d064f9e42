import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { themes, type Settings } from '../../src-shared/contract/account.ts'
import { languages } from '../../src-shared/domain/label.ts'
import { AppError } from '../../src-shared/errors.ts'
import { withStoreErrors } from './errors.ts'
import { readTextIfThere, writeDurably } from './files.ts'

const storeFile = v.strictObject({
  format: v.literal(1),
  /** Random name of this workstation in its audit. */
  workstationId: v.pipe(v.string(), v.uuid()),
  settings: v.strictObject({
    language: v.picklist(languages),
    theme: v.picklist(themes),
    guide: v.optional(v.boolean(), false),
    screenPixelsPerMm: v.optional(v.nullable(v.number())),
  }),
  /** Where backups were last meant to go: the database that says so may be what has to be restored. */
  backupFolder: v.optional(v.nullable(v.string()), null),
})
type StoreFile = v.InferOutput<typeof storeFile>

/** What must be known before anybody has signed in: not secret, and nothing of a patient. */
export interface StoreFacts {
  readonly workstationId: string
  settings(): Settings
  /** Throws AppError `store.full`, `store.readOnly`. */
  save(settings: Settings): void
  backupFolder(): string | null
  /** Throws AppError `store.full`, `store.readOnly`. */
  rememberBackups(folder: string): void
}

/** Reads `store.json`, or makes it. Throws AppError `store.damaged` when it is not ours. */
export function openStoreFacts(folder: string): StoreFacts {
  const path = join(folder, 'store.json')
  const write = (facts: StoreFile): void => withStoreErrors(() => writeDurably(path, `${JSON.stringify(facts, null, 2)}\n`))
  const text = withStoreErrors(() => readTextIfThere(path))
  let facts = text === null ? freshFacts() : parseFacts(text)
  if (text === null) write(facts)
  const change = (part: Partial<StoreFile>): void => {
    const changed = { ...facts, ...part }
    write(changed)
    facts = changed
  }
  return {
    workstationId: facts.workstationId,
    settings: () => facts.settings,
    save: (settings) => change({ settings }),
    backupFolder: () => facts.backupFolder,
    rememberBackups: (folder) => {
      if (folder !== facts.backupFolder) change({ backupFolder: folder })
    },
  }
}

const freshFacts = (): StoreFile => ({
  format: 1,
  workstationId: randomUUID(),
  settings: { language: 'zh-CN', theme: 'light', guide: false },
  backupFolder: null,
})

function parseFacts(text: string): StoreFile {
  try {
    return v.parse(storeFile, JSON.parse(text))
  } catch (cause) {
    throw new AppError('store.damaged', { part: 'settings' }, { cause })
  }
}
