import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import type { VersionId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { ModelFile } from '../../learning/addModel.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { withStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult } from '../terminal.ts'

interface AddOptions extends StoreOptions {
  readonly largestLoss: number
  readonly minimumCases: number
}
interface ActivateOptions extends StoreOptions {
  readonly reason: string
  readonly despite?: boolean
}
interface RollbackOptions extends StoreOptions {
  readonly task: Task
  readonly reason: string
}

/** Adds, below `models`, what changes which model a store uses. */
export function registerLearning(models: Command, run: Run): void {
  const add = (name: string, description: string): Command => withStoreOptions(models.command(name)).description(description)
  add('add <folder>', 'check a model and copy it into the store; nothing uses it yet')
    .option('--largest-loss <auc>', 'how far the AUC of any label may fall', number, 0.02)
    .option('--minimum-cases <count>', 'held-back cases without which nothing is concluded', number, 20)
    .action(run(async (folder: string, { largestLoss, minimumCases, ...store }: AddOptions) => {
      const acceptance = { largestLoss, minimumCases }
      if (!(largestLoss >= 0 && largestLoss <= 0.5 && minimumCases >= 5)) throw new AppError('contract.wrongUse', { field: 'acceptance' })
      const files = await modelFiles(folder)
      const versionId = await withStore(store, ({ services, work }) => work.addModel(files, acceptance, services.access.caller()))
      printResult({ ok: true, versionId, acceptance })
      return exitCodes.done
    }))
  add('versions', 'versions, bundles and held-back cases of every task, one line a task').action(run(async (store: StoreOptions) => {
    for (const line of await withStore(store, ({ call }) => call('learning.overview', {}))) printResult(line)
    return exitCodes.done
  }))
  add('compare <version>', 'score the held-back cases with the active version and this one').action(run(async (version: string, store: StoreOptions) => {
    printResult({ ok: true, ...(await compare(version, store)) })
    return exitCodes.done
  }))
  add('activate <version>', 'use a compared version for new analyses')
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .option('--despite', 'although the comparison shows nothing yet; never where a label is worse')
    .action(run(async (versionId: string, { reason, despite = false, ...store }: ActivateOptions) => {
      await withStore(store, ({ call }) => call('model.activate', { versionId: versionId as VersionId, reason, despite }))
      printResult({ ok: true, versionId })
      return exitCodes.done
    }))
  add('rollback', 'back to the version before the last activation')
    .addOption(new Option('--task <task>', 'whose model').choices(tasks).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .action(run(async ({ task, reason, ...store }: RollbackOptions) => {
      await withStore(store, ({ call }) => call('model.rollback', { task, reason }))
      printResult({ ok: true, task })
      return exitCodes.done
    }))
}

function number(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new InvalidArgumentError('a number is needed')
  return value
}

function compare(version: string, store: StoreOptions): Promise<object> {
  return withStore(store, ({ services, call }) =>
    withProgress(services, async () => {
      const versionId = version as VersionId
      const { jobId } = await call('model.compare', { versionId })
      const { state, error } = await services.jobs.settled(jobId)
      if (state !== 'done') throw jobError(state, error)
      const found = (await call('learning.overview', {})).flatMap(({ versions }) => versions).find((each) => each.versionId === versionId)
      return { versionId, comparison: found?.comparison ?? null }
    }),
  )
}

/** Regular files of the folder and of its `golden`; links are not followed. Throws AppError `model.missing`. */
async function modelFiles(folder: string): Promise<readonly ModelFile[]> {
  const below = async (part: string): Promise<readonly ModelFile[]> => {
    const names = await readdir(join(folder, part)).catch(() => [])
    const files = await Promise.all(names.map(async (name) => ({ name, facts: await lstat(join(folder, part, name)) })))
    return files
      .filter(({ facts }) => facts.isFile())
      .map(({ name, facts }) => ({ path: `${part}${name}`, bytes: facts.size, open: () => readFile(join(folder, part, name)) }))
  }
  return [...(await below('')), ...(await below('golden/'))]
}
