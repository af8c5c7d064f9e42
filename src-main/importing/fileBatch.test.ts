import path from 'node:path'
import { expect, it } from 'vitest'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { AppError } from '../../src-shared/errors.ts'
import { sha256Of } from '../store/blobs.ts'

const station = () => startOwned({ modelsFolder: path.resolve(import.meta.dirname, '../../test/fixtures/models') })
const pictures = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, seed) => ({ name: `${String(seed).padStart(2, '0')}.png`, bytes: await patchesPng(seed) })))

it('a picture whose rows cannot be written takes no other of its batch with it, and files are told of in their order', async () => {
  const here = await station()
  const files = [...(await pictures(12)), { name: 'text.png', bytes: Buffer.from('no picture') }, { name: 'last.png', bytes: await patchesPng(13) }]
  const refused = sha256Of(files[5]?.bytes ?? new Uint8Array())
  here.services.store.write((db) =>
    db.prepare(`CREATE TRIGGER no_sixth BEFORE INSERT ON images WHEN NEW.sha256 = '${refused}' BEGIN SELECT raise(FAIL, 'no sixth'); END`).run(),
  )
  const report = await importAll(here, files)
  expect(report.rejected.map(({ name, code }) => [name, code])).toEqual([['05.png', 'internal'], ['text.png', 'image.unsupported']])
  expect(report).toMatchObject({ imported: 12, cases: 12 })
  expect(await allRows(here)).toHaveLength(12)
  expect((await here.send('store.verify', {})).ok).toBe(true)
})

it('a batch that cannot be settled is filed picture by picture, copies in their group', async () => {
  const here = await station()
  const blobs = here.services.store.blobs()
  const settle = blobs.settle
  blobs.settle = (written) => (written.length > 1 ? Promise.reject(new Error('a folder that went away')) : settle(written))
  const files = [...(await pictures(8)), { name: '08.png', bytes: await patchesPng(7, 128) }]
  expect(await importAll(here, files)).toMatchObject({ imported: 9, rejected: [], cases: 8, groupedImages: 9 })
  expect((await here.send('store.verify', {})).ok).toBe(true)
})

it('originals that are written when the store fails are filed up to the one that failed', async () => {
  const here = await station()
  const blobs = here.services.store.blobs()
  const write = blobs.write
  let written = 0
  blobs.write = (bytes, sha256) => {
    written += 1
    return written > 6 ? Promise.reject(new AppError('store.full')) : write(bytes, sha256)
  }
  expect(await importAll(here, await pictures(12))).toMatchObject({ imported: 6, rejected: [], cases: 6 })
  expect(here.services.jobs.list().find(({ kind }) => kind === 'import')).toMatchObject({ state: 'failed', error: 'store.full', done: 6 })
  expect(await allRows(here)).toHaveLength(6)
})
