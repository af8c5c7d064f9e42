import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Task } from '../../src-shared/domain/case.ts'
import type { Engine } from '../engine/protocol.ts'
import { diskFile } from './diskFile.ts'
import { prepareImport, type PreparedImport } from './importFiles.ts'
import type { IntakeFile } from './intake.ts'

const folder = fileURLToPath(new URL('../../resources/samples', import.meta.url))

/** Drawn by this project's own phantoms: nothing in them comes from a person. */
const samples = [
  { file: 'tongue-1.jpg', patient: 'SAMPLE-01', task: 'tongue' },
  { file: 'tongue-2.jpg', patient: 'SAMPLE-02', task: 'tongue' },
  { file: 'tongue-3.jpg', patient: 'SAMPLE-03', task: 'tongue' },
  { file: 'film-1.jpg', patient: 'SAMPLE-04', task: 'chestxray11' },
  { file: 'film-2.jpg', patient: 'SAMPLE-05', task: 'chestxray11' },
  { file: 'film-3.jpg', patient: 'SAMPLE-06', task: 'chestxray11' },
] as const satisfies readonly { readonly file: string; readonly patient: string; readonly task: Task }[]

/** The imports that bring the sample cases in, one for each task. */
export async function sampleImports(engine: Engine): Promise<readonly PreparedImport[]> {
  const tasks = [...new Set(samples.map(({ task }) => task))]
  return Promise.all(tasks.map((task) => importOf(engine, task)))
}

async function importOf(engine: Engine, task: (typeof samples)[number]['task']): Promise<PreparedImport> {
  const chosen = samples.filter((sample) => sample.task === task)
  const csv = ['file,patient', ...chosen.map(({ file, patient }) => `${file},${patient}`)].join('\n')
  const files = await Promise.all(chosen.map(({ file }) => intakeFile(file)))
  return { ...(await prepareImport(engine, { files, task, patients: { kind: 'table', csv } })), areSamples: true }
}

async function intakeFile(name: string): Promise<IntakeFile> {
  const path = join(folder, name)
  const { size } = await stat(path)
  return diskFile(path, { name, folder: '', bytes: size })
}
