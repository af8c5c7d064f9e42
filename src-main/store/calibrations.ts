import type { AppliedCalibration, ColourCalibration } from '../../src-shared/domain/colourCalibration.ts'
import type { PictureCalibration } from '../../src-shared/contract/calibration.ts'
import type { PredictionView } from '../../src-shared/contract/bench.ts'
import type { CaseId, ImageId, RunId, UserId } from '../../src-shared/domain/ids.ts'
import type { ImageView } from '../../src-shared/domain/image.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface NewCalibration {
  readonly imageId: ImageId
  readonly chartImageId: ImageId
  /** null: the picture's own chart was asked for, and it has none. */
  readonly calibration: ColourCalibration | null
  /** null: found by the analysis. */
  readonly chosenBy: UserId | null
  readonly at: string
}

/** Corrections are only ever added; the newest of a picture holds. */
export function insertCalibration(db: WriteDb, { imageId, chartImageId, calibration, chosenBy, at }: NewCalibration): void {
  db.prepare('INSERT INTO calibrations (image_id, chart_image_id, calibration, chosen_by, made_at) VALUES (?, ?, ?, ?, ?)').run(
    imageId, chartImageId, calibration === null ? null : JSON.stringify(calibration), chosenBy, at,
  )
}

interface Row {
  readonly chartImageId: ImageId
  readonly chartSha256: string
  readonly calibration: string | null
}

export interface CalibrationInForce {
  readonly chartImageId: ImageId
  readonly calibration: AppliedCalibration | null
}

/** The newest correction of a picture; undefined where there never was one. */
export function calibrationInForce(db: ReadDb, imageId: ImageId): CalibrationInForce | undefined {
  const row = db
    .prepare<[string], Row>(
      `SELECT c.chart_image_id AS chartImageId, i.sha256 AS chartSha256, c.calibration FROM calibrations c
         JOIN images i ON i.image_id = c.chart_image_id WHERE c.image_id = ? ORDER BY c.sequence DESC LIMIT 1`,
    )
    .get(imageId)
  if (row === undefined) return undefined
  const { chartImageId, chartSha256, calibration } = row
  if (calibration === null) return { chartImageId, calibration: null }
  const source = chartImageId === imageId ? 'own' : 'other'
  return { chartImageId, calibration: { ...(JSON.parse(calibration) as ColourCalibration), source, chartSha256 } }
}

/**
 * What the pictures of a case are corrected by. The picture whose run a reader has seen keeps the correction that it was
 * measured with, whatever is chosen later.
 */
export function calibrationsOf(db: ReadDb, images: readonly ImageView[], seen: PredictionView | undefined): readonly PictureCalibration[] {
  return images.flatMap(({ imageId }) => {
    if (seen?.imageId !== imageId) return shown(imageId, calibrationInForce(db, imageId))
    const measured = seen.tongue?.calibration ?? null
    if (measured === null || !measured.found) return []
    const chartImageId = db.prepare<[string], ImageId>('SELECT image_id FROM images WHERE sha256 = ?').pluck().get(measured.chartSha256) ?? imageId
    return shown(imageId, { chartImageId, calibration: measured })
  })
}

const shown = (imageId: ImageId, held: CalibrationInForce | undefined): readonly PictureCalibration[] =>
  held === undefined || held.calibration === null ? [] : [{ imageId, chartImageId: held.chartImageId, calibration: held.calibration }]

/** The correction that a run measured with, as it stands under a signature; null without one. */
export function calibrationOfRun(db: ReadDb, runId: RunId): AppliedCalibration | null {
  const text = db
    .prepare<[string], string | null>(`SELECT json_extract(result, '$.tongue.calibration') FROM runs WHERE run_id = ?`)
    .pluck()
    .get(runId)
  const calibration = typeof text === 'string' ? (JSON.parse(text) as AppliedCalibration | { readonly found: false }) : null
  return calibration === null || !calibration.found ? null : calibration
}

/** A photo of the same visit, or that came with the same import. */
export interface SameSitting {
  readonly imageId: ImageId
  readonly caseId: CaseId
  readonly pseudonym: string
  readonly sequence: number
  readonly sameVisit: boolean
  readonly importedAt: string
}

const MOST_PHOTOS = 200

/** Photos of one sitting with a photo, itself among them, those of its visit first. */
export function sameSitting(db: ReadDb, imageId: ImageId): readonly SameSitting[] {
  const rows = db
    .prepare<[{ imageId: string; most: number }], Omit<SameSitting, 'sameVisit'> & { readonly sameVisit: 0 | 1 }>(
      `SELECT i.image_id AS imageId, c.case_id AS caseId, c.pseudonym, c.sequence, i.visit_id = own.visit_id AS sameVisit, i.imported_at AS importedAt
         FROM images own JOIN images i ON i.visit_id = own.visit_id OR i.import_id = own.import_id
         JOIN cases c ON c.visit_id = i.visit_id AND c.task = 'tongue'
        WHERE own.image_id = :imageId AND i.kind = 'photo'
        ORDER BY i.visit_id = own.visit_id DESC, c.sequence, i.imported_at, i.image_id LIMIT :most`,
    )
    .all({ imageId, most: MOST_PHOTOS })
  return rows.map((row) => ({ ...row, sameVisit: row.sameVisit === 1 }))
}

/** Whether anybody has seen the case's measures: what they were measured with is fixed from then on. */
export const isMeasureSeen = (db: ReadDb, caseId: CaseId): boolean =>
  db.prepare(`SELECT 1 FROM reads WHERE case_id = ? AND phase <> 'blind' LIMIT 1`).get(caseId) !== undefined
