import type { Analysis } from '../../src-shared/domain/analysis.ts'
import type { CaseId, ImageId, ReadId } from '../../src-shared/domain/ids.ts'
import type { EarlierVisit } from '../../src-shared/domain/signTrend.ts'
import { caseFacts } from './cases.ts'
import type { ReadDb } from './database.ts'
import { readerMeasuresOf } from './readerMeasures.ts'

/** Of a patient who was here every week the newest year is shown. */
const mostVisits = 52

interface SignedRow {
  readonly readId: ReadId
  readonly imageId: ImageId
  readonly tongue: string | null
  readonly visitDate: string | null
  readonly importedAt: string
}

/**
 * The measures of the patient's earlier visits, oldest first, each as its signed version saw it: in the reader's own outline where
 * there is one. Nothing while somebody reads this case blind: what was found before would lead the reader.
 */
export function earlierMeasures(db: ReadDb, caseId: CaseId): readonly EarlierVisit[] {
  const { task, visitId, patientId, sequence } = caseFacts(db, caseId)
  if (task !== 'tongue' || db.prepare(`SELECT 1 FROM reads WHERE case_id = ? AND phase = 'blind'`).get(caseId) !== undefined) return []
  const rows = db.prepare(selectSigned).all({ visitId, patientId, sequence, most: mostVisits }) as readonly SignedRow[]
  return rows.toReversed().flatMap(({ readId, imageId, tongue, ...visit }) => {
    const own = readerMeasuresOf(db, readId).find((measures) => measures.imageId === imageId)?.tongue
    const measured = own ?? (JSON.parse(tongue ?? 'null') as Analysis['tongue'])
    // Which cell is coating fills pages and is drawn nowhere here.
    return measured === null ? [] : [{ ...visit, imageId, tongue: { ...measured, cells: null } }]
  })
}

const day = (alias: string): string => `coalesce(${alias}.visit_date, substr(${alias}.created_at, 1, 10))`

const selectSigned = `
  SELECT r.read_id AS readId, u.image_id AS imageId, json_extract(u.result, '$.tongue') AS tongue,
         v.visit_date AS visitDate, c.imported_at AS importedAt
    FROM visits this
    JOIN visits v ON v.patient_id = this.patient_id
    JOIN cases c ON c.visit_id = v.visit_id AND c.task = 'tongue'
    JOIN reads r ON r.case_id = c.case_id AND r.seat = 'first'
     AND r.version = (SELECT max(version) FROM reads WHERE case_id = c.case_id AND seat = 'first' AND phase = 'signed')
    JOIN runs u ON u.run_id = r.run_id
   WHERE this.visit_id = :visitId AND this.patient_id = :patientId AND v.visit_id <> this.visit_id
     AND (${day('v')}, c.sequence) < (${day('this')}, :sequence)
   ORDER BY ${day('v')} DESC, c.sequence DESC
   LIMIT :most`
