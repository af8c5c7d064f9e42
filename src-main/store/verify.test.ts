import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seedCase, seedRun } from '../../test/support/seedCase.ts'
import { startOwned } from '../../test/support/workstation.ts'

async function stored() {
  const station = await startOwned()
  const cases = [await seedCase(station.services), await seedCase(station.services), await seedCase(station.services)]
  const verify = () => station.send('store.verify', {})
  const spoil = (sql: string) => station.services.store.write((db) => db.prepare(sql).run())
  const originalPath = (index: number) => {
    const sha256 = cases[index]?.sha256 ?? ''
    return join(station.folder, 'blobs', sha256.slice(0, 2), sha256)
  }
  return { ...station, cases, verify, spoil, originalPath }
}

test('a whole store is whole: every row, every original, every audit row', async () => {
  const { verify, cases, services } = await stored()
  for (const seeded of cases) seedRun(services, seeded)
  const verdict = await verify()
  expect(verdict).toMatchObject({
    ok: true,
    rows: { bad: 0 },
    originals: { checked: 3, missing: 0, bad: 0 },
    audit: { checked: 2, bad: 0, headMatches: true },
  })
  expect(verdict.rows.checked).toBeGreaterThan(15)
})

test('counts originals that are gone and originals that are another', async () => {
  const { verify, originalPath } = await stored()
  rmSync(originalPath(0))
  writeFileSync(originalPath(1), 'something else')
  expect(await verify()).toMatchObject({ ok: false, originals: { checked: 3, missing: 1, bad: 1 } })
})

test('counts values that are no longer JSON', async () => {
  const { verify, spoil } = await stored()
  spoil(`UPDATE images SET info = '{"kind":'`)
  expect(await verify()).toMatchObject({ ok: false, rows: { bad: 3 } })
})

test('counts audit rows that were edited, and notices an end that was cut off and written anew', async () => {
  const { verify, spoil } = await stored()
  spoil(`UPDATE audit SET user_id = 'somebody' WHERE sequence = 1`)
  expect(await verify()).toMatchObject({ ok: false, audit: { bad: 1, headMatches: true } })
  const cut = await stored()
  await cut.send('settings.save', { language: 'en', theme: 'light' })
  cut.spoil('DELETE FROM audit WHERE sequence > 1')
  for (const theme of ['dark', 'light', 'reading']) await cut.send('settings.save', { language: 'en', theme })
  expect(await cut.verify()).toMatchObject({ ok: false, audit: { bad: 0, headMatches: false } })
})
