import { inflateRawSync } from 'node:zlib'
import { parseFile } from '../../src-main/dicom/dataSet.ts'
import { deidentify } from '../../src-main/dicom/deidentify/deidentify.ts'
import type { Option } from '../../src-main/dicom/deidentify/table.ts'
import { rasterOf } from '../../src-main/dicom/display.ts'
import { decodeDicom } from '../../src-main/dicom/read.ts'
import { seededRandom } from '../support/random.ts'
import { plantedFile } from './planted.ts'

interface CanaryReport {
  readonly files: number
  /** Texts that the files held before. */
  readonly planted: number
  readonly deepest: number
  /** Number of the file and the text found in its copy. */
  readonly found: readonly string[]
  /** Files whose copy shows other pixels. */
  readonly otherPixels: readonly number[]
}

const key = Buffer.alloc(32, 7)
const choices: readonly (readonly Option[])[] = [[], ['descriptors']]

/** De-identifies `count` files with planted texts and looks for each of them in the copies, inflated where they are deflated. */
export async function plantedRun({ seed, first, count }: { readonly seed: number; readonly first: number; readonly count: number }): Promise<CanaryReport> {
  const report = { files: 0, planted: 0, deepest: 0, found: [] as string[], otherPixels: [] as number[] }
  for (let index = first; index < first + count; index += 1) {
    // Every file has random numbers of its own, so that one can be made again without those before it.
    const random = seededRandom(seed * 1_000_003 + index * 7919)
    for (let warm = 0; warm < 8; warm += 1) random()
    const { bytes, canaries, syntax } = plantedFile(random)
    const copy = Buffer.from(deidentify(bytes, { key, chosen: new Set(choices[index % 2]), pixelsChecked: false }).bytes)
    const text = searched(copy, syntax.deflated)
    report.files += 1
    report.planted += canaries.filter((canary) => searched(bytes, syntax.deflated).includes(canary)).length
    report.deepest = Math.max(report.deepest, depthOf(parseFile(bytes).dataSet))
    report.found.push(...canaries.filter((canary) => text.includes(canary)).map((canary) => `${index}: ${canary}`))
    if (syntax.coding === 'native' && !(await sameShown(bytes, copy))) report.otherPixels.push(index)
  }
  return report
}

/** All bytes of a file as Latin text, without the numbers that are made here: among so many digits a date could turn up by chance. */
function searched(file: Uint8Array, isDeflated: boolean): string {
  const bytes = Buffer.from(file)
  const metaEnd = 144 + bytes.readUInt32LE(140)
  const text = bytes.toString('latin1') + (isDeflated ? inflateRawSync(bytes.subarray(metaEnd)).toString('latin1') : '')
  return text.replaceAll(/2\.25\.\d+|P-[0-9A-F]{16}/gu, '')
}

const depthOf = (dataSet: ReturnType<typeof parseFile>['dataSet']): number =>
  Math.max(0, ...Object.values(dataSet.elements).flatMap(({ items = [] }) => items.map((item) => (item.dataSet === undefined ? 0 : 1 + depthOf(item.dataSet)))))

async function sameShown(before: Uint8Array, after: Uint8Array): Promise<boolean> {
  const [one, other] = [rasterOf(await decodeDicom(before)), rasterOf(await decodeDicom(after))]
  return JSON.stringify(one) === JSON.stringify(other)
}
