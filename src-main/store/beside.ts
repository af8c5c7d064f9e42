import type { BesidePicture } from '../../src-shared/contract/worklist.ts'
import type { CaseId, VisitId } from '../../src-shared/domain/ids.ts'
import { caseFacts } from './cases.ts'
import type { ReadDb } from './database.ts'
import { imageKindOf, imagesOfVisit } from './images.ts'

/** Of a patient who was here every week the newest year is at hand: older ones are found in the worklist. */
const mostVisits = 52

interface VisitBeside {
  readonly visitId: VisitId
  readonly caseId: CaseId
  readonly caseNumber: number
  readonly visitDate: string | null
  readonly importedAt: string
}

/**
 * Pictures of the kind the case is read from: those of its own visit, then of the patient's visits before it, the newest
 * first. "Before" goes by the visit's date, or by the day of the import where it has none; of one day by the order in
 * which the cases came in. A visit with two cases is named after the one of the same task.
 */
export function besidePictures(db: ReadDb, caseId: CaseId): readonly BesidePicture[] {
  const { task, visitId, patientId, sequence } = caseFacts(db, caseId)
  const named = { patientId, visitId, sequence, task, kind: imageKindOf(task), most: mostVisits }
  const visits = db.prepare(selectVisits).all(named) as readonly VisitBeside[]
  return visits.flatMap((visit) => {
    const { caseId: ofCase, caseNumber, visitDate, importedAt } = visit
    return imagesOfVisit(db, visit.visitId, task).map((image) => ({ caseId: ofCase, caseNumber, visitDate, importedAt, image }))
  })
}

const day = (alias: string): string => `coalesce(${alias}.visit_date, substr(${alias}.created_at, 1, 10))`

/** One row a visit: the bare columns are those of the row that `min` has chosen. */
const selectVisits = `
  SELECT v.visit_id AS visitId, c.case_id AS caseId, c.sequence AS caseNumber, v.visit_date AS visitDate, c.imported_at AS importedAt,
         min(iif(c.task = :task, 0, c.sequence)) AS preferred
    FROM visits this
    JOIN visits v ON v.patient_id = this.patient_id
    JOIN cases c ON c.visit_id = v.visit_id
   WHERE this.visit_id = :visitId AND this.patient_id = :patientId
     AND (v.visit_id = this.visit_id OR (${day('v')}, c.sequence) < (${day('this')}, :sequence))
     AND EXISTS (SELECT 1 FROM images i WHERE i.visit_id = v.visit_id AND i.kind = :kind)
   GROUP BY v.visit_id
   ORDER BY v.visit_id = this.visit_id DESC, ${day('v')} DESC, c.sequence DESC
   LIMIT :most`
