import { randomUUID } from 'node:crypto'
import type { CaseId, ImageId, PatientId, VisitId } from '../../src-shared/domain/ids.ts'
import type { ImageInfo, ImageKind, ImageRole, ImageView } from '../../src-shared/domain/image.ts'
import { notFrontalViews } from '../../src-shared/domain/filmLie.ts'
import type { PatientKind, Task } from '../../src-shared/domain/case.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** Which pictures a task is read from. */
export const imageKindOf = (task: Task): ImageKind => (task === 'tongue' ? 'photo' : 'film')

export interface NewImage {
  readonly visitId: VisitId
  readonly sha256: string
  readonly bytes: number
  readonly role: ImageRole
  readonly likeness: string
  readonly info: ImageInfo
  /** The import that it came with. */
  readonly importId: string | null
  readonly at: string
}

interface StoredImage {
  readonly image_id: ImageId
  readonly sha256: string
  readonly bytes: number
  readonly role: ImageRole
  readonly info: string
  readonly imported_at: string
}

export function insertImage(db: WriteDb, image: NewImage): ImageId {
  const imageId = randomUUID() as string as ImageId
  db.prepare(
    `INSERT INTO images (image_id, visit_id, sha256, bytes, role, kind, likeness, info, import_id, imported_at)
     VALUES (:imageId, :visitId, :sha256, :bytes, :role, :kind, :likeness, :info, :importId, :at)`,
  ).run({ ...image, imageId, kind: image.info.kind, info: JSON.stringify(image.info) })
  return imageId
}

export function setImageRole(db: WriteDb, imageId: ImageId, role: ImageRole): void {
  db.prepare('UPDATE images SET role = ? WHERE image_id = ?').run(role, imageId)
}

export function imageById(db: ReadDb, imageId: string): ImageView | undefined {
  const row = db.prepare(`${selectImages} WHERE image_id = ?`).get(imageId) as StoredImage | undefined
  return row === undefined ? undefined : toView(row)
}

export interface KnownImage {
  readonly imageId: ImageId
  readonly visitId: VisitId
  readonly kind: ImageKind
}

/** Where a picture with these bytes already lies, or undefined. */
export function knownImage(db: ReadDb, sha256: string): KnownImage | undefined {
  return db.prepare('SELECT image_id AS imageId, visit_id AS visitId, kind FROM images WHERE sha256 = ?').get(sha256) as KnownImage | undefined
}

/** The first case a picture belongs to, and whose it is. */
export function caseOfImage(db: ReadDb, imageId: ImageId): { readonly caseId: CaseId; readonly pseudonym: string } | undefined {
  return db
    .prepare(
      `SELECT c.case_id AS caseId, c.pseudonym FROM images i JOIN cases c ON c.visit_id = i.visit_id
        WHERE i.image_id = ? ORDER BY c.sequence LIMIT 1`,
    )
    .get(imageId) as { caseId: CaseId; pseudonym: string } | undefined
}

/** SQL: how pictures of a visit hang: the main ones first, lateral and oblique films behind the frontal ones, then by import. */
export const hangingOrder = (images: string): string =>
  `${images}.role = 'main' DESC, upper(trim(coalesce(json_extract(${images}.info, '$.lie.viewPosition'), ''))) IN (${notFrontalViews.map((view) => `'${view}'`).join(', ')}), ${images}.imported_at, ${images}.image_id`

/** The visit's own pictures of the kind the task is read from, as they hang. */
export function imagesOfVisit(db: ReadDb, visitId: VisitId, task: Task): readonly ImageView[] {
  const rows = db
    .prepare(`${selectImages} WHERE visit_id = ? AND kind = ? ORDER BY ${hangingOrder('images')}`)
    .all(visitId, imageKindOf(task)) as readonly StoredImage[]
  return rows.map(toView)
}

/**
 * What a reader of the case sees: the visit's own pictures, then, for films, those of the patient's visit before it,
 * with the role `prior`. "Before" goes by the visit's date; undated visits go by the day of their import.
 */
export function imagesOfCase(db: ReadDb, visitId: VisitId, task: Task): readonly ImageView[] {
  const own = imagesOfVisit(db, visitId, task)
  if (task === 'tongue') return own
  const earlier = db.prepare(selectEarlierVisit).pluck().get({ visitId }) as VisitId | undefined
  if (earlier === undefined) return own
  return [...own, ...imagesOfVisit(db, earlier, task).map(asPrior)]
}

const asPrior = (image: ImageView): ImageView => ({ ...image, role: 'prior' })

const visitDay = (alias: string): string => `coalesce(${alias}.visit_date, substr(${alias}.created_at, 1, 10))`

const selectEarlierVisit = `
  SELECT v.visit_id FROM visits this JOIN visits v ON v.patient_id = this.patient_id
   WHERE this.visit_id = :visitId AND v.visit_id <> this.visit_id AND ${visitDay('v')} < ${visitDay('this')}
     AND EXISTS (SELECT 1 FROM images i WHERE i.visit_id = v.visit_id AND i.kind = 'film')
   ORDER BY ${visitDay('v')} DESC, v.created_at DESC, v.visit_id LIMIT 1`

/** The picture a case is analysed from: its first main one. */
export function mainImage(db: ReadDb, visitId: VisitId, task: Task): ImageView | undefined {
  return imagesOfVisit(db, visitId, task)[0]
}

export const pictureCount = (db: ReadDb): number => db.prepare<[], number>('SELECT count(*) FROM images').pluck().get() ?? 0

export interface LikenessRow {
  readonly likeness: string
  readonly imageId: ImageId
  readonly patientId: PatientId
  readonly kind: PatientKind
}

/** Likeness and patient of every picture, the oldest first, for the search for near-duplicates. */
export function likenessRows(db: ReadDb): readonly LikenessRow[] {
  return db
    .prepare(
      `SELECT i.likeness, i.image_id AS imageId, v.patient_id AS patientId, p.kind FROM images i
         JOIN visits v ON v.visit_id = i.visit_id JOIN patients p ON p.patient_id = v.patient_id
        ORDER BY i.imported_at, i.image_id`,
    )
    .all() as readonly LikenessRow[]
}

const selectImages = 'SELECT image_id, sha256, bytes, role, info, imported_at FROM images'

function toView(row: StoredImage): ImageView {
  return {
    ...(JSON.parse(row.info) as ImageInfo),
    imageId: row.image_id,
    role: row.role,
    sha256: row.sha256,
    bytes: row.bytes,
    importedAt: row.imported_at,
  }
}
