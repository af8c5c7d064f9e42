import type { Services } from '../../src-main/app/services.ts'
import { insertRun } from '../../src-main/store/predictions.ts'
import type { CallName, Output } from '../../src-shared/contract/contract.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { seedCase } from './seedCase.ts'

export const filmLabels: readonly string[] = labelSetsFor('chestxray14').flatMap((set) => set.labels.map(({ key }) => key))

type Send = <N extends CallName>(name: N, input: never) => Promise<Output<N>>

/** A film that was read blind, every label absent but one that is named, and revealed; the model calls all absent. */
export async function normalFilm(services: Services, send: Send, present: string | null = null): Promise<CaseId> {
  const call = <N extends CallName>(name: N, input: unknown): Promise<Output<N>> => send(name, input as never)
  const { caseId, imageId, sha256 } = await seedCase(services)
  const labels = filmLabels.map((name) => ({ name, score: 0.1, threshold: 0.5, call: 'absent' as const }))
  const model = { id: 'chestxray14', version: '1', sha256: 'ef'.repeat(32), provider: 'cpu' as const, demonstration: false }
  const timingsMs = { decode: 1, preprocess: 1, infer: 1, segment: 0, total: 3 }
  const analysis = { sha256, ok: true as const, kind: 'film' as const, task: 'chestxray14' as const, widthPx: 512, heightPx: 512, quality: {}, model, labels, maps: {}, segmentation: null, tongue: null, timingsMs }
  services.store.write((db) => insertRun(db, { caseId, imageId, analysis, at: '2031-05-01T08:00:00.000Z' }))
  const { read } = await call('case.open', { caseId })
  const edits = filmLabels.map((label) => ({ kind: 'answer', labelSet: 'chestxray14', label, state: label === present ? 'present' : 'absent' }))
  await call('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  await call('read.reveal', { readId: read.readId })
  return caseId
}
