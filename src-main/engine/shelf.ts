import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { ModelRow } from '../../src-shared/contract/models.ts'
import type { Provider } from '../../src-shared/domain/analysis.ts'
import { AppError } from '../../src-shared/errors.ts'
import { readGolden } from '../inference/golden.ts'
import { type Manifest, metricsOf, readManifest, readModelFile } from '../inference/manifest.ts'
import { loadModel, type Model } from '../inference/session.ts'
import { checkPreprocessing } from './goldenPicture.ts'

export interface ShelfOptions {
  readonly modelsFolder: string
  /** Providers to try, in turn. */
  readonly chain: readonly Provider[]
  readonly threads: number
  /** Called around every load, so that a deadline can leave loading out. */
  readonly onLoading: (loading: boolean) => void
  readonly onLoaded: (model: Model) => void
}

/** The models folder: each model is loaded at its first use and kept. */
export interface Shelf {
  /** The model of this id, or the one that lies in `folder`. Throws AppError `model.*`; a failure is not remembered, so that a repaired folder works at once. */
  model(id: string, folder?: string): Promise<Model>
  /** One row per model folder, in the order of their names; `check` loads each with its golden check and
   * holds the preprocessing of its golden picture against Python's. */
  rows(check: boolean): Promise<readonly ModelRow[]>
  /** The row of one model folder, wherever it lies, checked. */
  check(folder: string): Promise<ModelRow>
}

export function createShelf(options: ShelfOptions): Shelf {
  const kept = new Map<string, Promise<Model>>()
  const load = async (folder: string): Promise<Model> => {
    options.onLoading(true)
    try {
      const model = await loadModel(folder, options)
      options.onLoaded(model)
      return model
    } finally {
      options.onLoading(false)
    }
  }
  const model = (id: string, folder = path.join(options.modelsFolder, id)): Promise<Model> => {
    const known = kept.get(folder)
    if (known !== undefined) return known
    const loading = load(folder)
    kept.set(folder, loading)
    loading.catch(() => kept.delete(folder))
    return loading
  }
  const rows = async (check: boolean): Promise<readonly ModelRow[]> => {
    const found: ModelRow[] = []
    for (const id of await modelIds(options.modelsFolder)) found.push(await rowOf(id, options, check))
    return found
  }
  const check = (folder: string): Promise<ModelRow> =>
    rowOf(path.basename(folder), { ...options, modelsFolder: path.dirname(folder) }, true)
  return { model, rows, check }
}

/** Names of the folders that hold a manifest, sorted; none where the folder is missing. */
export async function modelIds(modelsFolder: string): Promise<string[]> {
  const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => [])
  const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return ids.toSorted()
}

async function rowOf(id: string, options: ShelfOptions, check: boolean): Promise<ModelRow> {
  const folder = path.join(options.modelsFolder, id)
  try {
    const facts = await readManifest(folder)
    const card = Buffer.from(await readModelFile(folder, 'card.md')).toString('utf8')
    return { ...factsRow(facts), card, verdict: check ? await verdictOf(folder, options) : 'unchecked' }
  } catch (error) {
    return { ...unreadableRow(id), verdict: verdictFrom(error) }
  }
}

async function verdictOf(folder: string, options: ShelfOptions): Promise<ModelRow['verdict']> {
  try {
    // A session of its own: what is on the shelf may have been loaded before the file changed.
    const model = await loadModel(folder, options)
    await model.release()
    await checkPreprocessing(await readGolden(folder, model.facts), model.facts)
    return 'ok'
  } catch (error) {
    return verdictFrom(error)
  }
}

const verdicts = ['model.missing', 'model.damaged', 'model.signature', 'model.badOutput'] as const

function verdictFrom(error: unknown): ModelRow['verdict'] {
  const code = error instanceof AppError ? error.code : null
  return verdicts.find((verdict) => verdict === code) ?? 'model.damaged'
}

function factsRow(facts: Manifest): Omit<ModelRow, 'verdict' | 'card'> {
  const { id, version, kind, task, file, demonstration, limits, licence } = facts
  return { id, version, kind, task, sha256: file.sha256, bytes: file.bytes, demonstration, limits, licence, metrics: metricsOf(facts) }
}

function unreadableRow(id: string): Omit<ModelRow, 'verdict'> {
  return { id, version: '', kind: 'classifier', task: '', sha256: '', bytes: 0, demonstration: false, metrics: {}, limits: [], licence: '', card: '' }
}

/** The model with the smallest weights: the cheapest to try a provider on. null where no manifest can be read. */
export async function smallestModel(modelsFolder: string): Promise<string | null> {
  let smallest: Manifest | null = null
  for (const id of await modelIds(modelsFolder)) {
    const facts = await readManifest(path.join(modelsFolder, id)).catch(() => null)
    if (facts !== null && facts.file.bytes < (smallest?.file.bytes ?? Number.POSITIVE_INFINITY)) smallest = facts
  }
  return smallest?.id ?? null
}
