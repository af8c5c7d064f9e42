import type { Output } from '../../../src-shared/contract/contract.ts'
import type { CaseAhead, WorklistPage } from '../../../src-shared/contract/worklist.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { besidePictures } from '../../store/beside.ts'
import { earlierMeasures } from '../../store/trend.ts'
import { caseRow } from '../../store/caseRow.ts'
import { caseFacts, queueAnalysis } from '../../store/cases.ts'
import type { ReadDb } from '../../store/database.ts'
import { mainImage } from '../../store/images.ts'
import { ensurePatient, isReservedName, moveVisit, patientByPseudonym, sampleName } from '../../store/patients.ts'
import { readingSecondsByCase } from '../../store/readingTimes.ts'
import { worklistIds, worklistNeighbour, worklistPage } from '../../store/worklist.ts'
import type { StoredFilter } from '../../store/worklistFilter.ts'
import type { AuditedWork } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import type { Work } from '../work.ts'
import { filterOf } from './filterOf.ts'

type WorklistCalls = 'worklist.list' | 'worklist.ids' | 'worklist.neighbour' | 'case.ahead' | 'case.beside' | 'case.trend' | 'case.assignPatient' | 'case.analyze'

export function worklistHandlers(services: Services, work: Work): Pick<Handlers, WorklistCalls> {
  const { store, audited, events } = services
  const assign = audited.call('case.assignPatient', assignPatient(services))
  return {
    'worklist.list': (request, caller) => withReadingTime(store.database(), worklistPage(store.database(), { ...request, filter: filterOf(request.filter, caller) }), caller),
    'worklist.ids': (request, caller) => ({
      caseIds: worklistIds(store.database(), { ...request, filter: filterOf(request.filter, caller) }),
    }),
    'worklist.neighbour': (request, caller) => ({
      caseId: worklistNeighbour(store.database(), { ...request, filter: filterOf(request.filter, caller) }),
    }),
    'case.ahead': ({ caseId, filter }, caller) => casesAhead(store.database(), caseId, filterOf(filter, caller)),
    'case.trend': ({ caseId }) => earlierMeasures(store.database(), caseId),
    'case.beside': ({ caseId }) => besidePictures(store.database(), caseId),
    'case.assignPatient': async (input, caller) => {
      const row = await assign(input, caller)
      events.emit({ kind: 'case.changed', caseId: input.caseId })
      events.emit({ kind: 'worklist.changed' })
      return row
    },
    'case.analyze': ({ caseId }, caller) => {
      audited.run('case.analyze', caller, (db) => {
        caseFacts(db, caseId)
        queueAnalysis(db, caseId)
        return { value: null, object: caseId }
      })
      events.emit({ kind: 'case.changed', caseId })
      return { jobId: work.analyze(caller) }
    },
  }
}

/** Who is no admin sees the time of their own readings alone. */
function withReadingTime(db: ReadDb, page: WorklistPage, { role, userId }: Caller): WorklistPage {
  const spent = readingSecondsByCase(db, page.rows.map(({ caseId }) => caseId), role === 'admin' ? null : userId)
  return { ...page, rows: page.rows.map((row) => ({ ...row, readingSeconds: spent.get(row.caseId) ?? null })) }
}

function casesAhead(db: ReadDb, caseId: CaseId, filter: StoredFilter): readonly CaseAhead[] {
  const neighbour = (direction: 'next' | 'previous', unresolved: boolean) => worklistNeighbour(db, { caseId, filter, direction, unresolved })
  const found = new Set([neighbour('next', true), neighbour('next', false), neighbour('previous', false)])
  return [...found].flatMap((ahead) => {
    if (ahead === null) return []
    const { visitId, task } = caseFacts(db, ahead)
    const image = mainImage(db, visitId, task)
    return image === undefined ? [] : [{ caseId: ahead, image }]
  })
}

type Assign = AuditedWork<Parameters<Handlers['case.assignPatient']>[0], Output<'case.assignPatient'>>

/**
 * Reserved names are the program's own: a case can be moved into a group there is, but nobody can invent one. A drawn
 * sample never becomes a patient's picture.
 */
function assignPatient({ clock }: Services): Assign {
  return (db, { caseId, pseudonym }) => {
    const { visitId } = caseFacts(db, caseId)
    const isSample = sampleName.test(caseRow(db, caseId)?.pseudonym ?? '') || sampleName.test(pseudonym)
    if (isSample || (patientByPseudonym(db, pseudonym) === undefined && isReservedName(pseudonym))) {
      throw new AppError('contract.badInput', { field: 'pseudonym', reason: 'reserved' })
    }
    moveVisit(db, visitId, ensurePatient(db, pseudonym, clock.nowIso()))
    const row = caseRow(db, caseId)
    if (row === undefined) throw new AppError('case.missing')
    return { value: row, object: caseId }
  }
}
