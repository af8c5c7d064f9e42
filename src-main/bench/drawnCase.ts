import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { CaseView } from '../../src-shared/contract/bench.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { Services } from '../app/services.ts'
import { ensureCase } from '../store/cases.ts'
import { insertImage } from '../store/images.ts'
import { ensurePatient, ensureVisit } from '../store/patients.ts'
import type { BenchCall } from './benchCall.ts'

const at = '2031-05-01T08:00:00.000Z'
export const sidePx = 3000
/** Where the first shape lies, apart from the lattice of the others. */
export const firstShape = { centre: [62, 60], corner: [122, 60] } as const

/** A film of 3,000 by 3,000 pixels with polygons of twelve points in a lattice, the first of them in the left upper corner. */
export async function drawnCase(services: Services, call: BenchCall, shapes: number): Promise<CaseId> {
  // Each case has an original of its own: bytes that are known are not kept twice.
  const grey = new Uint8Array(sidePx * sidePx).map((_, index) => (index % sidePx) / 12 + (shapes % 7))
  const film = await sharp(Buffer.from(grey), { raw: { width: sidePx, height: sidePx, channels: 1 } }).png({ compressionLevel: 1 }).toColourspace('b-w').toBuffer()
  const original = await services.store.blobs().put(film)
  const caseId = services.store.write((db) => {
    const visitId = ensureVisit(db, ensurePatient(db, `P-${shapes}`, at).patientId, '2031-04-30', at)
    const pixels = { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false } as const
    const info = { kind: 'film', widthPx: sidePx, heightPx: sidePx, format: 'png', spacing: null, pixels } as const
    insertImage(db, { visitId, ...original, role: 'main', likeness: '0'.repeat(64), info, importId: null, at })
    return ensureCase(db, visitId, 'chestxray14', at).caseId
  })
  const { read, images } = await call<CaseView>('case.open', { caseId })
  const edits = Array.from({ length: shapes }, (_, index) => {
    const markId = randomUUID()
    return { kind: 'mark', markId, mark: { markId, imageId: images[0]?.imageId, kind: 'polygon', points: polygon(index), label: null } }
  })
  await call('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  return caseId
}

function polygon(index: number): readonly (readonly [number, number])[] {
  const radius = index === 0 ? 60 : 18
  const [x, y] = index === 0 ? firstShape.centre : [180 + 50 * (index % 55), 180 + 50 * Math.floor(index / 55)]
  return Array.from({ length: 12 }, (_, corner) => {
    const angle = (Math.PI * corner) / 6
    return [x + radius * Math.cos(angle), Math.max(0, y + radius * Math.sin(angle))] as const
  })
}
