import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { zipOf } from '../fixtures/zip.ts'
import { patchesPng } from '../support/importing.ts'
import { ctw, initialised } from './ctw.ts'

it('ctw import takes an archive like a folder and names the entries it refused', async () => {
  const { access, folder } = initialised()
  const archive = path.join(folder, 'study.zip')
  writeFileSync(archive, zipOf([
    { name: 'P-1/a.png', bytes: await patchesPng(1) },
    { name: 'P-1/secret.png', bytes: await patchesPng(2), flags: 1 },
    { name: 'P-1/.DS_Store', bytes: Buffer.from('x') },
  ]))
  const { code, lines } = ctw('import', archive, ...access, '--patients', 'folder', '--no-analyze')
  expect(code).toBe(1)
  expect(lines[0]).toMatchObject({ input: `${archive}/P-1/secret.png`, ok: false, error: { code: 'archive.encrypted' } })
  expect(lines[1]).toMatchObject({ ok: false, imported: 1, rejected: 1, ignored: 1 })
})

it('ctw import takes the table beside the pictures, and names its bad rows by line and column', async () => {
  const { access, folder } = initialised()
  const set = path.join(folder, 'set')
  mkdirSync(set)
  writeFileSync(path.join(set, 'a.png'), await patchesPng(1))
  const run = (csv: string) => {
    writeFileSync(path.join(set, 'cases.csv'), csv)
    return ctw('import', set, ...access, '--patients', 'beside', '--no-analyze')
  }
  const bad = run('Image Index,Patient ID,Study Date\na.png,7,31.01.2024\nb.png,8,soon\n')
  expect(bad.code).toBe(2)
  expect(bad.stderr).toContain('line: 2, column: Study Date, reason: date, more: 1, others: 3 (Study Date)')
  expect(run('Image Index,Patient ID,Study Date\na.png,7,2024-01-31\n')).toMatchObject({ code: 0, lines: [{ ok: true, imported: 1, groupedImages: 0 }] })
})

it('ctw import prints a line for each duplicate, exact or near, with the case it repeats', async () => {
  const { access, folder } = initialised()
  const set = path.join(folder, 'set')
  mkdirSync(set)
  writeFileSync(path.join(set, 'a.png'), await patchesPng(1))
  writeFileSync(path.join(set, 'b.png'), await patchesPng(1))
  writeFileSync(path.join(set, 'c.png'), await patchesPng(1, 128))
  const { code, lines } = ctw('import', set, ...access, '--no-analyze')
  expect(code).toBe(0)
  const of = { name: 'a.png', case: expect.any(String) as string, patient: 'G-0001' }
  expect(lines).toEqual([
    { input: path.join(set, 'b.png'), ok: true, duplicate: 'exact', of },
    { input: path.join(set, 'c.png'), ok: true, duplicate: 'near', of },
    expect.objectContaining({ ok: true, imported: 2, alreadyKnown: 1, nearDuplicates: 1 }),
  ])
})
