import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../engine/supervisor.ts'
import { photoOf } from '../imaging/plainTensor.ts'
import { readGolden } from '../inference/golden.ts'
import { loadModel } from '../inference/session.ts'
import type { Bench } from './benchResult.ts'
import { medianOf } from './median.ts'

const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url))
const childEntry = fileURLToPath(new URL('../engine/child.ts', import.meta.url))
const [WIDTH_PX, HEIGHT_PX] = [1716, 2574]
const LIMIT_MS = 1000

/**
 * A whole tongue analysis through the engine, against what it may take: decoding, gates, outline in two looks, colour chart, coating
 * and body, every sign, constitutions with the maps of all of them, mask. The photo is the golden picture of the constitution
 * model, a drawn tongue, at the size of a camera's photo. The first one loads the models and is left out.
 */
export const tongueBench: Bench = async ({ quick }) => {
  const folder = path.join(modelsFolder, 'tcmtd')
  const model = await loadModel(folder, { chain: ['cpu'], threads: 1 })
  const { picture } = await readGolden(folder, model.facts)
  await model.release()
  const bytes = await photoOf(picture, WIDTH_PX, HEIGHT_PX)
  const engine = createEngine({ modelsFolder, childEntry, provider: 'cpu', threads: 2 })
  const times: number[] = []
  try {
    for (let round = 0; round <= (quick ? 3 : 15); round += 1) {
      const start = performance.now()
      const { result } = await engine.analyze({ bytes, task: 'tcmtd', maps: true, mask: true, overlay: false })
      if (!result.ok) throw new Error(`The bench's own tongue was refused: ${result.error.code}`)
      if (round > 0) times.push(performance.now() - start)
    }
  } finally {
    await engine.close()
  }
  const value = medianOf(times)
  return [{ name: 'analyze.tongue', value, unit: 'ms', baseline: LIMIT_MS, ratio: LIMIT_MS / value }]
}
