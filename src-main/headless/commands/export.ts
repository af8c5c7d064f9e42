import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { exportFormats, type ExportFormat } from '../../../src-shared/contract/jobs.ts'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { refuseOccupied } from '../../export/folder.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { withStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult } from '../terminal.ts'

interface Options extends StoreOptions {
  readonly format: ExportFormat
  readonly out: string
  readonly task?: Task
}

export function registerExport(program: Command, run: Run): void {
  withStoreOptions(program.command('export'))
    .description('write the newest signed version of every signed case')
    .addOption(new Option('--format <format>', 'csv, coco, or a training bundle').choices(exportFormats).makeOptionMandatory())
    .requiredOption('--out <folder>', 'a folder that is new or empty')
    .addOption(new Option('--task <task>', 'cases of one task only; a bundle needs it').choices(tasks))
    .action(run(async (options: Options) => {
      refuseOccupied(options.out)
      printResult({ ok: true, ...(await exportTo(options)) })
      return exitCodes.done
    }))
}

function exportTo({ format, task, out, ...store }: Options): Promise<object> {
  return withStore(store, ({ services, work, call }) =>
    withProgress(services, async () => {
      const jobId = work.startExport({ format, task: task ?? null }, services.access.caller(), resolve(out))
      const { state, error } = await services.jobs.settled(jobId)
      if (state !== 'done') throw jobError(state, error)
      const [report] = await call('export.list', {})
      if (report === undefined) throw new AppError('job.missing')
      return report
    }),
  )
}
