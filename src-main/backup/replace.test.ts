import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { finishReplacement, replaceStore, restoredFolder } from './replace.ts'

const setAside = '2031-05-06T07-08-09-000Z'

/** A former and a restored store of marked files; the former has a log, the restored one has none. */
function twoStores(): string {
  const folder = temporaryFolder()
  for (const [root, mark] of [[folder, 'former'], [restoredFolder(folder), 'restored']] as const) {
    mkdirSync(join(root, 'blobs', 'ab'), { recursive: true })
    for (const name of ['ctranscnn.db', 'keys.json', 'audit-head.json', 'blobs/ab/original', 'store.json', ...(mark === 'former' ? ['ctranscnn.db-wal'] : [])]) {
      writeFileSync(join(root, name), mark)
    }
  }
  return folder
}

const textOf = (folder: string, name: string): string | null => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null)

function expectReplaced(folder: string): void {
  const aside = join(folder, 'set-aside', setAside)
  for (const name of ['ctranscnn.db', 'keys.json', 'audit-head.json', 'blobs/ab/original']) {
    expect([name, textOf(folder, name), textOf(aside, name)]).toEqual([name, 'restored', 'former'])
  }
  expect([textOf(folder, 'ctranscnn.db-wal'), textOf(aside, 'ctranscnn.db-wal')]).toEqual([null, 'former'])
  // The workstation's own file is not the store's.
  expect(textOf(folder, 'store.json')).toBe('former')
  expect(readdirSync(folder).toSorted()).toEqual(['audit-head.json', 'blobs', 'ctranscnn.db', 'keys.json', 'set-aside', 'store.json'])
}

describe('a restored store takes the place of another', () => {
  it('whose files are all kept aside', () => {
    const folder = twoStores()
    replaceStore(folder, setAside)
    expectReplaced(folder)
  })

  // Five parts of the former store and four of the restored one are moved, each before or after the power fails.
  it.each(Array.from({ length: 18 }, (_, step) => step))('wholly after a stop at step %i and the next start', (step) => {
    const folder = twoStores()
    let moves = 0
    const failing = (from: string, to: string): void => {
      if (step % 2 === 0 && moves === step / 2) throw new Error('power')
      renameSync(from, to)
      if (step % 2 === 1 && moves === (step - 1) / 2) throw new Error('power')
      moves += 1
    }
    expect(() => replaceStore(folder, setAside, failing)).toThrow('power')
    finishReplacement(folder)
    expectReplaced(folder)
    finishReplacement(folder)
    expectReplaced(folder)
  })

  it('not at all when only the restoring was interrupted', () => {
    const folder = twoStores()
    mkdirSync(`${restoredFolder(folder)}.partial`)
    finishReplacement(folder)
    expect(textOf(folder, 'ctranscnn.db')).toBe('former')
    expect(existsSync(restoredFolder(folder)) || existsSync(`${restoredFolder(folder)}.partial`)).toBe(false)
  })
})
