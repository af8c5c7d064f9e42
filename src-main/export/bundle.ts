import { randomBytes } from 'node:crypto'
import type { BundleFacts } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { LabelSet } from '../../src-shared/domain/label.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { PixelBox } from '../engine/protocol.ts'
import type { LastBundle } from '../store/bundles.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { csvText } from '../../src-shared/csv.ts'
import { labelColumns, labelValue, type LabelSetsOf } from './cells.ts'
import { mouthOf } from './mouth.ts'
import { refuseLeak, splitNames, splitPatients, type SplitName } from './split.ts'
import type { ExportedFile } from './target.ts'

export interface BundlePicture {
  readonly signed: SignedCase
  readonly image: ExportedImage
  /** <random>.png, in the bundle's folder `images` */
  readonly name: string
  /** Random, made for this export only. */
  /** The part of it that leaves; null: the whole. */
  readonly crop: PixelBox | null
  readonly patientCode: string
  readonly split: SplitName
}

/** The label set a bundle of the task teaches: constitutions for tongues, the findings for films. */
export function bundleLabelSet(task: Task, labelSetsOf: LabelSetsOf): LabelSet {
  const [first] = labelSetsOf(task)
  if (first === undefined) throw new Error(`No label set for ${task}`)
  return first
}

/** Pictures that are main ones, with the part of each that may leave; photos without a known mouth are left out. */
export function mayLeave(cases: readonly SignedCase[]): readonly Pick<BundlePicture, 'signed' | 'image' | 'crop'>[] {
  return cases.flatMap((signed) =>
    signed.images
      .filter(({ role }) => role === 'main')
      .map((image) => ({ signed, image, crop: image.kind === 'photo' ? mouthOf(signed, image) : null }))
      .filter(({ image, crop }) => image.kind === 'film' || crop !== null),
  )
}

/**
 * The pictures that may leave, with random names, random patient codes and a split by patient, in the order of the random
 * names, so that not even the order of import remains. Throws AppError `export.leak`.
 */
export function planBundle(cases: readonly SignedCase[], projectKey: Uint8Array): readonly BundlePicture[] {
  const pictures = mayLeave(cases)
  const facts = pictures.map(({ signed, image }) => ({ patientId: signed.patientId, likeness: image.likeness }))
  const splits = splitPatients(facts, projectKey)
  const codes = new Map(cases.map(({ patientId }) => [patientId, `p-${randomBytes(6).toString('hex')}`]))
  const planned = pictures.map(({ signed, image, crop }) => ({
    signed,
    image,
    crop,
    name: `${randomBytes(8).toString('hex')}.png`,
    patientCode: codes.get(signed.patientId) ?? '',
    split: splits.get(signed.patientId) ?? 'train',
  }))
  refuseLeak(planned.map(({ signed, image, split }) => ({ patientId: signed.patientId, likeness: image.likeness, split })))
  return planned.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** image, patient, split, then 1, 0 or nothing for each label. */
export function bundleLabels(pictures: readonly BundlePicture[], labelSet: LabelSet): string {
  const columns = labelColumns([labelSet])
  const rows = pictures.map(({ name, patientCode, split, signed }) => [
    name,
    patientCode,
    split,
    ...columns.map((column) => labelValue(signed.answers, column)),
  ])
  return csvText([['image', 'patient', 'split', ...columns.map(({ label }) => label)], ...rows])
}

export interface ManifestFacts {
  readonly task: Task
  readonly labelSet: LabelSet
  readonly createdAt: string
  readonly files: readonly ExportedFile[]
  /** Main pictures that stay here: photos on which nobody knows where the mouth is. */
  readonly leftOut: number
}

/** The bundle's manifest: what it holds, and the SHA-256 of every other file in it. */
export function bundleManifest(pictures: readonly BundlePicture[], { task, labelSet, createdAt, files, leftOut }: ManifestFacts): string {
  const { id, version } = labelSet
  const side = (split: SplitName): readonly BundlePicture[] => pictures.filter((picture) => picture.split === split)
  const perSplit = <T>(facts: (side: readonly BundlePicture[]) => T): object =>
    Object.fromEntries(splitNames.map((split) => [split, facts(side(split))]))
  return `${JSON.stringify(
    {
      formatVersion: 1,
      task,
      labelSet: { id, version },
      labels: labelColumns([labelSet]).map(({ label }) => label),
      createdAt,
      researchUseOnly: researchUseOnly.en,
      counts: { ...countsOf(pictures), leftOut, bySplit: perSplit(countsOf) },
      // Pictures a side: the reader counts them again.
      splits: perSplit(({ length }) => length),
      files: files.map(({ path, sha256 }) => ({ path, sha256 })),
    },
    null,
    1,
  )}\n`
}

/** The cases of some pictures, each once. */
export const casesOf = (pictures: readonly { readonly signed: SignedCase }[]): readonly SignedCase[] => [
  ...new Map(pictures.map(({ signed }) => [signed.caseId, signed])).values(),
]

/** What a bundle of these cases brings that the one before it did not hold. */
export function newSince(
  last: LastBundle | null,
  cases: readonly SignedCase[],
): Pick<BundleFacts, 'since' | 'newCases' | 'changedCases'> {
  const before = last?.records ?? new Map<string, string>()
  const known = cases.filter(({ caseId }) => before.has(caseId))
  const changed = known.filter(({ caseId, recordSha256 }) => before.get(caseId) !== recordSha256)
  return { since: last?.exportId ?? null, newCases: cases.length - known.length, changedCases: changed.length }
}

interface Counts {
  readonly cases: number
  readonly images: number
  readonly patients: number
  readonly groupedPatients: number
}

/** Used by the report as well, so that it cannot count differently. */
export function countsOf(pictures: readonly { readonly signed: SignedCase }[]): Counts {
  const patients = new Map(pictures.map(({ signed }) => [signed.patientId, signed.patientKind]))
  return {
    cases: new Set(pictures.map(({ signed }) => signed.caseId)).size,
    images: pictures.length,
    patients: patients.size,
    groupedPatients: [...patients.values()].filter((kind) => kind === 'grouped').length,
  }
}
