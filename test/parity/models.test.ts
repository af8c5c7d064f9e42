import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { preprocessDifference } from '../../src-main/engine/goldenPicture.ts'
import { compareGolden, readGolden } from '../../src-main/inference/golden.ts'
import { loadModel } from '../../src-main/inference/session.ts'

const MEBIBYTE = 1024 * 1024

/** The shipped models, and the tiny ones of the tests: both were answered by PyTorch or ONNX Runtime in Python. */
const shippedFolder = path.resolve(import.meta.dirname, '../../models')
const fixtures = path.resolve(import.meta.dirname, '../fixtures')
const folders = [shippedFolder, path.join(fixtures, 'models'), path.join(fixtures, 'models-in-parts')].flatMap((root) =>
  existsSync(root) ? readdirSync(root).map((id) => path.join(root, id)) : [],
)

describe.each(folders.map((folder) => [path.relative(path.resolve(import.meta.dirname, '../..'), folder), folder] as const))('%s', (_, folder) => {
  it('prepares its golden picture as Python does, within 2/255 on average', async () => {
    const { facts, release } = await loadModel(folder, { chain: ['cpu'], threads: 2 })
    expect(await preprocessDifference(await readGolden(folder, facts), facts)).toBeLessThan(2)
    await release()
  })

  it('answers its golden input as PyTorch does: logits, scores and maps within 1e-3, on one thread as on two', async () => {
    for (const threads of [1, 2]) {
      const model = await loadModel(folder, { chain: ['cpu'], threads })
      const golden = await readGolden(folder, model.facts)
      expect(golden.tolerance).toMatchObject({ logits: 0.001, scores: 0.001, maps: 0.001 })
      compareGolden(await model.run(golden.input.data, Object.keys(model.facts.outputs)), golden, model.facts.id)
      await model.release()
    }
  })
})

describe.skipIf(!existsSync(shippedFolder))('the shipped models together', () => {
  it('stay under 32 MiB', async () => {
    let bytes = 0
    for (const id of readdirSync(shippedFolder)) {
      const { facts, release } = await loadModel(path.join(shippedFolder, id), { chain: ['cpu'], threads: 1 })
      bytes += facts.file.bytes
      await release()
    }
    expect(bytes).toBeLessThan(32 * MEBIBYTE)
  })
})
