import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import type { Bench } from './benchResult.ts'

const executables = process.platform === 'win32' ? '../../training/.venv/Scripts/ctranscnn.exe' : '../../training/.venv/bin/ctranscnn'
const program = fileURLToPath(new URL(executables, import.meta.url))
const model = fileURLToPath(new URL('../../models/chestxray14', import.meta.url))
/** Largest difference of two maps after normalisation that is still called the same. */
const SAME_MAP = 1e-3

const times = v.object({
  onnxOneMs: v.number(),
  onnxAllMs: v.number(),
  gradCamOneMs: v.number(),
  gradCamAllMs: v.number(),
  maxMapDifference: v.number(),
})

/**
 * Scores and maps from the shipped graph against pytorch-grad-cam on the same network and threads. Both run in Python
 * there, so that only the way of making maps differs. Throws AppError `runtime.tooOld` without the training environment.
 */
export const mapsBench: Bench = async ({ quick }) => {
  if (!existsSync(program)) throw new AppError('runtime.tooOld', { part: 'training/.venv' })
  const rounds = quick ? '2' : '5'
  const { stdout } = await promisify(execFile)(program, ['bench-maps', '--model', model, '--threads', '2', '--rounds', rounds, '--json'])
  const { onnxOneMs, onnxAllMs, gradCamOneMs, gradCamAllMs, maxMapDifference } = v.parse(times, JSON.parse(stdout))
  return [
    { name: 'maps.one', value: onnxOneMs, unit: 'ms', baseline: gradCamOneMs, ratio: gradCamOneMs / onnxOneMs },
    { name: 'maps.fourteen', value: onnxAllMs, unit: 'ms', baseline: gradCamAllMs, ratio: gradCamAllMs / onnxAllMs },
    { name: 'maps.difference', value: maxMapDifference, unit: 'share', baseline: SAME_MAP, ratio: SAME_MAP / maxMapDifference },
  ]
}
