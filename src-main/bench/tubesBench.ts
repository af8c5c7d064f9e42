import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../engine/supervisor.ts'
import { variantOf } from '../imaging/plainTensor.ts'
import { readGolden } from '../inference/golden.ts'
import { loadModel } from '../inference/session.ts'
import type { Bench } from './benchResult.ts'
import { medianOf } from './median.ts'

const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url))
const childEntry = fileURLToPath(new URL('../engine/child.ts', import.meta.url))
const FILM_SIDE_PX = 2048
const LIMIT_MS = 1000

/**
 * From the key to the suggested tubes of a film nobody has asked of before, through the engine: decoding, gates, model, courses.
 * The film is the golden picture of the model, a generated one with drawn tubes, in exposures that differ. The first one loads
 * the models and is left out.
 */
export const tubesBench: Bench = async ({ quick }) => {
  const folder = path.join(modelsFolder, 'line-tips')
  const model = await loadModel(folder, { chain: ['cpu'], threads: 1 })
  const { picture } = await readGolden(folder, model.facts)
  await model.release()
  const engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: 2 })
  const times: number[] = []
  try {
    for (let round = 0; round <= (quick ? 3 : 15); round += 1) {
      const bytes = await variantOf(picture, FILM_SIDE_PX, 1 + round / 40)
      const start = performance.now()
      const { tubes } = await engine.suggestTubes(bytes)
      if (tubes.length === 0) throw new Error('On the film of the bench nothing was suggested.')
      if (round > 0) times.push(performance.now() - start)
    }
  } finally {
    await engine.close()
  }
  const value = medianOf(times)
  return [{ name: 'tips.suggest', value, unit: 'ms', baseline: LIMIT_MS, ratio: LIMIT_MS / value }]
}
