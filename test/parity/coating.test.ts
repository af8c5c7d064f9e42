import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeImage } from '../../src-main/imaging/decode.ts'
import { samplesOf } from '../../src-main/imaging/raster.ts'
import { separateTongue } from '../../src-main/tongue/separate.ts'
import { python } from './sharedData.ts'

const COUNT = 10
/** Coating that covers less is not seen as one: the drawing itself fades it out. */
const VISIBLE_COVERAGE = 0.12

const ready = existsSync(python)
if (!ready) process.stderr.write('The coating is not compared: training/.venv, which draws the tongues, is not here.\n')

interface Truth {
  readonly file: string
  readonly mask: string
  readonly coatingCoverage: number
}

let folder: string
let truths: Truth[]
beforeAll(() => {
  if (!ready) return
  folder = mkdtempSync(path.join(tmpdir(), 'tongues-'))
  const given = ['phantoms', '--kind', 'tongue', '--count', String(COUNT), '--seed', '4077', '--size', '200', '--out', folder]
  execFileSync(python, ['-m', 'ctranscnn', ...given], { cwd: path.resolve(import.meta.dirname, '../../training'), stdio: 'pipe' })
  truths = (JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as { pictures: Truth[] }).pictures
}, 400_000)
afterAll(() => {
  if (ready) rmSync(folder, { recursive: true })
})

const decoded = async (file: string) => samplesOf(await decodeImage(readFileSync(path.join(folder, file))))

describe.skipIf(!ready)('coating of drawn tongues whose truth is known', () => {
  it('is found where it is, and not on bare tongues', async () => {
    const errors: number[] = []
    let wrongOnBare = 0
    let missed = 0
    for (const { file, mask, coatingCoverage: truth } of truths) {
      const { widthPx, heightPx, data } = await decoded(mask)
      const found = separateTongue(await decoded(file), { widthPx, heightPx, data })?.coatingCoverage ?? 0
      if (truth < VISIBLE_COVERAGE) wrongOnBare += found > 0 ? 1 : 0
      else if (found === 0) missed += 1
      else errors.push(Math.abs(found - truth))
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect({ wrongOnBare, fewMissed: missed <= 2, enough: errors.length > COUNT / 2 }).toEqual({ wrongOnBare: 0, fewMissed: true, enough: true })
    expect(mean).toBeLessThan(0.09)
  })
})
