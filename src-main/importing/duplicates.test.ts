import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { lookAhead } from './lookAhead.ts'

const station = () => startOwned({ modelsFolder: path.resolve(import.meta.dirname, '../../test/fixtures/models') })

it('exact and near duplicates are listed with the picture they repeat, whoever its patient is', async () => {
  const here = await station()
  const one = await patchesPng(1)
  const resaved = await sharp(one).jpeg({ quality: 60 }).toBuffer()
  const first = await importAll(
    here,
    [
      { name: 'a.png', folder: 'P-1', bytes: one },
      { name: 'b.png', folder: 'P-2', bytes: await patchesPng(2) },
      { name: 'copy.png', folder: 'P-2', bytes: one },
      { name: 'resaved.jpg', folder: 'P-3', bytes: resaved },
    ],
    { patients: { kind: 'folder' } },
  )
  const rows = await allRows(here)
  const caseOf = (pseudonym: string): unknown => rows.find((row) => row.pseudonym === pseudonym)?.caseId
  expect(first).toMatchObject({ imported: 3, alreadyKnown: 1 })
  expect(first.duplicates).toEqual([
    { index: 2, name: 'copy.png', kind: 'exact', of: { name: 'a.png', caseId: caseOf('P-1'), pseudonym: 'P-1' } },
    { index: 3, name: 'resaved.jpg', kind: 'near', of: { name: 'a.png', caseId: caseOf('P-1'), pseudonym: 'P-1' } },
  ])
  const second = await importAll(here, [{ name: 'again.png', bytes: await patchesPng(2) }, { name: 'half.png', bytes: await patchesPng(2, 128) }])
  expect(second.duplicates).toEqual([
    { index: 0, name: 'again.png', kind: 'exact', of: { name: null, caseId: caseOf('P-2'), pseudonym: 'P-2' } },
    { index: 1, name: 'half.png', kind: 'near', of: { name: null, caseId: caseOf('P-2'), pseudonym: 'P-2' } },
  ])
  // Likeness joins groups only: the half-sized copy stays a patient of its own.
  expect((await allRows(here)).at(-1)).toMatchObject({ patientKind: 'grouped' })
})

it('the same bytes twice among files that are looked at together come in once', async () => {
  const here = await station()
  const bytes = await patchesPng(3)
  const report = await importAll(here, ['a', 'b', 'c', 'd'].map((name) => ({ name: `${name}.png`, bytes })))
  expect(report).toMatchObject({ imported: 1, alreadyKnown: 3, cases: 1 })
  expect(report.duplicates.map(({ name, kind }) => [name, kind])).toEqual([['b.png', 'exact'], ['c.png', 'exact'], ['d.png', 'exact']])
})

it('looking ahead keeps the order, asks no further than it may, and passes failures on', async () => {
  let open = 0
  let most = 0
  const ask = async (item: number): Promise<number> => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5))
    open -= 1
    if (item % 4 === 3) throw new Error(`no ${item}`)
    return item * 10
  }
  const items = Array.from({ length: 20 }, (_, index) => index)
  const found: unknown[] = []
  for await (const { item, outcome } of lookAhead(items, ask, { depth: 3, weightOf: () => 1, weight: 100 })) found.push(outcome.ok ? outcome.answer : item)
  expect(found).toEqual(items.map((item) => (item % 4 === 3 ? item : item * 10)))
  expect(most).toBe(3)
  most = 0
  for await (const { item } of lookAhead(items, ask, { depth: 9, weightOf: (each) => each * 100, weight: 50 })) expect(item).toBeLessThan(20)
  expect(most).toBeLessThan(3)
})
