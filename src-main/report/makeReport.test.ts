import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { allRows, importAll } from '../../test/support/importing.ts'
import { readPdf } from '../../test/support/pdf.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { filmPng, tonguePng } from '../../test/fixtures/pictures.ts'
import { insertRun } from '../store/predictions.ts'
import type { Analysis } from '../../src-shared/domain/analysis.ts'
import { makeReport } from './makeReport.ts'
import { reportWords } from './words.ts'

const at = '2031-05-01T08:00:00.000Z'
const side = 1200

/** The tongue of the drawn photo, a little to the left of the middle so that a crop can be told from the whole. */
const polygon = [[300, 300], [500, 300], [500, 700], [300, 700]] as const

const tongueRun = (sha256: string): Analysis => ({
  sha256, ok: true, kind: 'photo', task: 'tongue', widthPx: side, heightPx: side, quality: {},
  model: { id: 'tcmtd', version: '1', sha256: 'ef'.repeat(32), provider: 'cpu', demonstration: true },
  labels: [], maps: {}, segmentation: { areaFraction: 0.1, polygon }, tongue: null, timingsMs: { decode: 1, preprocess: 1, infer: 1, segment: 1, total: 4 },
})

/** A signed case of one picture; without models no analysis is made, so a run is put in by hand or there is none. */
async function signedCase(task: 'tongue' | 'chestxray14', bytes: Uint8Array, withRun: boolean) {
  const station = await startOwned()
  await importAll(station, [{ name: 'a.png', bytes }], { task, patients: { kind: 'byHand', pseudonym: 'P-1' } })
  const caseId = (await allRows(station))[0]?.caseId
  if (caseId === undefined) throw new Error('no case')
  const { images } = await station.send('case.open', { caseId })
  const [image] = images
  if (image === undefined) throw new Error('no picture')
  if (withRun) station.services.store.write((db) => insertRun(db, { caseId, imageId: image.imageId, analysis: tongueRun(image.sha256), at }))
  await readAndSign(station, caseId, { answers: {} })
  const { store, engine } = station.services
  const { bytes: pdf } = await makeReport({ store, engine, now: () => at }, { caseId, language: 'en' })
  return { pdf, ...readPdf(pdf), station, caseId }
}

/** The picture inside, as it lies there. */
async function pictureIn(pdf: Uint8Array): Promise<{ width: number; height: number; exif: boolean }> {
  const file = Buffer.from(pdf)
  const start = file.indexOf(Buffer.from([0xff, 0xd8, 0xff]))
  const { width, height, exif } = await sharp(file.subarray(start, file.indexOf('\nendstream', start))).metadata()
  return { width, height, exif: exif !== undefined }
}

describe('the picture of a report', () => {
  it('is the mouth of a photo, without the original’s metadata', async () => {
    const photo = await sharp(await tonguePng({ widthPx: side, heightPx: side })).withExif({ IFD0: { Artist: 'secret' } }).png().toBuffer()
    const { pdf, texts } = await signedCase('tongue', photo, true)
    // 200 by 400 pixels and 60 around.
    expect(await pictureIn(pdf)).toEqual({ width: 320, height: 520, exif: false })
    expect(texts.join('')).toContain(reportWords.en.modelOutline)
    expect(Buffer.from(pdf).includes('secret')).toBe(false)
  }, 60_000)

  it('is no photo where no outline tells where the mouth is', async () => {
    const { jpegs, texts } = await signedCase('tongue', await tonguePng({ widthPx: side, heightPx: side }), false)
    expect(jpegs).toBe(0)
    expect(texts.join('').replaceAll('\n', ' ')).toContain('could show a face')
  }, 60_000)

  it('is the whole film, scaled down', async () => {
    const { pdf } = await signedCase('chestxray14', await filmPng({ widthPx: side, heightPx: side * 2 }), false)
    expect(await pictureIn(pdf)).toEqual({ width: 450, height: 900, exif: false })
  }, 60_000)
})

describe('a report', () => {
  it('is refused where the original is gone', async () => {
    const { station, caseId } = await signedCase('chestxray14', await filmPng({ widthPx: 600, heightPx: 600 }), false)
    const { store, engine } = station.services
    const blobs = { ...store.blobs(), read: () => store.blobs().read('0'.repeat(64)) }
    const place = { store: { folder: store.folder, database: () => store.database(), blobs: () => blobs as ReturnType<typeof store.blobs> }, engine, now: () => at }
    await expect(makeReport(place, { caseId, language: 'en' })).rejects.toMatchObject({ code: 'image.missing' })
  }, 60_000)
})
