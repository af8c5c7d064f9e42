import { createHmac } from 'node:crypto'
import { AppError } from '../../src-shared/errors.ts'
import { LikenessIndex } from '../importing/likeness.ts'

export const splitNames = ['train', 'validation', 'test'] as const
export type SplitName = (typeof splitNames)[number]

export interface SplitImage {
  readonly patientId: string
  readonly likeness: string
}

/** Upper ends of the hash ranges: 70 % of the patients train, 20 % validate, 10 % test. */
const trainEnd = 0.7
const validationEnd = 0.9

/**
 * Deals patients to the splits. Patients that share a near-duplicate picture are dealt as one, because nobody can say
 * that they are two. Where a unit goes depends on the project key and its patients' ids only, so later exports of the
 * same store do not move a patient from the test set into training. In an export of few patients a split could stay
 * empty; there the nearest unit is moved over: the first two units always train, a third validates, a fourth tests.
 */
export function splitPatients(images: readonly SplitImage[], projectKey: Uint8Array): ReadonlyMap<string, SplitName> {
  const unitOf = unitsOf(images)
  const position = new Map<string, number>()
  for (const unit of new Set(unitOf.values())) position.set(unit, fractionOf(projectKey, unit))
  const dealt = fillEmptySplits([...position].sort(([, one], [, other]) => one - other))
  return new Map([...unitOf].map(([patientId, unit]) => [patientId, dealt.get(unit) ?? 'train']))
}

/** Patient -> its unit, named after the smallest patient id in it. */
export function unitsOf(images: readonly SplitImage[]): ReadonlyMap<string, string> {
  const parent = new Map<string, string>()
  const rootOf = (patientId: string): string => {
    let root = patientId
    for (let next = parent.get(root) ?? root; next !== root; next = parent.get(root) ?? root) root = next
    return root
  }
  const index = new LikenessIndex<string>()
  for (const { patientId, likeness } of images) {
    if (!parent.has(patientId)) parent.set(patientId, patientId)
    for (const other of index.near(likeness)) {
      const [small, large] = [rootOf(patientId), rootOf(other)].sort() as [string, string]
      parent.set(large, small)
    }
    index.add(likeness, patientId)
  }
  return new Map([...parent.keys()].map((patientId) => [patientId, rootOf(patientId)]))
}

/** A number in [0, 1) from 48 bits of HMAC-SHA256. */
function fractionOf(key: Uint8Array, unit: string): number {
  return createHmac('sha256', key).update(`split\0${unit}`).digest().readUIntBE(0, 6) / 2 ** 48
}

/** Units come in the order of their numbers, so train, validation, test; the ends and a neighbour fill what is empty. */
function fillEmptySplits(ordered: readonly (readonly [string, number])[]): ReadonlyMap<string, SplitName> {
  const names = ordered.map(([, fraction]) => splitAt(fraction))
  const last = names.length - 1
  if (last >= 2) names[last] = last === 2 ? 'validation' : 'test'
  if (last >= 3 && !names.includes('validation')) names[last - 1] = 'validation'
  for (let index = 0; index < Math.min(2, names.length); index += 1) names[index] = 'train'
  return new Map(ordered.map(([unit], index) => [unit, names[index] ?? 'train']))
}

function splitAt(fraction: number): SplitName {
  if (fraction < trainEnd) return 'train'
  return fraction < validationEnd ? 'validation' : 'test'
}

/**
 * The last gate before a bundle gets its name, independent of how the splits were dealt. Throws AppError `export.leak`
 * with the number of pictures that have a patient or a near-duplicate in another split.
 */
export function refuseLeak(images: readonly (SplitImage & { readonly split: SplitName })[]): void {
  const index = new LikenessIndex<SplitName>()
  const splitOfPatient = new Map<string, SplitName>()
  let leaks = 0
  for (const { patientId, likeness, split } of images) {
    const known = splitOfPatient.get(patientId) ?? split
    splitOfPatient.set(patientId, known)
    if (known !== split || index.near(likeness).some((other) => other !== split)) leaks += 1
    index.add(likeness, split)
  }
  if (leaks > 0) throw new AppError('export.leak', { images: leaks })
}
