import { randomUUID } from 'node:crypto'
import { unzipSync } from 'fflate'
import type { ResultIdentity, MadeResults } from '../../src-shared/contract/reports.ts'
import type { CaseId, ImageId, MarkId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import type { ShownAs } from '../../src-shared/domain/mark.ts'
import { emptyMask, encodeMask, strokedMask } from '../../src-shared/domain/mask.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { insertRun } from '../../src-main/store/predictions.ts'
import { text, unsigned16 } from '../../src-main/dicom/elements.ts'
import { explicitLittle } from '../../src-main/dicom/syntaxes.ts'
import { writeObject, type Written } from '../../src-main/dicom/write.ts'
import { allRows, importAll } from './importing.ts'
import { ownerPassword, startOwned } from './workstation.ts'

const at = '2031-05-01T08:00:00.000Z'
export const filmNames = { study: '1.2.826.0.1.3680043.10.1338.1', series: '1.2.826.0.1.3680043.10.1338.2', instance: '1.2.826.0.1.3680043.10.1338.3', class: '1.2.840.10008.5.1.4.1.1.1.1' } as const
export const filmSize = { rows: 402, columns: 301 } as const

/** A digital radiograph of a gradient, with a Chinese patient's name; `more` replaces elements of the same tag. */
export function filmFile(more: readonly Written[] = []): Uint8Array {
  const { rows, columns } = filmSize
  const pixels = Buffer.alloc(rows * columns * 2)
  for (let index = 0; index < rows * columns; index += 1) pixels.writeUInt16LE((index % columns) * 10, index * 2)
  const plain: readonly Written[] = [
    text(0x0008_0005, 'CS', 'ISO_IR 192'),
    text(0x0008_0016, 'UI', filmNames.class),
    text(0x0008_0018, 'UI', filmNames.instance),
    text(0x0008_0020, 'DA', '20310430'),
    text(0x0008_0030, 'TM', '081500'),
    text(0x0008_0050, 'SH', 'A-77'),
    text(0x0008_0060, 'CS', 'DX'),
    text(0x0008_0090, 'PN', '赵^医生'),
    text(0x0008_0201, 'SH', '+0800'),
    text(0x0010_0010, 'PN', 'Wang^Xiaodong=王^小东'),
    text(0x0010_0020, 'LO', 'HOSPITAL-17'),
    text(0x0010_0030, 'DA', '19570203'),
    text(0x0010_0040, 'CS', 'M'),
    text(0x0018_1164, 'DS', '0.5', '0.5'),
    text(0x0020_000d, 'UI', filmNames.study),
    text(0x0020_000e, 'UI', filmNames.series),
    text(0x0020_0010, 'SH', 'S1'),
    unsigned16(0x0028_0002, 1),
    text(0x0028_0004, 'CS', 'MONOCHROME1'),
    unsigned16(0x0028_0010, rows),
    unsigned16(0x0028_0011, columns),
    unsigned16(0x0028_0100, 16),
    unsigned16(0x0028_0101, 12),
    unsigned16(0x0028_0102, 11),
    unsigned16(0x0028_0103, 0),
    text(0x0028_1050, 'DS', '1500'),
    text(0x0028_1051, 'DS', '2800'),
    text(0x0028_1052, 'DS', '-100'),
    text(0x0028_1053, 'DS', '1'),
    text(0x0028_1054, 'LO', 'US'),
    { tag: 0x7fe0_0010, vr: 'OW', value: pixels },
  ]
  const replaced = new Set(more.map(({ tag }) => tag))
  return writeObject([...plain.filter(({ tag }) => !replaced.has(tag)), ...more], { sopClass: filmNames.class, sopInstance: filmNames.instance, syntax: explicitLittle })
}

export interface FilmReading {
  readonly bytes: Uint8Array
  readonly pseudonym?: string
  readonly impression?: string
  readonly withRun?: boolean
  readonly sign?: boolean
  readonly keyImage?: ShownAs
  /** Edits of what the reader sees only then. */
  readonly afterReveal?: (imageId: ImageId) => readonly object[]
}

const label = (key: string) => ({ labelSet: 'chestxray11', label: key })

/** A film as a radiologist reads it: two tubes with their landmarks, a painted region, a length, a word on the picture. */
export async function signedFilm({ bytes, pseudonym = '患者-0017', impression = '气管插管位置偏高。', withRun = true, sign = true, keyImage, afterReveal = () => [] }: FilmReading) {
  const station = await startOwned()
  const { send, services } = station
  await importAll(station, [{ name: bytes[0] === 0x89 ? 'film.png' : 'film.dcm', bytes }], { task: 'chestxray11', patients: { kind: 'byHand', pseudonym } })
  const caseId = (await allRows(station))[0]?.caseId as CaseId
  const { read, images } = await send('case.open', { caseId })
  const [image] = images
  if (image === undefined) throw new Error('no picture')
  const { imageId, sha256, widthPx, heightPx } = image
  const drawn = [
    { kind: 'tube', tube: 'ett', points: [[150, 20], [152, 80], [150, 118]], tipEnd: 'last', sidePort: null, offFilm: false, course: 'trachea', label: label('ett-borderline') },
    { kind: 'tube', tube: 'ngt', points: [[140, 10], [145, 200], [170, 390]], tipEnd: 'last', sidePort: [160, 300], offFilm: true, course: null, label: null },
    { kind: 'landmark', landmark: 'carina', points: [[150, 260]], label: null },
    { kind: 'mask', widthPx, heightPx, runs: encodeMask(strokedMask(emptyMask({ widthPx, heightPx }), { from: [40, 300], to: [60, 310], radiusPx: 5, erase: false })), label: label('cvc-normal') },
    { kind: 'length', points: [[10, 10], [10, 110]] },
    { kind: 'box', points: [[200, 100], [240, 150]], label: null },
    { kind: 'note', points: [[30, 30]], text: '请王医生看此处' },
    ...(keyImage === undefined ? [] : [{ kind: 'keyImage', shownAs: keyImage }]),
  ].map((mark) => {
    const markId = randomUUID() as string as MarkId
    return { markId, edit: { kind: 'mark', markId, mark: { markId, imageId, ...mark } } }
  })
  if (withRun) services.store.write((db) => insertRun(db, { caseId, imageId, at, analysis: runOf(sha256) }))
  const answers = { 'ett-borderline': 'present', 'ett-normal': 'absent', 'ngt-incompletely-imaged': 'present', 'cvc-normal': 'unsure' }
  const edits = [
    ...Object.entries(answers).map(([key, state]) => ({ kind: 'answer', ...label(key), state })),
    ...drawn.map(({ edit }) => edit),
    { kind: 'impression', text: impression },
  ]
  await send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  const { read: revealed } = await send('read.reveal', { readId: read.readId })
  const decision = { kind: 'decision', ...label('ett-borderline'), decision: 'overruled', reason: '尖端 7.1 cm' }
  const after = [...(withRun ? [decision] : []), ...afterReveal(imageId)]
  if (after.length > 0) await send('read.save', { readId: read.readId, baseRevision: revealed.revision, edits: after })
  if (sign) {
    await send('signing.open', { password: ownerPassword })
    const { read: open } = await send('case.open', { caseId })
    await send('read.sign', { readId: open.readId, baseRevision: open.revision })
  }
  const results = async (identity: ResultIdentity = 'deidentified', language: Language = 'zh-CN'): Promise<{ readonly made: MadeResults; readonly files: Readonly<Record<string, Uint8Array>> }> => {
    const made = await send('results.make', { caseId, language, identity })
    return { made, files: unzipSync(services.reports.get(made.reportId).bytes) }
  }
  return { ...station, caseId, image, markIds: drawn.map(({ markId }) => markId), results }
}

const runOf = (sha256: string) => ({
  sha256, ok: true as const, kind: 'film' as const, task: 'chestxray11' as const, widthPx: 301, heightPx: 402, quality: {},
  model: { id: 'chestxray11', version: '3.1', sha256: 'ef'.repeat(32), provider: 'cpu' as const, demonstration: true },
  labels: labelSetsFor('chestxray11').flatMap(({ labels }) => labels.map(({ key }, index) => ({ name: key, score: (index + 1) / 13, threshold: 0.5, call: (index + 1) / 13 >= 0.5 ? ('present' as const) : ('absent' as const) }))),
  maps: {}, segmentation: null, tongue: null, timingsMs: { decode: 1, preprocess: 1, infer: 1, segment: 0, total: 3 },
})
