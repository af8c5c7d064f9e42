import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { patchesPng } from '../support/importing.ts'
import { ctw, initialised } from './ctw.ts'

// The program is started eight times, which takes its time on a busy machine.
it('ctw labels keeps what a table says of pictures in the store, once, and names the rows it left out', async () => {
  const { access, folder } = initialised()
  const set = path.join(folder, 'set')
  mkdirSync(set)
  writeFileSync(path.join(set, 'a.png'), await patchesPng(1))
  expect(ctw('import', set, ...access, '--no-analyze')).toMatchObject({ code: 0 })
  const table = path.join(folder, 'train.csv')
  writeFileSync(table, 'file,Mass,Odd name\na.png,1,0\nb.png,1,0\n')
  const give = (...more: readonly string[]) => ctw('labels', table, ...access, '--task', 'chestxray14', '--source', 'Ward 7', ...more)
  const left = { input: table, ok: false, place: 3, image: 'b.png', problem: 'unmatched' }
  const looked = give('--dry-run')
  expect(looked).toMatchObject({ code: 1, lines: [left, { dryRun: true, formats: ['columns'], matchedImages: 1, badRows: 1, mapping: [{ name: 'Mass', label: 'chestxray14.mass' }, { name: 'Odd name', label: null }] }] })
  expect(give('--map', 'Odd name=chestxray14.hernia').lines[1]).toMatchObject({ source: 'Ward 7', answers: 2, known: 0, unmapped: [] })
  expect(give().lines[1]).toMatchObject({ answers: 0, known: 2, unmapped: ['Odd name'] })
  expect(give('--map', 'Odd name=chestxray14.nothing').code).toBe(2)
  expect(give('--map', 'nonsense').code).toBe(2)
}, 180_000)
