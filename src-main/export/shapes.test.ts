import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { startOwned } from '../../test/support/workstation.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { ShapeMark } from '../../src-shared/domain/mark.ts'
import { columnRuns, emptyMask, encodeMask, maskArea, strokedMask } from '../../src-shared/domain/mask.ts'
import { exportArchive } from './archive.ts'

const root = path.resolve(import.meta.dirname, '../..')
const modelsFolder = path.resolve(root, 'test/fixtures/models')
const python = path.resolve(root, 'training/.venv/bin/python')

/** As patchesPng makes it. */
const side = 256
const mass = { labelSet: 'chestxray14', label: 'mass' }
const shapes: readonly Omit<ShapeMark, 'markId' | 'imageId'>[] = [
  { kind: 'box', points: [[10, 20], [50, 44]], label: mass },
  { kind: 'box', points: [[1.5, 2.25], [9.5, 8]], label: null },
  { kind: 'polygon', points: [[10, 10], [40, 10], [10, 50]], label: mass },
  { kind: 'polyline', points: [[0, 0], [5.125, 7], [9, 0]], label: { labelSet: 'chestxray14', label: 'edema' } },
  { kind: 'point', points: [[33, 44]], label: null },
]
const painted = strokedMask(emptyMask({ widthPx: side, heightPx: side }), { from: [12, 14], to: [40, 30], radiusPx: 6, erase: false })
const region = { kind: 'mask', widthPx: side, heightPx: side, runs: encodeMask(painted), label: mass } as const
const words = { kind: 'note', points: [[20, 20]], text: 'ask Dr Li' } as const
const named = [
  ...shapes.map(({ label, ...shape }) => ({ ...shape, label: label === null ? null : `${label.labelSet}.${label.label}` })),
  { kind: 'mask', label: 'chestxray14.mass', size: [side, side], counts: columnRuns(painted) },
  words,
]
const sorted = (items: readonly unknown[]): readonly string[] => items.map((item) => JSON.stringify(item, ['kind', 'label', 'points', 'size', 'counts', 'text'])).toSorted()

async function exported(format: 'csv' | 'coco', name: string): Promise<Buffer> {
  const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  await importAll(station, [{ name: 'a.png', bytes: await patchesPng(1) }])
  const [row] = await allRows(station)
  await readAndSign(station, row?.caseId as CaseId, { answers: { mass: 'present' }, shapes: [...shapes, region, words] })
  const { jobId } = await station.send('export.start', { format, task: null })
  expect(await station.services.jobs.settled(jobId)).toMatchObject({ state: 'done' })
  const [report] = await station.send('export.list', {})
  const file = report && unzipSync(await exportArchive(station.services.store, report.exportId))[name]
  if (file === undefined) throw new Error(`${name} was not exported`)
  return Buffer.from(file)
}

interface Coco {
  readonly images: readonly { readonly polylines: readonly object[]; readonly points: readonly object[]; readonly lengths: readonly object[] }[]
  readonly annotations: readonly { readonly category_id: number; readonly kind: string; readonly bbox: readonly number[]; readonly segmentation: readonly (readonly number[])[]; readonly area: number }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
}

describe('shapes in an export', () => {
  it('as CSV: none is lost, and lengths stay as they were', async () => {
    const [line] = parse(await exported('csv', 'cases.csv'), { bom: true, columns: true }) as readonly Record<string, string>[]
    expect(sorted(JSON.parse(line?.['marks'] ?? '') as readonly unknown[])).toEqual(sorted(named))
    expect(line).toMatchObject({ lengths_px: '', lengths_mm: '' })
  })

  it('as COCO: areas as annotations of their label, lines and points beside, all readable by pycocotools', async ({ skip }) => {
    const bytes = await exported('coco', 'annotations.json')
    // Words may hold names: like the reader's note they are not in COCO.
    expect(bytes.toString('utf8')).not.toContain(words.text)
    const { images: [image], annotations, categories } = JSON.parse(bytes.toString('utf8')) as Coco
    const nameOf = (id: number): string | undefined => categories.find((category) => category.id === id)?.name
    expect(annotations.map(({ kind, bbox, area, category_id: id }) => [kind, nameOf(id), bbox, area]).toSorted()).toEqual(
      [
        ['box', 'chestxray14.mass', [10, 20, 40, 24], 960],
        ['box', 'unlabelled', [1.5, 2.25, 8, 5.75], 46],
        ['polygon', 'chestxray14.mass', [10, 10, 30, 40], 600],
        ['mask', 'chestxray14.mass', [6, 8, 40, 28], maskArea(painted)],
      ].toSorted(),
    )
    expect(annotations.find(({ kind }) => kind === 'polygon')?.segmentation).toEqual([[10, 10, 40, 10, 10, 50]])
    expect(image?.polylines).toEqual([{ label: 'chestxray14.edema', points: shapes[3]?.points }])
    expect(image?.points).toEqual([{ label: null, points: shapes[4]?.points }])
    expect(new Set(categories.map(({ id }) => id)).size).toBe(categories.length)
    if (!existsSync(python)) return skip('training/.venv is not there')
    const file = path.join(temporaryFolder(), 'annotations.json')
    writeFileSync(file, bytes)
    const script = `
import sys
from pycocotools.coco import COCO
coco = COCO(sys.argv[1])
annotations = coco.loadAnns(coco.getAnnIds(catIds=coco.getCatIds(catNms=["chestxray14.mass"])))
for ann in annotations:
    share = coco.annToMask(ann).sum() / ann["area"]
    assert 0.9 < share < 1.1, share
print("masses", len(annotations), "of", len(coco.getAnnIds()))`
    const { stdout, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toContain('masses 3 of 4')
  })
})
