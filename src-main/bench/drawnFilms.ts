import sharp from 'sharp'
import type { CaseId, ImageId } from '../../src-shared/domain/ids.ts'
import type { Services } from '../app/services.ts'
import { ensureCase } from '../store/cases.ts'
import { insertImage } from '../store/images.ts'
import { ensurePatient, ensureVisit } from '../store/patients.ts'
import { insertRun } from '../store/predictions.ts'
import { analysisOf } from './filledStore.ts'

const at = '2031-05-01T08:00:00.000Z'
/** 4.8 megapixels, as many detectors have. */
const usualSize: FilmSize = { widthPx: 2000, heightPx: 2400 }
/** Of a 16-bit sample: what a detector of 12 bits gives. */
const brightest = 4095

export interface FilmSize {
  readonly widthPx: number
  readonly heightPx: number
}

export interface DrawnCase {
  readonly caseId: CaseId
  readonly imageId: ImageId
}

/** Cases of as many patients, each with a drawn film at 16 bit, analysed; originals and all. */
export async function fillWithFilms(services: Services, cases: number, size = usualSize): Promise<readonly DrawnCase[]> {
  const drawn: DrawnCase[] = []
  for (let index = 0; index < cases; index += 1) {
    const bytes = await drawFilm(index, size)
    const { info, likeness } = await services.engine.probe(bytes)
    const { sha256 } = await services.store.blobs().put(bytes)
    drawn.push(
      services.store.write((db) => {
        const { patientId } = ensurePatient(db, `P-${String(index).padStart(5, '0')}`, at)
        const visitId = ensureVisit(db, patientId, '2031-04-30', at)
        const imageId = insertImage(db, { visitId, sha256, bytes: bytes.byteLength, role: 'main', likeness, info, importId: null, at })
        const { caseId } = ensureCase(db, visitId, 'chestxray14', at)
        insertRun(db, { caseId, imageId, analysis: analysisOf(sha256, index), at })
        return { caseId, imageId }
      }),
    )
  }
  return drawn
}

/** Two dark lungs in a bright body, with the noise of a detector: it packs as badly as a real film. */
function drawFilm(seed: number, { widthPx, heightPx }: FilmSize): Promise<Buffer> {
  const samples = new Uint16Array(widthPx * heightPx)
  let state = seed + 1
  for (let index = 0; index < samples.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const across = (index % widthPx) / widthPx
    const down = Math.floor(index / widthPx) / heightPx
    const inLung = ((Math.abs(across - 0.5) - 0.18) / 0.14) ** 2 + ((down - 0.5) / 0.31) ** 2 < 1
    samples[index] = Math.min(brightest, (inLung ? 900 : 3000) + (state >>> 24))
  }
  const raw = { width: widthPx, height: heightPx, channels: 1 } as const
  return sharp(samples, { raw }).toColourspace('grey16').png({ compressionLevel: 3 }).toBuffer()
}
