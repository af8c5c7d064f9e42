import type { Analysis } from '../../src-shared/domain/analysis.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import type { Services } from '../app/services.ts'
import { sha256Of } from '../store/blobs.ts'
import { ensureCase } from '../store/cases.ts'
import type { WriteDb } from '../store/database.ts'
import { insertImage } from '../store/images.ts'
import { ensurePatient, ensureVisit } from '../store/patients.ts'
import { insertRun } from '../store/predictions.ts'

const at = '2031-05-01T08:00:00.000Z'
export const benchLabels = labelSetsFor('chestxray14').flatMap((set) => set.labels.map(({ key }) => key))

/** Cases of as many patients, the last of them with a run of fourteen scores and maps, as an analysis leaves them. */
export function fillStore({ store }: Services, cases: number, analysed = cases): readonly CaseId[] {
  return store.write((db) => Array.from({ length: cases }, (_, index) => addCase(db, index, index >= cases - analysed)))
}

/** The bytes that stand for a case's picture. */
export const originalOf = (index: number): Buffer => Buffer.from(pseudonymOf(index))

const pseudonymOf = (index: number): string => `P-${String(index).padStart(5, '0')}`

function addCase(db: WriteDb, index: number, analysed: boolean): CaseId {
  const pseudonym = pseudonymOf(index)
  const sha256 = sha256Of(originalOf(index))
  const visitId = ensureVisit(db, ensurePatient(db, pseudonym, at).patientId, '2031-04-30', at)
  const pixels = { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false } as const
  const info = { kind: 'film', widthPx: 1024, heightPx: 1024, format: 'png', spacing: null, pixels } as const
  const imageId = insertImage(db, { visitId, sha256, bytes: 400_000, role: 'main', likeness: '0'.repeat(64), info, importId: null, at })
  const { caseId } = ensureCase(db, visitId, 'chestxray14', at)
  if (analysed) insertRun(db, { caseId, imageId, analysis: analysisOf(sha256, index), at })
  return caseId
}

/** Fourteen scores and maps by a fixed rule. */
export function analysisOf(sha256: string, index: number): Analysis {
  const score = (label: number): number => ((index * 7 + label * 13) % 97) / 97
  const grid = Array.from({ length: 196 }, (_, cell) => ((index + cell * 31) % 101) / 101)
  return {
    sha256,
    ok: true,
    kind: 'film',
    task: 'chestxray14',
    widthPx: 1024,
    heightPx: 1024,
    quality: { sharpness: 12.5 },
    model: { id: 'chestxray14', version: '1', sha256: sha256Of(Buffer.from('weights')), provider: 'cpu', demonstration: false },
    labels: benchLabels.map((name, label) => ({ name, score: score(label), threshold: 0.5, call: score(label) >= 0.5 ? 'present' : 'absent' })),
    maps: Object.fromEntries(benchLabels.map((name) => [name, { rows: 14, columns: 14, grid }])),
    segmentation: null,
    tongue: null,
    timingsMs: { decode: 10, preprocess: 5, infer: 40, segment: 0, total: 55 },
  }
}
