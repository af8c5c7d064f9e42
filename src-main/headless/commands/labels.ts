import { Option, type Command } from 'commander'
import { mostBadRows, type BadRow, type LabelsFound } from '../../../src-shared/contract/given.ts'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import type { LabelRef } from '../../../src-shared/domain/label.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { inputFiles, type InputFile } from '../inputFiles.ts'
import { withProgress } from '../jobProgress.ts'
import { withStore, type OpenedStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printFailedInput, printResult } from '../terminal.ts'

interface Options extends StoreOptions {
  readonly task: Task
  readonly source: string
  readonly map: readonly string[]
  readonly dryRun?: boolean
}

/** Labels that were given elsewhere, beside pictures that are in the store. */
export function registerLabels(program: Command, run: Run): void {
  withStoreOptions(program.command('labels'))
    .description('keep labels from elsewhere beside pictures of the store: shown after the blind read, to be accepted or overruled')
    .argument('<file...>', 'RANZCR CLiP or ChestX-ray14 CSV, COCO JSON, CVAT XML 1.1')
    .addOption(new Option('--task <task>', 'what the labels answer').choices(tasks).makeOptionMandatory())
    .requiredOption('--source <name>', 'who gave them; readers see this name')
    .option('--map <name=set.label>', 'which label a foreign name is, or "name=" for none; exact names are taken as they are', collect, [])
    .option('--dry-run', 'say what is in the files and which labels they would be; keep nothing')
    .action(
      run(async (paths: readonly string[], options: Options) => {
        const files = inputFiles(paths)
        const chosen = new Map(options.map.map(mappingOf))
        const { summary, bad, refused } = await withStore(options, (opened) => giveAll(opened, files, { options, chosen }))
        for (const { file, place, image, problem } of bad) {
          printResult({ input: files[file]?.path ?? '', ok: false, place, image, problem })
        }
        printResult(summary)
        return refused || bad.length > 0 ? exitCodes.someFailed : exitCodes.done
      }),
    )
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

function mappingOf(text: string): readonly [string, LabelRef | null] {
  const cut = text.lastIndexOf('=')
  const [labelSet = '', label = ''] = text.slice(cut + 1).split('.')
  if (cut < 1 || (text.length > cut + 1 && label === '')) throw new AppError('contract.wrongUse', { field: 'map', reason: text })
  return [text.slice(0, cut), label === '' ? null : { labelSet, label }]
}

interface Request {
  readonly options: Options
  readonly chosen: ReadonlyMap<string, LabelRef | null>
}

interface Given {
  readonly summary: object
  readonly bad: readonly BadRow[]
  readonly refused: boolean
}

async function giveAll({ services, call }: OpenedStore, files: readonly InputFile[], { options, chosen }: Request): Promise<Given> {
  const { task, source } = options
  const intakeIds = files.map((file) => services.intake.add(file))
  const found = await call('labels.look', { intakeIds, task })
  const mapping = found.foreign.map(({ name, guess }) => ({ name, label: chosen.has(name) ? (chosen.get(name) ?? null) : guess }))
  const shown = mapping.map(({ name, label }) => ({ name, label: label === null ? null : `${label.labelSet}.${label.label}` }))
  for (const { name, refused } of found.files) if (refused !== null) printFailedInput({ input: name, ...refused })
  const refused = found.files.some((file) => file.refused !== null)
  if (options.dryRun === true) return { summary: { ok: !refused, dryRun: true, ...factsOf(found), mapping: shown }, bad: found.bad, refused }
  const { bad, answers, shapes, known, clipped, decidedBefore, unmapped, ...kept } = await withProgress(services, () => call('labels.give', { intakeIds, task, source, mapping }))
  return { summary: { ok: !refused, source, ...factsOf(kept), answers, shapes, known, clipped, decidedBefore, mapping: shown, unmapped }, bad, refused }
}

const factsOf = ({ files, matchedImages, badRows }: Omit<LabelsFound, 'foreign' | 'bad'>) => ({
  formats: files.map(({ format }) => format),
  matchedImages,
  badRows,
  ...(badRows > mostBadRows ? { listed: mostBadRows } : {}),
})
