import { writeFileSync } from 'node:fs'
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
