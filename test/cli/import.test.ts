import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { zipOf } from '../fixtures/zip.ts'
import { patchesPng } from '../support/importing.ts'
import { cli, ctw, initialised } from './ctw.ts'

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

it('ctw import --watch takes what comes into a folder, until it is stopped, and what was there before once', async () => {
  const { access, folder } = initialised()
  const watched = path.join(folder, 'watched')
  expect(ctw('import', watched, ...access, '--watch')).toMatchObject({ code: 3, stderr: expect.stringContaining('watch.folder') as string })
  mkdirSync(path.join(watched, 'P-1'), { recursive: true })
  expect(ctw('import', watched, ...access, '--watch', '--patient', 'P-1').code).toBe(2)
  writeFileSync(path.join(watched, 'P-1', 'a.png'), await patchesPng(1))
  const child = spawn(process.execPath, [cli, 'import', watched, ...access, '--watch', '--patients', 'folder', '--no-analyze'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  expect(JSON.parse(line)).toMatchObject({ ok: true, imported: 1, cases: 1, groupedImages: 0 })
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(ctw('import', watched, ...access, '--patients', 'folder', '--no-analyze')).toMatchObject({ code: 0, lines: [expect.anything(), { alreadyKnown: 1 }] })
})
